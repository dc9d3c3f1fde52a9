"""Money that people move: transfers and cash, noted to the cent, and sent back by hand."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Received, Refunded, RefundWanted
from shopwright.infra.idempotency import Key
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.settings import Settings, UnusableSettings
from shopwright.kernel.actors import GUEST, system
from shopwright.kernel.money import Money
from shopwright.modules.orders.contracts import Order, OrderStatus, PaymentStatus
from shopwright.modules.payments.contracts import CaseKind, PaymentChoice, PaymentState, RefundState
from shopwright.modules.payments.errors import (
    AmountOfNothing,
    MethodUnavailable,
    NotByHand,
    PaymentNotFound,
    ReferenceTaken,
    RefundSettled,
)
from shopwright.wiring import open_services
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, stock_of, stocked, wish
from tests.support.mails import delivered, mail_to
from tests.support.paying import buy_by, kinds_of_cases, order_of, payments_of, shop_with

pytestmark = pytest.mark.anyio
STAFF = system("staff")
BANK, CASH = "bank_transfer", "cash_on_delivery"


@pytest.fixture
async def shop(settings: Settings, clock: SteppingClock) -> AsyncIterator[Services]:
    changes = {
        "payment_providers": f"{BANK},{CASH},test",
        "bank_account_holder": "The Shop",
        "bank_iban": "DE89370400440532013000",
        "guest_transfer_hours": 14 * 24,  # as long as customers have
        "cash_countries": "GB",
        "cash_most": 5000,
    }
    async with shop_with(settings, clock, **changes) as services:
        yield services


async def receive(
    shop: Services,
    placed: Placed,
    amount: str,
    reference: str = "T1",
    *,
    provider: str = BANK,
    key: Key | None = None,
) -> Order:
    money = Money.parse(amount, "EUR")
    received = Received(placed.order.id, money, reference, date(2026, 11, 3), provider)
    order = await returns.record_payment(shop.desk, STAFF, received, key=key)
    assert isinstance(order, Order)
    return order


async def test_a_transfer_is_waited_for_and_confirms_its_order(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 1))
    assert placed.order.payment_status is PaymentStatus.PENDING

    order = await receive(shop, placed, "10.00")

    assert (order.status, order.payment_status) == (OrderStatus.CONFIRMED, PaymentStatus.PAID)
    assert await stock_of(shop.works, tea) == (5, 1)
    assert await kinds_of_cases(shop.works) == []
    await assert_sound(shop.works)


async def test_the_customer_is_told_by_mail_where_to_send_how_much(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 2))

    letter = await mail_to(shop, placed.order.email, "How to pay")

    assert letter.subject == f"How to pay your order {placed.order.number}"
    assert "please transfer 20.00 EUR" in letter.text
    assert "IBAN: DE89 3704 0044 0532 0130 00" in letter.text


async def test_an_order_of_which_some_went_back_before_all_came_is_confirmed_by_the_rest(
    shop: Services,
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 2))
    await receive(shop, placed, "15.00")
    part = RefundWanted(placed.order.id, amount=Money.parse("5.00", "EUR"))
    begun = await returns.refund(shop.desk, STAFF, part)
    assert isinstance(begun, Refunded)
    await returns.record_refund(shop.desk, STAFF, refund_id=begun.refund.id, reference="OUT-1")
    waiting = await order_of(shop.works, placed.order.id)

    order = await receive(shop, placed, "10.00", "T2")

    assert waiting.payment_status is PaymentStatus.PARTIALLY_REFUNDED
    assert (order.status, order.payment_status) == (OrderStatus.CONFIRMED, PaymentStatus.PAID)
    assert await stock_of(shop.works, tea) == (5, 2)


async def test_who_has_paid_already_is_not_told_to(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 1))
    await receive(shop, placed, "10.00")

    subjects = [letter.subject for letter in await delivered(shop)]

    assert f"How to pay your order {placed.order.number}" not in subjects


async def test_parts_add_up_to_the_cent(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 1))

    statuses = [
        (await receive(shop, placed, amount, reference)).payment_status
        for amount, reference in (("4.00", "T1"), ("5.99", "T2"), ("0.01", "T3"))
    ]

    assert statuses == ["partially_paid", "partially_paid", "paid"]
    assert (await order_of(shop.works, placed.order.id)).status is OrderStatus.CONFIRMED
    await assert_sound(shop.works)


async def test_what_is_too_much_is_a_case_and_can_be_sent_back(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 1))
    order = await receive(shop, placed, "13.00")
    wanted = RefundWanted(placed.order.id, Money(300, "EUR"), "too much")

    begun = await returns.refund(shop.desk, STAFF, wanted)
    assert isinstance(begun, Refunded)
    assert begun.refund.state is RefundState.PENDING
    open_before = await kinds_of_cases(shop.works)
    sent = await returns.record_refund(
        shop.desk, STAFF, refund_id=begun.refund.id, reference="OUT-1"
    )

    assert (order.payment_status, order.paid.amount) == (PaymentStatus.PAID, "13.00")
    assert sorted(open_before) == [CaseKind.OVERPAID, CaseKind.REFUND_BY_HAND]
    assert sent.refund.state is RefundState.SUCCEEDED
    assert sent.order.refunded.amount == "3.00"
    await assert_sound(shop.works)


async def test_a_transfer_is_noted_once(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 1))
    outcomes = await asyncio.gather(
        *(receive(shop, placed, "4.00") for _ in range(6)), return_exceptions=True
    )

    assert sum(isinstance(outcome, Order) for outcome in outcomes) == 1
    assert {type(outcome) for outcome in outcomes} == {Order, ReferenceTaken}
    assert (await order_of(shop.works, placed.order.id)).paid.amount == "4.00"
    await assert_sound(shop.works)


async def test_the_same_key_notes_once(shop: Services, clock: SteppingClock) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 1))
    key = Key("user:1", "payment_record", "the-key-of-staff", "f" * 64)

    for reference in ("T1", "T2"):
        await receive(shop, placed, "4.00", reference, key=key)
        clock.advance(seconds=31)

    assert (await order_of(shop.works, placed.order.id)).paid.amount == "4.00"


async def test_an_order_without_any_payment_is_paid_by_transfer(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await checkout.place(shop.till, GUEST, wish((tea, 1), token=None))
    assert isinstance(placed, Placed)

    order = await receive(shop, placed, "10.00")

    assert (order.status, order.payment_status) == (OrderStatus.CONFIRMED, PaymentStatus.PAID)
    [payment] = await payments_of(shop.works, order.id)
    assert (payment.provider, payment.amount.amount) == (BANK, "10.00")


@pytest.mark.parametrize(
    ("provider", "amount", "error"),
    [
        ("test", "1.00", NotByHand),
        (BANK, "0.00", AmountOfNothing),
        (BANK, "-1.00", AmountOfNothing),
    ],
)
async def test_what_nobody_can_have_received_is_not_noted(
    shop: Services, provider: str, amount: str, error: type[Exception]
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 1))

    with pytest.raises(error):
        await receive(shop, placed, amount, provider=provider)

    assert (await order_of(shop.works, placed.order.id)).paid.is_zero


async def test_an_order_waits_two_weeks_for_its_transfer(
    shop: Services, clock: SteppingClock
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 1))

    clock.advance(days=13)
    await checkout.reconcile(shop.till)
    await checkout.expire_orders(shop.till)
    waiting = await order_of(shop.works, placed.order.id)
    clock.advance(days=2)
    await checkout.reconcile(shop.till)
    await checkout.expire_orders(shop.till)

    assert waiting.status is OrderStatus.PENDING
    order = await order_of(shop.works, placed.order.id)
    assert (order.status, order.payment_status) == (OrderStatus.CANCELLED, PaymentStatus.VOIDED)
    assert await stock_of(shop.works, tea) == (5, 0)
    await assert_sound(shop.works)


@pytest.mark.parametrize("amount", ["4.00", "10.00"])
async def test_money_that_comes_too_late_waits_to_be_sent_back(
    shop: Services, clock: SteppingClock, amount: str
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 1))
    clock.advance(days=15)
    await checkout.reconcile(shop.till)
    await checkout.expire_orders(shop.till)

    await receive(shop, placed, amount)
    await Worker(shop.works, shop.bell).run_until_idle()
    await returns.finish_refunds(shop.desk)

    order = await order_of(shop.works, placed.order.id)
    assert (order.status, order.refunded.is_zero) == (OrderStatus.CANCELLED, True)
    [payment] = await payments_of(shop.works, order.id)
    assert payment.refund_pending.amount == amount
    assert await kinds_of_cases(shop.works) == [CaseKind.REFUND_BY_HAND]
    await assert_sound(shop.works)


async def test_a_part_that_came_is_sent_back_when_the_rest_never_does(
    shop: Services, clock: SteppingClock
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 1))
    await receive(shop, placed, "4.00")

    clock.advance(days=15)
    await checkout.expire_orders(shop.till)
    await Worker(shop.works, shop.bell).run_until_idle()

    assert (await order_of(shop.works, placed.order.id)).status is OrderStatus.CANCELLED
    assert await kinds_of_cases(shop.works) == [CaseKind.REFUND_BY_HAND]
    await assert_sound(shop.works)


async def test_cash_lets_the_order_go_out_and_is_taken_at_the_door(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, CASH, (tea, 1))
    assert (placed.order.status, placed.order.payment_status) == ("confirmed", "authorized")

    order = await returns.capture(shop.desk, STAFF, order_id=placed.order.id)

    assert (order.payment_status, order.paid.amount) == (PaymentStatus.PAID, "10.00")
    await assert_sound(shop.works)


async def test_cash_that_was_not_taken_is_let_go_with_its_order(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, CASH, (tea, 1))

    order = await returns.cancel(shop.desk, STAFF, order_id=placed.order.id, reason="")

    assert (order.status, order.payment_status) == (OrderStatus.CANCELLED, PaymentStatus.VOIDED)
    [payment] = await payments_of(shop.works, order.id)
    assert payment.state is PaymentState.VOIDED
    await assert_sound(shop.works)


@pytest.mark.parametrize(("pieces", "country"), [(6, "GB"), (1, "FR")])
async def test_cash_is_offered_so_far_and_no_further(
    shop: Services, pieces: int, country: str
) -> None:
    tea = await stocked(shop.works, stock=10)
    address = wish().shipping_address
    assert address is not None
    there = replace(address, country=country, postal_code="75001" if country == "FR" else "YO1 7AA")

    with pytest.raises(MethodUnavailable):
        await buy_by(shop, CASH, (tea, pieces), shipping_address=there)

    assert await stock_of(shop.works, tea) == (10, 0)


async def test_what_is_no_account_stops_the_start(settings: Settings) -> None:
    wrong = {"payment_providers": BANK, "bank_iban": "DE89370400440532013001"}

    with pytest.raises(UnusableSettings, match="BANK_IBAN"):
        open_services(settings.model_copy(update=wrong))


async def test_another_way_to_pay_is_tried_after_a_decline(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await checkout.place(shop.till, GUEST, wish((tea, 1), token=None))
    assert isinstance(placed, Placed)
    for token in ("test_declined", "test_no_funds"):
        declined = await checkout.begin_payment(
            shop.till, GUEST, order_id=placed.order.id, choice=PaymentChoice("test", token)
        )
        assert isinstance(declined, Placed)
        assert declined.order.payment_status is PaymentStatus.FAILED

    paid = await checkout.begin_payment(
        shop.till, GUEST, order_id=placed.order.id, choice=PaymentChoice(CASH, "")
    )

    assert isinstance(paid, Placed)
    assert paid.order.status is OrderStatus.CONFIRMED
    assert len(await payments_of(shop.works, placed.order.id)) == 3


async def test_a_refund_that_a_provider_sends_is_not_noted_by_hand(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "test", (tea, 1), token="test_ok")
    refunded = await returns.refund(shop.desk, STAFF, RefundWanted(placed.order.id))
    assert isinstance(refunded, Refunded)

    with pytest.raises(NotByHand):
        await returns.record_refund(
            shop.desk, STAFF, refund_id=refunded.refund.id, reference="OUT-1"
        )
    with pytest.raises(PaymentNotFound):
        await returns.record_refund(shop.desk, STAFF, refund_id=placed.order.id, reference="OUT-1")


async def test_a_refund_is_noted_as_sent_once_whatever_the_references(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, BANK, (tea, 1))
    await receive(shop, placed, "10.00")
    begun = await returns.refund(
        shop.desk, STAFF, RefundWanted(placed.order.id, Money(200, "EUR"), "")
    )
    assert isinstance(begun, Refunded)

    outcomes = await asyncio.gather(
        *(
            returns.record_refund(
                shop.desk, STAFF, refund_id=begun.refund.id, reference=f"OUT-{number}"
            )
            for number in range(4)
        ),
        return_exceptions=True,
    )

    assert sum(isinstance(each, Refunded) for each in outcomes) == 1
    assert {type(each) for each in outcomes} == {Refunded, RefundSettled}
    assert (await order_of(shop.works, placed.order.id)).refunded.amount == "2.00"
    with pytest.raises(RefundSettled):
        await returns.record_refund(shop.desk, STAFF, refund_id=begun.refund.id, reference="OUT-9")
    await assert_sound(shop.works)


async def test_a_transfer_for_what_was_paid_otherwise_is_a_case(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "test", (tea, 1), token="test_ok")

    order = await receive(shop, placed, "10.00")

    assert (order.payment_status, order.paid.amount) == (PaymentStatus.PAID, "20.00")
    assert await kinds_of_cases(shop.works) == [CaseKind.OVERPAID]
    await assert_sound(shop.works)


async def test_a_transfer_for_what_was_refunded_is_a_case(shop: Services) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "test", (tea, 1), token="test_ok")
    await returns.refund(shop.desk, STAFF, RefundWanted(placed.order.id))

    await receive(shop, placed, "10.00")

    assert await kinds_of_cases(shop.works) == [CaseKind.OVERPAID]
    await assert_sound(shop.works)
