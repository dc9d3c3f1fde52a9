"""Paying by PayPal: approved on its page, taken by us, with everything that goes wrong on the way."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Refunded, RefundWanted
from shopwright.infra.settings import CaptureMode, Settings
from shopwright.kernel.actors import GUEST, system
from shopwright.kernel.money import Money
from shopwright.modules.orders.contracts import OrderStatus, PaymentStatus
from shopwright.modules.payments.contracts import CaseKind, RefundState
from shopwright.modules.payments.errors import UnknownToken, WebhookRefused
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, stock_of, stocked
from tests.support.faults import Fault
from tests.support.paying import buy_by, kinds_of_cases, order_of, shop_with
from tests.support.paypal import WEBHOOK, FakePayPal, Thing, fake_paypal

pytestmark = pytest.mark.anyio
STAFF = system("staff")


@pytest.fixture
def paypal(clock: SteppingClock) -> Iterator[FakePayPal]:
    with fake_paypal() as fake:
        fake.now = clock().timestamp()
        yield fake


@pytest.fixture
def capture() -> CaptureMode:
    return CaptureMode.AUTOMATIC


@pytest.fixture
async def shop(
    settings: Settings, clock: SteppingClock, paypal: FakePayPal, capture: CaptureMode
) -> AsyncIterator[Services]:
    changes = {
        "payment_providers": "paypal",
        "paypal_client_id": "client",
        "paypal_client_secret": "secret",
        "paypal_webhook_id": WEBHOOK,
        "paypal_api_base": paypal.base,
        "payment_capture": capture,
    }
    async with shop_with(settings, clock, **changes) as services:
        yield services


async def hear(shop: Services, paypal: FakePayPal, *events: Thing) -> list[bool]:
    """Bring messages to the shop; all that there are, unless told."""
    heard = []
    for event in events or tuple(paypal.events):
        headers, body = paypal.message(event)
        heard.append(
            await checkout.receive_webhook(shop.till, provider="paypal", headers=headers, body=body)
        )
    return heard


def order_at(placed: Placed) -> str:
    assert placed.payment is not None
    assert placed.payment.reference is not None
    return placed.payment.reference


async def paid(shop: Services, paypal: FakePayPal) -> Placed:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "paypal", (tea, 1))
    paypal.approve(order_at(placed))
    await hear(shop, paypal)
    return placed


async def test_what_is_approved_on_the_page_is_taken_and_confirms_the_order(
    shop: Services, paypal: FakePayPal
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "paypal", (tea, 2))
    assert placed.payment is not None
    assert placed.payment.action_url == f"{paypal.base}/checkoutnow?token={order_at(placed)}"

    paypal.approve(order_at(placed))
    found = await checkout.confirm_payment(shop.till, GUEST, payment_id=placed.payment.id)
    await hear(shop, paypal)

    assert found.order.payment_status is PaymentStatus.PAID
    assert (await order_of(shop.works, placed.order.id)).paid.amount == "20.00"
    assert await kinds_of_cases(shop.works) == []
    await assert_sound(shop.works)


async def test_every_request_that_moves_money_bears_an_id_of_ours(
    shop: Services, paypal: FakePayPal
) -> None:
    placed = await paid(shop, paypal)
    await returns.refund(shop.desk, STAFF, RefundWanted(placed.order.id))

    moving = [each for each in paypal.asked if each.method == "POST" and "/v2/" in each.path]
    assert len(moving) == 3
    assert all(each.headers["paypal-request-id"] for each in moving)
    assert sum("oauth2" in each.path for each in paypal.asked) == 1


async def test_a_token_is_nothing_to_paypal(shop: Services, paypal: FakePayPal) -> None:
    tea = await stocked(shop.works)

    with pytest.raises(UnknownToken):
        await buy_by(shop, "paypal", (tea, 1), token="anything")

    assert paypal.asked == []
    assert await stock_of(shop.works, tea) == (5, 0)


@pytest.mark.parametrize("kind", ["500", "429", "html", "lost"])
async def test_an_answer_that_fails_is_asked_for_again_and_nobody_pays_twice(
    shop: Services, paypal: FakePayPal, clock: SteppingClock, kind: str
) -> None:
    tea = await stocked(shop.works)
    paypal.faults = [Fault(kind, where="/v2/")]
    placed = await buy_by(shop, "paypal", (tea, 1))
    assert placed.order.payment_status is PaymentStatus.PENDING

    clock.advance(seconds=61)
    await checkout.reconcile(shop.till)
    [order_id] = paypal.orders
    paypal.approve(order_id)
    paypal.faults = [Fault("lost", where="/capture")]
    for _ in range(3):
        clock.advance(seconds=61)
        await checkout.reconcile(shop.till)

    order = await order_of(shop.works, placed.order.id)
    assert (order.status, order.paid.amount) == (OrderStatus.CONFIRMED, "10.00")
    assert len(paypal.orders) == 1
    await assert_sound(shop.works)


async def test_an_approval_that_cannot_be_charged_leaves_the_page_open(
    shop: Services, paypal: FakePayPal
) -> None:
    paypal.declines = True
    placed = await paid(shop, paypal)
    assert (await order_of(shop.works, placed.order.id)).payment_status is PaymentStatus.PENDING

    paypal.declines = False
    await checkout.confirm_payment(shop.till, GUEST, payment_id=placed.payment.id)  # type: ignore[union-attr]

    assert (await order_of(shop.works, placed.order.id)).payment_status is PaymentStatus.PAID


async def test_what_is_approved_after_the_order_was_given_up_is_never_taken(
    shop: Services, paypal: FakePayPal, clock: SteppingClock
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "paypal", (tea, 1))
    clock.advance(minutes=61)
    await checkout.expire_orders(shop.till)
    paypal.now = clock().timestamp()

    paypal.approve(order_at(placed))
    assert await hear(shop, paypal) == [True]

    assert paypal.orders[order_at(placed)]["status"] == "APPROVED"
    order = await order_of(shop.works, placed.order.id)
    assert (order.status, order.payment_status) == (OrderStatus.CANCELLED, PaymentStatus.VOIDED)
    assert await stock_of(shop.works, tea) == (5, 0)
    await assert_sound(shop.works)


async def test_twenty_copies_at_once_have_one_effect(shop: Services, paypal: FakePayPal) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "paypal", (tea, 1))
    paypal.approve(order_at(placed))

    heard = await asyncio.gather(*(hear(shop, paypal, paypal.events[0]) for _ in range(20)))

    assert sorted(heard) == [[False]] * 19 + [[True]]
    assert (await order_of(shop.works, placed.order.id)).paid.amount == "10.00"
    await assert_sound(shop.works)


@pytest.mark.parametrize("spoil", ["body", "old", "future", "certificate", "signature", "none"])
async def test_a_message_that_is_not_paypals_is_refused(
    shop: Services, paypal: FakePayPal, spoil: str
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "paypal", (tea, 1))
    paypal.approve(order_at(placed))
    at = paypal.now + {"old": -301, "future": 301}.get(spoil, 0)
    headers, body = paypal.message(paypal.events[0], at=at)
    asked = len(paypal.asked)
    if spoil == "body":
        body = body.replace(b"APPROVED", b"COMPLETED")
    elif spoil == "certificate":
        headers["paypal-cert-url"] = "https://api.paypal.com.evil.example/cert"
    elif spoil == "signature":
        headers["paypal-transmission-sig"] = "forged"
    elif spoil == "none":
        headers = {}

    with pytest.raises(WebhookRefused):
        await checkout.receive_webhook(shop.till, provider="paypal", headers=headers, body=body)

    order = await order_of(shop.works, placed.order.id)
    assert order.payment_status is PaymentStatus.PENDING
    if spoil in ("old", "future", "certificate", "none"):
        assert len(paypal.asked) == asked


@pytest.mark.parametrize(
    ("lie", "amount"),
    [
        ({"value": "0.01", "currency_code": "EUR"}, "0.01"),
        ({"value": "999.00", "currency_code": "EUR"}, "0.00"),
        ({"value": "10.00", "currency_code": "USD"}, "0.00"),
    ],
)
async def test_lies_about_money_never_make_an_order_paid(
    shop: Services, paypal: FakePayPal, *, lie: Thing, amount: str
) -> None:
    paypal.lies = {"amount": lie}

    placed = await paid(shop, paypal)

    order = await order_of(shop.works, placed.order.id)
    assert (order.status, order.paid.amount) == (OrderStatus.PENDING, amount)
    kinds = [] if amount == "0.01" else [CaseKind.AMOUNT_MISMATCH]
    assert await kinds_of_cases(shop.works) == kinds


async def test_refunds_go_back_by_the_way_they_came(shop: Services, paypal: FakePayPal) -> None:
    placed = await paid(shop, paypal)

    for amount in (300, 700):
        wanted = RefundWanted(placed.order.id, Money(amount, "EUR"))
        refunded = await returns.refund(shop.desk, STAFF, wanted)
        assert isinstance(refunded, Refunded)
        assert refunded.refund.state is RefundState.SUCCEEDED

    assert (await order_of(shop.works, placed.order.id)).payment_status is PaymentStatus.REFUNDED
    await assert_sound(shop.works)


async def test_a_refund_made_elsewhere_and_a_dispute_are_heard_of(
    shop: Services, paypal: FakePayPal
) -> None:
    placed = await paid(shop, paypal)
    paypal.refund_elsewhere(order_at(placed), "4.00")
    paypal.dispute(order_at(placed))

    assert await hear(shop, paypal, *paypal.events[-2:]) == [True, True]

    order = await order_of(shop.works, placed.order.id)
    assert (order.payment_status, order.refunded.amount) == ("partially_refunded", "4.00")
    assert await kinds_of_cases(shop.works) == [CaseKind.DISPUTE]
    await assert_sound(shop.works)


@pytest.mark.parametrize("capture", [CaptureMode.MANUAL])
async def test_what_was_held_is_charged_in_part_or_let_go(
    shop: Services, paypal: FakePayPal
) -> None:
    charged, let_go = await paid(shop, paypal), await paid(shop, paypal)
    assert (await order_of(shop.works, charged.order.id)).payment_status == "authorized"

    first = await returns.capture(
        shop.desk, STAFF, order_id=charged.order.id, amount=Money(600, "EUR")
    )
    second = await returns.cancel(shop.desk, STAFF, order_id=let_go.order.id, reason="")

    assert (first.payment_status, first.paid.amount) == (PaymentStatus.PARTIALLY_PAID, "6.00")
    assert (second.status, second.payment_status) == ("cancelled", PaymentStatus.VOIDED)
    await assert_sound(shop.works)


async def test_a_missed_refund_is_found_by_comparing(shop: Services, paypal: FakePayPal) -> None:
    placed = await paid(shop, paypal)
    paypal.refund_elsewhere(order_at(placed), "10.00")

    assert await checkout.compare(shop.till) == 1

    assert (await order_of(shop.works, placed.order.id)).payment_status is PaymentStatus.REFUNDED
    await assert_sound(shop.works)
