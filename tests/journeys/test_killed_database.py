"""PostgreSQL is killed with -9 under a living shop, at every step; it comes up again, and the shop goes on without being told.

What was told to a customer is there, nothing is there twice, and the books are sound.
"""

from dataclasses import replace

import pytest

from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Refunded, RefundWanted
from shopwright.infra.idempotency import Key
from shopwright.kernel.actors import GUEST
from shopwright.modules.orders.contracts import (
    FulfilmentStatus,
    OrderStatus,
    PaymentStatus,
    ReturnStatus,
)
from shopwright.modules.promotions import queries as promotions
from shopwright.modules.promotions import service as promoting
from shopwright.modules.promotions.contracts import PromotionState
from tests.journeys import crashing
from tests.journeys.killing import House, house
from tests.modules.promotions.making import running
from tests.support.buying import buy, filled_cart, stock_of, stocked, wish
from tests.support.goods import MERCHANT
from tests.support.invoicing import documents_of, follow
from tests.support.parcels import STAFF, bought, pack, parcels_of, sent
from tests.support.paying import buy_by, order_of, payments_of
from tests.support.people import make_customer
from tests.support.returning import ask, came_back, decide, give_back, return_of

pytestmark = pytest.mark.anyio
__all__ = ["house"]


@pytest.mark.parametrize(
    ("failpoint", "token", "paid"),
    [
        ("checkout.claimed", "test_ok", None),
        ("checkout.reserved", "test_ok", None),
        ("checkout.opened", "test_ok", False),
        ("checkout.paid", "test_declined", False),
        ("checkout.paid", "test_ok", True),
        ("checkout.settling", "test_ok", True),
        ("checkout.settled", "test_ok", True),
    ],
)
async def test_a_checkout_is_paid_or_undone(
    house: House, *, failpoint: str, token: str, paid: bool | None
) -> None:
    tea = await stocked(house.services.works)
    cart_id = await filled_cart(house.services, (tea, 2))
    wanted = replace(wish(token=token), cart_id=cart_id)

    told = await house.killed(failpoint, checkout.place(house.services.till, GUEST, wanted))
    found = await house.orders_with(tea)
    await house.tidy()

    assert told is (failpoint == "checkout.settled")
    if told:
        assert [each.payment_status for each in found] == [PaymentStatus.PAID]
    orders = await house.orders_with(tea)
    if paid is None:
        assert orders == []
    else:
        wanted_status = OrderStatus.CONFIRMED if paid else OrderStatus.CANCELLED
        assert [each.status for each in orders] == [wanted_status]
        assert await house.at_provider(orders[0]) == (2000 if paid else 0, 0)
    assert await stock_of(house.services.works, tea) == (5, 2 if paid else 0)
    await house.assert_sound()


@pytest.mark.parametrize(
    "failpoint",
    [
        "checkout.claimed",
        "checkout.redeemed",
        "checkout.reserved",
        "checkout.opened",
        "checkout.paid",
        "checkout.settling",
        "checkout.settled",
    ],
)
async def test_whoever_asks_again_with_his_key_has_one_order_and_pays_once(
    house: House, failpoint: str
) -> None:
    tea = await stocked(house.services.works)
    offer = await running(house.services.works, usage_limit=1)
    wanted = wish((tea, 1), expected_total=None)
    key = Key("guest:test", "order_place", f"the-key-of-{failpoint}", "f" * 64)
    await house.killed(failpoint, checkout.place(house.services.till, GUEST, wanted, key=key))
    house.clock.advance(seconds=31)

    outcome = await checkout.place(house.services.till, GUEST, wanted, key=key)

    assert isinstance(outcome, Placed)
    [order] = await house.orders_with(tea)
    assert order.id == outcome.order.id
    assert (order.status, order.paid.amount) == (OrderStatus.CONFIRMED, "9.00")
    assert await house.at_provider(order) == (900, 0)
    async with house.services.works(MERCHANT) as work:
        used = await promotions.usage(work.db, offer.id)
        await promoting.set_state(work, offer.id, PromotionState.ARCHIVED)
    assert used.orders == 1
    await house.assert_sound()


@pytest.mark.parametrize(
    "failpoint", ["cancel.cancelled", "cancel.refund_begun", "refund.answered", "refund.applying"]
)
async def test_a_cancellation_is_carried_through(house: House, failpoint: str) -> None:
    tea = await stocked(house.services.works)
    order = await bought(house.services, (tea, 2))

    await house.killed_doing(failpoint, "cancel", order.id)
    await house.tidy()

    now = await order_of(house.services.works, order.id)
    assert (now.status, now.refunded.amount) == (OrderStatus.CANCELLED, "20.00")
    assert await house.at_provider(order) == (2000, 2000)
    assert await stock_of(house.services.works, tea) == (5, 0)
    await house.assert_sound()


@pytest.mark.parametrize("failpoint", ["refund.begun", "refund.answered", "refund.applying"])
async def test_a_refund_is_paid_once(house: House, failpoint: str) -> None:
    order = await bought(house.services, (await stocked(house.services.works), 2))

    await house.killed_doing(failpoint, "refund", order.id)
    await house.tidy()

    now = await order_of(house.services.works, order.id)
    assert (now.status, now.refunded.amount) == (OrderStatus.REFUNDED, "20.00")
    assert await house.at_provider(order) == (2000, 2000)
    await house.assert_sound()


async def test_pieces_are_cut_once_and_their_money_goes_back_once(house: House) -> None:
    tea = await stocked(house.services.works)
    order = await bought(house.services, (tea, 2))

    await house.killed_doing("trim.refund_begun", "trim", order.id)
    await house.tidy()

    now = await order_of(house.services.works, order.id)
    assert (now.refunded.amount, now.lines[0].cancelled) == ("10.00", 1)
    assert await house.at_provider(order) == (2000, 1000)
    assert await stock_of(house.services.works, tea) == (5, 1)
    await house.assert_sound()


async def test_a_payment_that_was_begun_and_never_sent_can_be_begun_anew(house: House) -> None:
    customer = await make_customer(house.services)
    tea = await stocked(house.services.works)
    placed = await buy(house.services, (tea, 1), token=None, user_id=customer.user_id)

    await house.killed_doing("payment.begun", "pay", placed.order.id)
    await house.tidy()
    before = await order_of(house.services.works, placed.order.id)
    await crashing.DEEDS["pay"](house.services, placed.order.id)

    assert (before.status, before.payment_status) == (OrderStatus.PENDING, PaymentStatus.FAILED)
    now = await order_of(house.services.works, placed.order.id)
    assert (now.status, now.paid.amount) == (OrderStatus.CONFIRMED, "10.00")
    assert await house.at_provider(now) == (1000, 0)
    await house.assert_sound()


@pytest.mark.parametrize("comes_again", [True, False])
async def test_a_message_of_the_provider_is_heard_though_nobody_could_write_it_down(
    house: House, *, comes_again: bool
) -> None:
    tea = await stocked(house.services.works)
    placed = await buy(house.services, (tea, 1), token="test_lost")

    told = await house.killed_doing("webhook.applying", "hear", placed.order.id)
    before = await order_of(house.services.works, placed.order.id)
    if comes_again:
        await crashing.hear(house.services, placed.order.id)
    else:
        await house.tidy()

    assert (told, before.payment_status) == (False, PaymentStatus.PENDING)
    now = await order_of(house.services.works, placed.order.id)
    assert (now.status, now.paid.amount) == (OrderStatus.CONFIRMED, "10.00")
    await house.assert_sound()


async def test_a_charge_that_was_not_written_down_is_found_by_comparing(house: House) -> None:
    tea = await stocked(house.services.works)
    placed = await buy(house.not_capturing(), (tea, 1))

    await house.killed_doing("capture.answered", "capture", placed.order.id)
    await house.killed_doing("compare.asked", "compare", placed.order.id)
    await checkout.compare(house.services.till)

    now = await order_of(house.services.works, placed.order.id)
    assert (now.payment_status, now.paid.amount) == (PaymentStatus.PAID, "10.00")
    assert await house.at_provider(now) == (1000, 0)
    await house.assert_sound()


async def test_a_reconciler_is_followed_by_another(house: House) -> None:
    tea = await stocked(house.services.works)
    placed = await buy(house.services, (tea, 1), token="test_lost")
    house.clock.advance(minutes=2)

    await house.killed_doing("reconcile.asked", "reconcile", tea)
    await house.tidy()

    now = await order_of(house.services.works, placed.order.id)
    assert now.status is OrderStatus.CONFIRMED
    await house.assert_sound()


async def test_an_order_that_nobody_paid_is_given_up_the_next_time(house: House) -> None:
    tea = await stocked(house.services.works)
    placed = await buy(house.services, (tea, 1), token=None)
    house.clock.advance(hours=80)

    await house.killed_doing("expire.asked", "expire", tea)
    before = await order_of(house.services.works, placed.order.id)
    await house.tidy()

    now = await order_of(house.services.works, placed.order.id)
    assert (before.status, now.status) == (OrderStatus.PENDING, OrderStatus.CANCELLED)
    assert await stock_of(house.services.works, tea) == (5, 0)
    await house.assert_sound()


async def test_money_by_hand_is_noted_whole_or_not_at_all(house: House) -> None:
    tea = await stocked(house.services.works)
    order = (await buy_by(house.services, "bank_transfer", (tea, 2))).order
    await house.killed_doing("record.applying", "record", order.id)
    before = await order_of(house.services.works, order.id)
    await crashing.record(house.services, order.id)
    paid = await order_of(house.services.works, order.id)

    begun = await returns.refund(house.services.desk, STAFF, RefundWanted(order.id))
    assert isinstance(begun, Refunded)
    await house.killed_doing("sent.applying", "send_back", begun.refund.id)
    [waiting] = await payments_of(house.services.works, order.id)
    await crashing.send_back(house.services, begun.refund.id)

    assert (before.paid.amount, paid.paid.amount) == ("0.00", "20.00")
    assert (waiting.refunded.minor, waiting.refund_pending.amount) == (0, "20.00")
    assert (await order_of(house.services.works, order.id)).refunded.amount == "20.00"
    await house.assert_sound()


async def test_a_packer_has_sent_all_or_nothing(house: House) -> None:
    tea = await stocked(house.services.works)
    order = await bought(house.services, (tea, 2))

    await house.killed_doing("parcel.moved", "ship", order.id)

    assert await parcels_of(house.services, order) == []
    assert await stock_of(house.services.works, tea) == (5, 2)
    await pack(house.services, order, is_sent=True)
    now = await order_of(house.services.works, order.id)
    assert now.fulfilment_status is FulfilmentStatus.SHIPPED
    assert await stock_of(house.services.works, tea) == (3, 0)
    await house.assert_sound()


async def test_a_return_is_received_whole_or_not_at_all(house: House) -> None:
    tea = await stocked(house.services.works)
    order = await sent(house.services, (tea, 2))
    asked = await ask(house.services, order, 2)
    found = await decide(house.services, asked, ReturnStatus.APPROVED)

    await house.killed_doing("return.received", "receive", found.id)
    before = await return_of(house.services, found), await stock_of(house.services.works, tea)
    await crashing.receive(house.services, found.id)

    assert (before[0].status, before[1]) == (ReturnStatus.APPROVED, (3, 0))
    assert (await return_of(house.services, found)).status is ReturnStatus.RECEIVED
    assert await stock_of(house.services.works, tea) == (5, 0)
    await house.assert_sound()


async def test_the_money_of_a_return_goes_back_once(house: House) -> None:
    tea = await stocked(house.services.works)
    order = await sent(house.services, (tea, 2))
    received = await came_back(house.services, order, 1)

    await house.killed_doing("return.refund_begun", "give_back", received.id)
    await house.tidy()
    again = await give_back(house.services, received)

    assert (await return_of(house.services, received)).status is ReturnStatus.REFUNDED
    assert str(again.amount) == "10.00 EUR"
    assert await house.at_provider(order) == (2000, 1000)
    await house.assert_sound()


async def test_the_number_of_an_invoice_that_never_was_goes_to_the_next(house: House) -> None:
    tea = await stocked(house.services.works)
    first, second = [await bought(house.services, (tea, 1)) for _ in range(2)]

    await house.killed_doing("invoices.numbered", "invoice", first.id)
    before = await documents_of(house.services.works, first.id)
    issued = [await follow(house.services.works, each.id) for each in (second, first)]

    assert before == []
    [[one], [other]] = [[int(each.number[-5:]) for each in found] for found in issued]
    assert other == one + 1
    await house.assert_sound()
