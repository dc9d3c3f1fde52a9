"""Paying by Stripe: on its page or by its script, with everything that goes wrong on the way."""

import pytest

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.infra.jobs.worker import Worker
from shopwright.kernel.actors import GUEST, system
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import OrderStatus, PaymentStatus
from shopwright.modules.payments.contracts import CaseKind
from shopwright.modules.payments.errors import (
    PaymentDeclined,
    UnknownToken,
)
from tests.conftest import SteppingClock
from tests.flows.checkout.stripe_talk import hear, intents, page_of
from tests.support.buying import assert_sound, stock_of, stocked
from tests.support.faults import Fault
from tests.support.paying import (
    buy_by,
    kinds_of_cases,
    last_order,
    order_of,
)
from tests.support.stripe import CHALLENGED, DECLINED, FakeStripe, Thing

pytestmark = pytest.mark.anyio


async def test_a_page_is_paid_on_and_a_message_tells_the_shop(
    shop: Services, stripe: FakeStripe
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 2))
    assert placed.order.payment_status is PaymentStatus.PENDING
    assert placed.payment is not None
    assert placed.payment.action_url == f"{stripe.base}/page/{page_of(placed)}"

    stripe.pay_page(page_of(placed))
    await hear(shop, stripe)

    order = await order_of(shop.works, placed.order.id)
    assert (order.status, order.paid.amount) == (OrderStatus.CONFIRMED, "20.00")
    assert await kinds_of_cases(shop.works) == []
    await assert_sound(shop.works)


async def test_a_declined_card_on_the_page_leaves_the_page_open(
    shop: Services, stripe: FakeStripe
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1))

    stripe.pay_page(page_of(placed), DECLINED)
    await hear(shop, stripe)
    declined = await order_of(shop.works, placed.order.id)
    stripe.pay_page(page_of(placed))
    await hear(shop, stripe)

    assert declined.payment_status is PaymentStatus.PENDING
    assert (await order_of(shop.works, placed.order.id)).payment_status is PaymentStatus.PAID
    await assert_sound(shop.works)


async def test_a_page_that_runs_out_gives_the_goods_back(
    shop: Services, stripe: FakeStripe
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1))

    stripe.expire_page(page_of(placed))
    await hear(shop, stripe)

    order = await order_of(shop.works, placed.order.id)
    assert (order.status, order.payment_status) == (OrderStatus.CANCELLED, PaymentStatus.VOIDED)
    assert await stock_of(shop.works, tea) == (5, 0)


async def test_nobody_who_pays_closes_the_page_in_time(
    shop: Services, stripe: FakeStripe, clock: SteppingClock
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1))

    clock.advance(minutes=61)
    await checkout.expire_orders(shop.till)

    assert stripe.things[page_of(placed)]["status"] == "expired"
    order = await order_of(shop.works, placed.order.id)
    assert (order.status, order.payment_status) == (OrderStatus.CANCELLED, PaymentStatus.VOIDED)
    await assert_sound(shop.works)


async def test_a_method_that_the_script_collected_is_charged_at_once(
    shop: Services, stripe: FakeStripe
) -> None:
    tea = await stocked(shop.works)

    placed = await buy_by(shop, "stripe", (tea, 1), token="pm_card")

    assert placed.order.payment_status is PaymentStatus.PAID
    assert await hear(shop, stripe) == [True] * len(stripe.events)
    assert (await order_of(shop.works, placed.order.id)).paid.amount == "10.00"
    await assert_sound(shop.works)


async def test_a_declined_card_leaves_nothing_but_a_cancelled_order(
    shop: Services, stripe: FakeStripe
) -> None:
    tea = await stocked(shop.works)

    with pytest.raises(PaymentDeclined) as refusal:
        await buy_by(shop, "stripe", (tea, 1), token=DECLINED)

    assert refusal.value.extra["reason"] == "insufficient_funds"
    assert (await last_order(shop.works)).status is OrderStatus.CANCELLED
    assert await stock_of(shop.works, tea) == (5, 0)
    await assert_sound(shop.works)


@pytest.mark.parametrize("token", ["4242424242424242", "tok_visa", "pm_../x"])
async def test_what_is_no_payment_method_is_sent_to_nobody(
    shop: Services, stripe: FakeStripe, token: str
) -> None:
    tea = await stocked(shop.works)

    with pytest.raises(UnknownToken):
        await buy_by(shop, "stripe", (tea, 1), token=token)

    assert stripe.asked == []
    assert await stock_of(shop.works, tea) == (5, 0)


@pytest.mark.parametrize("failure", ["", "authentication_failed"])
async def test_a_second_step_decides(shop: Services, stripe: FakeStripe, failure: str) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1), token=CHALLENGED)
    assert placed.payment is not None
    assert placed.payment.action_url == f"{stripe.base}/3ds/{page_of(placed)}"

    stripe.conclude(page_of(placed), failure=failure)
    found = await checkout.confirm_payment(shop.till, GUEST, payment_id=placed.payment.id)

    paid = PaymentStatus.FAILED if failure else PaymentStatus.PAID
    assert found.order.payment_status is paid
    assert await stock_of(shop.works, tea) == (5, 0 if failure else 1)


@pytest.mark.parametrize("kind", ["500", "429", "html"])
async def test_a_provider_that_fails_charges_nobody_and_the_order_is_given_up(
    shop: Services, stripe: FakeStripe, clock: SteppingClock, kind: str
) -> None:
    tea = await stocked(shop.works)
    stripe.faults = [Fault(kind)]

    placed = await buy_by(shop, "stripe", (tea, 1), token="pm_card")
    assert placed.order.payment_status is PaymentStatus.PENDING
    clock.advance(seconds=61)
    await checkout.reconcile(shop.till)

    assert intents(stripe) == []
    assert (await order_of(shop.works, placed.order.id)).status is OrderStatus.CANCELLED
    await assert_sound(shop.works)


@pytest.mark.parametrize("token", ["pm_card", ""])
async def test_an_answer_that_is_lost_is_found_and_nobody_pays_twice(
    shop: Services, stripe: FakeStripe, clock: SteppingClock, token: str
) -> None:
    tea = await stocked(shop.works)
    stripe.faults = [Fault("lost")]

    placed = await buy_by(shop, "stripe", (tea, 1), token=token)
    if not token:
        stripe.pay_page(next(iter(stripe.things)))
    clock.advance(seconds=61)
    stripe.faults = [Fault("500")]
    assert await checkout.reconcile(shop.till) == 0
    clock.advance(seconds=61)
    assert await checkout.reconcile(shop.till) == 1

    order = await order_of(shop.works, placed.order.id)
    assert (order.status, order.paid.amount) == (OrderStatus.CONFIRMED, "10.00")
    assert len(intents(stripe)) == 1
    await assert_sound(shop.works)


async def test_payments_of_a_provider_that_is_down_hold_up_no_others(
    shop: Services, stripe: FakeStripe, clock: SteppingClock
) -> None:
    tea = await stocked(shop.works)
    await buy_by(shop, "stripe", (tea, 1))
    clock.advance(seconds=1)
    other = await buy_by(shop, "test", (tea, 1), token="test_lost")
    stripe.faults = [Fault("500", times=100)]

    clock.advance(seconds=61)
    moved = [await checkout.reconcile(shop.till, limit=1) for _ in range(2)]

    assert moved == [0, 1]
    assert (await order_of(shop.works, other.order.id)).payment_status is PaymentStatus.PAID


@pytest.mark.parametrize(
    ("lies", "paid", "kinds"),
    [
        ({"amount_received": 1}, "0.01", []),
        ({"amount_received": 100_000}, "0.00", [CaseKind.AMOUNT_MISMATCH]),
        ({"currency": "usd"}, "0.00", [CaseKind.AMOUNT_MISMATCH]),
    ],
)
async def test_lies_about_money_never_make_an_order_paid(
    shop: Services, stripe: FakeStripe, *, lies: Thing, paid: str, kinds: list[CaseKind]
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1))
    stripe.pay_page(page_of(placed))
    stripe.lies = lies

    await hear(shop, stripe)

    order = await order_of(shop.works, placed.order.id)
    assert (order.status, order.paid.amount) == (OrderStatus.PENDING, paid)
    assert await kinds_of_cases(shop.works) == kinds


async def test_money_for_an_order_that_was_cancelled_goes_back_by_itself(
    shop: Services, stripe: FakeStripe
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1))
    async with shop.works(system("staff")) as work:
        await orders.cancel(work, order_id=placed.order.id, reason="out of time")

    stripe.pay_page(page_of(placed))
    await hear(shop, stripe)
    await Worker(shop.works, shop.bell).run_until_idle()

    order = await order_of(shop.works, placed.order.id)
    assert (order.status, order.refunded.amount) == (OrderStatus.CANCELLED, "10.00")
    [refund] = [thing for thing in stripe.things.values() if thing["object"] == "refund"]
    assert refund["amount"] == 1000
    await assert_sound(shop.works)
