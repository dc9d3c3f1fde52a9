"""What providers say: late, twice, before the answer, forged, or not at all."""

import asyncio
import itertools
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import update

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import GUEST, system
from shopwright.kernel.money import Money
from shopwright.kernel.paging import PageRequest
from shopwright.modules.carts import queries as cart_queries
from shopwright.modules.carts.contracts import CartState
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Order, OrderStatus, PaymentStatus
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.adapters.testing import SIGNATURE, TIMESTAMP
from shopwright.modules.payments.contracts import (
    CaseKind,
    Fact,
    FactKind,
    GatewayAnswer,
    Payment,
    PaymentState,
)
from shopwright.modules.payments.errors import WebhookRefused
from shopwright.modules.payments.models import PaymentRow
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, buy, filled_cart, gateway_of, stock_of, stocked, wish
from tests.support.people import make_customer

pytestmark = pytest.mark.anyio


async def order_of(works: Works, order_id: UUID) -> Order:
    async with works.reading() as db:
        order = await order_queries.by_id(db, order_id)
    assert order is not None
    return order


async def payment_of(works: Works, payment_id: UUID) -> Payment:
    async with works.reading() as db:
        payment = await payment_queries.by_id(db, payment_id)
    assert payment is not None
    return payment


async def message(
    services: Services, placed: Placed, event_id: str = "evt_1"
) -> tuple[dict[str, str], bytes]:
    assert placed.payment is not None
    composed = await gateway_of(services).compose_webhook(f"tst_{placed.payment.id.hex}", event_id)
    assert composed is not None
    return composed


async def test_a_late_payment_confirms_its_order_by_webhook(
    services: Services, worker: Worker, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_late")
    assert placed.order.payment_status is PaymentStatus.PENDING

    await worker.run_until_idle()
    assert (await order_of(services.works, placed.order.id)).status is OrderStatus.PENDING
    clock.advance(seconds=4)
    await worker.run_until_idle()

    assert (await order_of(services.works, placed.order.id)).status is OrderStatus.CONFIRMED
    await assert_sound(services.works)


async def test_a_late_decline_cancels_the_order_and_opens_the_cart(
    services: Services, worker: Worker, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    cart_id = await filled_cart(services, (tea, 1))
    placed = await checkout.place(
        services.till, GUEST, replace(wish(token="test_late_declined"), cart_id=cart_id)
    )
    assert isinstance(placed, Placed)

    clock.advance(seconds=4)
    await worker.run_until_idle()

    assert (await order_of(services.works, placed.order.id)).status is OrderStatus.CANCELLED
    assert await stock_of(services.works, tea) == (5, 0)
    async with services.works.reading() as db:
        cart = await cart_queries.by_id(db, cart_id)
    assert cart is not None
    assert cart.state is CartState.OPEN
    await assert_sound(services.works)


async def test_a_message_that_comes_twice_counts_once(services: Services, worker: Worker) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_twice")

    await worker.run_until_idle()

    assert (await order_of(services.works, placed.order.id)).paid.amount == "10.00"
    await assert_sound(services.works)


async def test_twenty_copies_of_a_message_at_once_have_one_effect(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_lost")
    headers, body = await message(services, placed)

    heard = await asyncio.gather(
        *(
            checkout.receive_webhook(services.till, provider="test", headers=headers, body=body)
            for _ in range(20)
        )
    )

    assert sorted(heard) == [False] * 19 + [True]
    order = await order_of(services.works, placed.order.id)
    assert (order.status, order.paid.amount) == (OrderStatus.CONFIRMED, "10.00")
    await assert_sound(services.works)


async def test_a_message_before_the_answer_is_understood(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_lost")
    assert (await payment_of(services.works, placed.payment.id)).reference is None  # type: ignore[union-attr]
    headers, body = await message(services, placed)

    await checkout.receive_webhook(services.till, provider="test", headers=headers, body=body)

    assert (await order_of(services.works, placed.order.id)).status is OrderStatus.CONFIRMED


@pytest.mark.parametrize("spoil", ["signature", "body", "time", "none"])
async def test_a_forged_message_is_refused_and_changes_nothing(
    services: Services, clock: SteppingClock, spoil: str
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_challenge")
    headers, body = await message(services, placed)
    if spoil == "signature":
        headers = {**headers, SIGNATURE: "A" * 43}
    elif spoil == "body":
        body = body.replace(b"requires_action", b"captured")
    elif spoil == "time":
        clock.advance(seconds=301)
    else:
        headers = {TIMESTAMP: headers[TIMESTAMP]}

    with pytest.raises(WebhookRefused):
        await checkout.receive_webhook(services.till, provider="test", headers=headers, body=body)

    assert (await order_of(services.works, placed.order.id)).payment_status is PaymentStatus.PENDING


async def test_a_message_about_a_payment_that_nobody_knows_becomes_one_case(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_challenge")
    messages = [await message(services, placed, f"evt_{number}") for number in (1, 2)]
    async with services.works(GUEST) as work:
        await work.db.exec_driver_sql("DELETE FROM payments")

    heard = [
        await checkout.receive_webhook(services.till, provider="test", headers=headers, body=body)
        for headers, body in (*messages, messages[0])
    ]

    assert heard == [True, True, False]
    assert placed.payment is not None
    async with services.works.reading() as db:
        [case] = (await payment_queries.cases(db, PageRequest())).items
    assert (case.kind, case.reference) == (
        CaseKind.ORPHAN_PAYMENT,
        f"tst_{placed.payment.id.hex}",
    )


async def test_a_message_with_another_reference_than_ours_is_no_more_than_a_hint(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_lost")
    headers, body = await message(services, placed)
    assert placed.payment is not None
    async with services.works(GUEST) as work:
        await work.db.execute(update(PaymentRow).values(reference="another"))

    await checkout.receive_webhook(services.till, provider="test", headers=headers, body=body)

    assert (await order_of(services.works, placed.order.id)).paid.amount == "10.00"
    assert (await payment_of(services.works, placed.payment.id)).reference == "another"


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
async def test_facts_lead_to_one_state_in_any_order(
    services: Services, order: tuple[int, ...]
) -> None:
    payment = await _bare_payment(services)
    zero, all_of_it, part = (Money.parse(amount, "EUR") for amount in ("0", "10.00", "4.00"))
    stories = [
        GatewayAnswer("ref", PaymentState.PROCESSING),
        GatewayAnswer("ref", PaymentState.FAILED, (Fact(FactKind.FAILED, "f1", zero),)),
        GatewayAnswer("ref", PaymentState.CAPTURED, (Fact(FactKind.CAPTURED, "c1", all_of_it),)),
        GatewayAnswer(
            "ref",
            PaymentState.CAPTURED,
            (Fact(FactKind.CAPTURED, "c1", all_of_it), Fact(FactKind.REFUNDED, "r1", part)),
        ),
    ]

    for index in order:
        async with services.works(system("test")) as work:
            await payments.apply(work, payment_id=payment.id, answer=stories[index], source="test")

    told = await payment_of(services.works, payment.id)
    assert (told.state, told.captured.amount, told.refunded.amount) == (
        PaymentState.CAPTURED,
        "10.00",
        "4.00",
    )


@pytest.mark.parametrize(
    "told", [Money(1001, "EUR"), Money(1000, "USD")], ids=["too-much", "other-currency"]
)
async def test_a_provider_that_lies_about_the_amount_is_not_believed(
    services: Services, told: Money
) -> None:
    payment = await _bare_payment(services)

    async with services.works(system("test")) as work:
        answer = GatewayAnswer("ref", PaymentState.CAPTURED, (Fact(FactKind.CAPTURED, "c1", told),))
        await payments.apply(work, payment_id=payment.id, answer=answer, source="test")
        doubts = [event.name for event in work.events]

    after = await payment_of(services.works, payment.id)
    assert after.captured.is_zero
    assert after.state is PaymentState.CREATED
    assert doubts == ["payment.case_opened"]


async def test_the_reconciler_finds_what_a_lost_answer_left(
    services: Services, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_lost")

    assert await checkout.reconcile(services.till) == 0
    clock.advance(seconds=61)
    assert await checkout.reconcile(services.till) == 1
    assert await checkout.reconcile(services.till) == 0

    order = await order_of(services.works, placed.order.id)
    assert (order.status, order.payment_status) == (OrderStatus.CONFIRMED, PaymentStatus.PAID)
    await assert_sound(services.works)


async def test_a_second_step_that_nobody_takes_is_given_up_in_time(
    services: Services, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_challenge")

    clock.advance(minutes=30)
    await checkout.reconcile(services.till)
    await checkout.expire_orders(services.till)
    assert (await order_of(services.works, placed.order.id)).status is OrderStatus.PENDING
    clock.advance(minutes=31)
    await checkout.expire_orders(services.till)

    order = await order_of(services.works, placed.order.id)
    assert (order.status, order.payment_status) == (OrderStatus.CANCELLED, PaymentStatus.VOIDED)
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


async def test_an_order_that_nobody_pays_is_given_up_after_three_days_for_a_customer(
    services: Services, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    customer = await make_customer(services)
    placed = await buy(services, (tea, 2), token=None, user_id=customer.user_id)

    clock.advance(hours=71)
    assert await checkout.expire_orders(services.till) == 0
    clock.advance(hours=2)
    assert await checkout.expire_orders(services.till) == 1

    order = await order_of(services.works, placed.order.id)
    assert (order.status, order.cancel_reason) == (OrderStatus.CANCELLED, "not paid in time")
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


async def test_a_guest_who_does_not_pay_holds_stock_for_an_hour_at_most(
    services: Services, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    await buy(services, (tea, 2), token=None)

    clock.advance(minutes=59)
    assert await checkout.expire_orders(services.till) == 0
    clock.advance(minutes=2)
    assert await checkout.expire_orders(services.till) == 1

    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


async def test_money_for_a_cancelled_order_goes_back_by_itself(
    services: Services, worker: Worker, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_lost")
    headers, body = await message(services, placed)
    async with services.works(GUEST) as work:
        order = await order_queries.by_id(work.db, placed.order.id)
        assert order is not None
        await orders.cancel(work, order_id=order.id, reason="out of time")

    await checkout.receive_webhook(services.till, provider="test", headers=headers, body=body)
    await worker.run_until_idle()

    after = await order_of(services.works, placed.order.id)
    assert (after.status, after.payment_status) == (OrderStatus.CANCELLED, PaymentStatus.REFUNDED)
    assert after.refunded.amount == "10.00"
    await assert_sound(services.works)


async def _bare_payment(services: Services) -> Payment:
    async with services.works(system("test")) as work:
        return payments.begin(
            work, order_id=ids.new(), provider="test", amount=Money.parse("10.00", "EUR")
        )
