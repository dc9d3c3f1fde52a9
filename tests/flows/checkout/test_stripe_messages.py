"""What Stripe tells by messages: forged, doubled, early, late, lost, or about somebody else."""

import asyncio

import pytest

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.settings import Settings
from shopwright.modules.orders.contracts import PaymentStatus
from shopwright.modules.payments.contracts import CaseKind
from shopwright.modules.payments.errors import (
    GatewayUnreachable,
    WebhookRefused,
)
from tests.conftest import SteppingClock
from tests.flows.checkout.stripe_talk import hear, page_of
from tests.support.buying import assert_sound, stocked
from tests.support.faults import Fault
from tests.support.paying import (
    buy_by,
    kinds_of_cases,
    order_of,
    payments_of,
    shop_with,
)
from tests.support.stripe import SECRET, SLOW, FakeStripe

pytestmark = pytest.mark.anyio


async def test_a_message_that_comes_before_the_answer_counts_once(
    shop: Services, stripe: FakeStripe, clock: SteppingClock
) -> None:
    tea = await stocked(shop.works)
    stripe.faults = [Fault("lost")]
    placed = await buy_by(shop, "stripe", (tea, 1), token="pm_card")

    await hear(shop, stripe)
    clock.advance(seconds=61)
    await checkout.reconcile(shop.till)

    assert (await order_of(shop.works, placed.order.id)).paid.amount == "10.00"
    await assert_sound(shop.works)


async def test_twenty_copies_at_once_and_one_hours_later_have_one_effect(
    shop: Services, stripe: FakeStripe, clock: SteppingClock
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1), token=SLOW)
    stripe.conclude(page_of(placed))
    event = stripe.events[-1]

    heard = await asyncio.gather(*(hear(shop, stripe, event) for _ in range(20)))
    clock.advance(hours=5)
    stripe.now = clock().timestamp()
    later = await hear(shop, stripe, event)

    assert sorted(heard) == [[False]] * 19 + [[True]]
    assert later == [False]
    assert (await order_of(shop.works, placed.order.id)).paid.amount == "10.00"
    await assert_sound(shop.works)


async def test_a_message_that_is_lost_for_good_is_made_up_for_within_ten_minutes(
    shop: Services, stripe: FakeStripe, clock: SteppingClock, worker: Worker
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1))
    stripe.pay_page(page_of(placed))

    clock.advance(minutes=2)
    await checkout.reconcile(shop.till)

    assert (await order_of(shop.works, placed.order.id)).payment_status is PaymentStatus.PAID


@pytest.mark.parametrize("spoil", ["body", "old", "future", "secret", "empty", "live", "none"])
async def test_a_message_that_is_not_stripes_is_refused(
    shop: Services, stripe: FakeStripe, spoil: str
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1))
    stripe.pay_page(page_of(placed))
    event = stripe.events[-1] | ({"livemode": True} if spoil == "live" else {})
    secret = {"secret": "whsec_other", "empty": ""}.get(spoil, SECRET)
    at = stripe.now + {"old": -301, "future": 301}.get(spoil, 0)
    headers, body = stripe.message(event, secret=secret, at=at)
    body = body.replace(b"cs_test", b"cs_text") if spoil == "body" else body

    with pytest.raises(WebhookRefused):
        await checkout.receive_webhook(
            shop.till, provider="stripe", headers={} if spoil == "none" else headers, body=body
        )

    order = await order_of(shop.works, placed.order.id)
    assert order.payment_status is PaymentStatus.PENDING
    assert await hear(shop, stripe, stripe.events[-1]) == [True]


async def test_without_a_secret_no_message_is_taken(
    settings: Settings, clock: SteppingClock, stripe: FakeStripe
) -> None:
    changes = {"payment_providers": "stripe", "stripe_secret_key": "sk_test_1"}
    event = {"id": "evt", "type": "x", "livemode": False, "data": {"object": {}}}
    headers, body = stripe.message(event, secret="")
    async with shop_with(settings, clock, **changes) as shop:
        with pytest.raises(WebhookRefused):
            await checkout.receive_webhook(shop.till, provider="stripe", headers=headers, body=body)


async def test_a_message_is_kept_for_later_where_the_truth_is_not_to_be_had(
    shop: Services, stripe: FakeStripe
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1))
    stripe.pay_page(page_of(placed))
    stripe.faults = [Fault("500")]

    with pytest.raises(GatewayUnreachable):
        await hear(shop, stripe, stripe.events[-1])

    assert await hear(shop, stripe, stripe.events[-1]) == [True]
    assert (await order_of(shop.works, placed.order.id)).payment_status is PaymentStatus.PAID


async def test_messages_about_what_is_not_the_shops_are_passed_over(
    shop: Services, stripe: FakeStripe
) -> None:
    foreign = {"object": "payment_intent", "id": "pi_foreign", "metadata": {}}
    told = {"id": "evt_1", "type": "payment_intent.succeeded", "livemode": False}

    assert await hear(shop, stripe, {**told, "data": {"object": foreign}}) == [False]

    assert await kinds_of_cases(shop.works) == []


async def test_a_dispute_is_a_case(shop: Services, stripe: FakeStripe) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1))
    intent = stripe.pay_page(page_of(placed))
    await hear(shop, stripe)

    stripe.dispute(intent["id"])
    await hear(shop, stripe, stripe.events[-1])

    assert await kinds_of_cases(shop.works) == [CaseKind.DISPUTE]
    assert (await payments_of(shop.works, placed.order.id))[0].captured.amount == "10.00"
