"""Returns: each piece once, stock and money exactly, refused where the time is over."""

import asyncio
from datetime import timedelta

import pytest

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.kernel.money import Money
from shopwright.modules.orders.contracts import (
    Condition,
    OrderStatus,
    PaymentStatus,
    ReceivedPieces,
    Return,
    ReturnAxis,
    ReturnStatus,
)
from shopwright.modules.orders.errors import (
    FeeTooHigh,
    IllegalReturnStep,
    NotReturnable,
    PiecesGone,
    ReturnWindowClosed,
)
from shopwright.modules.payments.errors import RefundInProgress
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, stock_of, stocked
from tests.support.parcels import STAFF, bought, pack, sent
from tests.support.paying import order_of
from tests.support.returning import ask, came_back, decide, give_back, receive, return_of

pytestmark = pytest.mark.anyio
R = ReturnStatus
MONTH = timedelta(days=30)


async def test_goods_come_back_into_stock_and_their_money_to_the_customer(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 3))

    asked = await ask(services, order, 2)
    claimed = await order_of(services.works, order.id)
    received = await receive(services, await decide(services, asked, R.APPROVED))
    back = await stock_of(services.works, tea)
    refunded = await give_back(services, received)

    now = await order_of(services.works, order.id)
    assert (asked.status, claimed.return_status) == (R.REQUESTED, ReturnAxis.REQUESTED)
    assert (received.status, back) == (R.RECEIVED, (4, 0))
    assert (refunded.status, str(refunded.amount)) == (R.REFUNDED, "20.00 EUR")
    assert (now.return_status, now.refunded.amount) == (ReturnAxis.PARTIALLY_RETURNED, "20.00")
    assert (now.status, now.payment_status) == (
        OrderStatus.DELIVERED,
        PaymentStatus.PARTIALLY_REFUNDED,
    )
    await assert_sound(services.works)


async def test_piece_by_piece_the_whole_line_goes_back_to_the_cent(services: Services) -> None:
    tea = await stocked(services.works, price="3.33")
    order = await sent(services, (tea, 3))

    amounts = [
        str((await give_back(services, await came_back(services, order, 1))).amount)
        for _ in range(3)
    ]

    now = await order_of(services.works, order.id)
    assert amounts == ["3.33 EUR", "3.33 EUR", "3.33 EUR"]
    assert (now.refunded, now.return_status) == (order.total, ReturnAxis.RETURNED)
    assert (now.status, now.payment_status) == (OrderStatus.REFUNDED, PaymentStatus.REFUNDED)
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


async def test_of_many_who_claim_the_last_piece_one_gets_it(services: Services) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 1))

    outcomes = await asyncio.gather(
        *(ask(services, order, 1) for _ in range(6)), return_exceptions=True
    )

    assert sum(isinstance(outcome, Return) for outcome in outcomes) == 1
    assert {type(outcome) for outcome in outcomes} == {Return, PiecesGone}
    await assert_sound(services.works)


async def test_two_clicks_refund_a_return_once(services: Services) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 2))
    received = await came_back(services, order, 1)

    outcomes = await asyncio.gather(
        *(give_back(services, received) for _ in range(6)), return_exceptions=True
    )

    refused = [each for each in outcomes if not isinstance(each, Return)]
    assert {type(each) for each in refused} <= {RefundInProgress}
    assert (await return_of(services, received)).status is R.REFUNDED
    assert (await order_of(services.works, order.id)).refunded.amount == "10.00"
    await assert_sound(services.works)


async def test_what_is_damaged_stays_out_of_stock_and_what_is_missing_is_not_paid(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 4))
    approved = await decide(services, await ask(services, order, 3), R.APPROVED)
    line = order.lines[0].id

    told = ReceivedPieces(line, 2, damaged=1, restocked=1, condition=Condition.OPENED)
    refunded = await give_back(services, await receive(services, approved, told))
    again = await ask(services, order, 2)

    assert await stock_of(services.works, tea) == (2, 0)
    assert str(refunded.amount) == "20.00 EUR"
    assert (refunded.lines[0].damaged, refunded.lines[0].condition) == (1, Condition.OPENED)
    assert again.lines[0].quantity == 2
    await assert_sound(services.works)


@pytest.mark.parametrize(("received", "damaged", "restocked"), [(3, 0, 0), (2, 1, 2), (1, 0, 2)])
async def test_no_more_comes_back_than_was_announced(
    services: Services, received: int, damaged: int, restocked: int
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 3))
    approved = await decide(services, await ask(services, order, 2), R.APPROVED)

    with pytest.raises(PiecesGone):
        await receive(
            services, approved, ReceivedPieces(order.lines[0].id, received, damaged, restocked)
        )

    assert (await return_of(services, approved)).status is R.APPROVED
    assert await stock_of(services.works, tea) == (2, 0)
    await assert_sound(services.works)


async def test_a_fee_is_kept_and_may_not_be_above_what_goes_back(services: Services) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 1))
    received = await came_back(services, order, 1)

    with pytest.raises(FeeTooHigh):
        await give_back(services, received, fee=Money(1001, "EUR"))
    refunded = await give_back(services, received, fee=Money(250, "EUR"))

    assert (str(refunded.goods), str(refunded.fee)) == ("10.00 EUR", "2.50 EUR")
    assert (await order_of(services.works, order.id)).refunded.amount == "7.50"
    await assert_sound(services.works)


async def test_never_more_goes_back_than_is_left_of_what_was_paid(services: Services) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 1))
    kindness = RefundWanted(order.id, Money(400, "EUR"), "sorry")
    await returns.refund(services.desk, STAFF, kindness)

    refunded = await give_back(services, await came_back(services, order, 1))

    assert (str(refunded.goods), str(refunded.amount)) == ("10.00 EUR", "6.00 EUR")
    assert (await order_of(services.works, order.id)).refunded == order.total
    await assert_sound(services.works)


@pytest.mark.parametrize(("days", "is_open"), [(30, True), (31, False)])
async def test_the_time_to_send_goods_back_ends(
    services: Services, clock: SteppingClock, days: int, *, is_open: bool
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 1))
    clock.advance(days=days)

    if is_open:
        assert (await ask(services, order, 1, lasts=MONTH)).status is R.REQUESTED
        return
    with pytest.raises(ReturnWindowClosed):
        await ask(services, order, 1, lasts=MONTH)

    assert (await order_of(services.works, order.id)).return_status is ReturnAxis.NONE
    assert (await ask(services, order, 1)).status is R.REQUESTED


async def test_what_was_not_sent_does_not_come_back(services: Services) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 2))
    with pytest.raises(NotReturnable):
        await ask(services, order, 1)
    await pack(services, order, 1, is_sent=True)

    with pytest.raises(PiecesGone):
        await ask(services, order, 2)

    assert (await ask(services, order, 1)).lines[0].quantity == 1
    await assert_sound(services.works)


async def test_what_needed_no_parcel_does_not_come_back(services: Services) -> None:
    song = await stocked(services.works, requires_shipping=False)
    order = await bought(services, (song, 1))

    with pytest.raises(NotReturnable):
        await ask(services, order, 1)

    await assert_sound(services.works)


@pytest.mark.parametrize("to", [R.DECLINED, R.CANCELLED])
async def test_a_return_that_does_not_happen_lets_go_of_its_pieces(
    services: Services, to: ReturnStatus
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 1))
    asked = await ask(services, order, 1)

    over = await decide(services, asked, to)

    assert (over.status, over.decision) == (to, "so")
    assert (await order_of(services.works, order.id)).return_status is ReturnAxis.NONE
    assert (await ask(services, order, 1)).number == f"R{order.number}-2"
    await assert_sound(services.works)


async def test_a_return_takes_no_illegal_step(services: Services) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 2))
    asked = await ask(services, order, 1)
    refunded = await give_back(services, await came_back(services, order, 1))

    for found, to in ((asked, R.CLOSED), (refunded, R.CLOSED), (refunded, R.CANCELLED)):
        with pytest.raises(IllegalReturnStep):
            await decide(services, found, to)
    for found in (asked, refunded):
        with pytest.raises(IllegalReturnStep):
            await receive(services, found)
    with pytest.raises(IllegalReturnStep):
        await give_back(services, asked)

    assert (await order_of(services.works, order.id)).refunded.amount == "10.00"
    await assert_sound(services.works)


async def test_a_whole_refund_puts_back_only_what_no_return_claims(services: Services) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 3))
    await came_back(services, order, 1)

    await returns.refund(services.desk, STAFF, RefundWanted(order.id, restock=True))

    assert await stock_of(services.works, tea) == (5, 0)
    assert (await order_of(services.works, order.id)).status is OrderStatus.REFUNDED
    await assert_sound(services.works)
