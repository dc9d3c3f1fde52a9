"""Our books and the provider's, compared in both directions: what differs is settled, or a person is told."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import delete, update

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Refunded, RefundWanted
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.settings import Settings
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.modules.orders.contracts import OrderStatus, PaymentStatus
from shopwright.modules.payments.contracts import CaseKind, RefundState
from shopwright.modules.payments.models import PaymentRow
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, buy, stocked
from tests.support.faults import Fault
from tests.support.mails import delivered, mail_to
from tests.support.paying import buy_by, kinds_of_cases, order_of, payments_of, shop_with
from tests.support.stripe import FakeStripe, Thing, fake_stripe

pytestmark = pytest.mark.anyio
STAFF = system("staff")


@pytest.fixture
def stripe(clock: SteppingClock) -> Iterator[FakeStripe]:
    with fake_stripe() as fake:
        fake.now = clock().timestamp()
        yield fake


@pytest.fixture
async def shop(
    settings: Settings, clock: SteppingClock, stripe: FakeStripe
) -> AsyncIterator[Services]:
    changes = {
        "payment_providers": "stripe,test",
        "stripe_secret_key": "sk_test_1",
        "stripe_api_base": stripe.base,
        "payment_alert_email": "money@example.com",
    }
    async with shop_with(settings, clock, **changes) as services:
        yield services


async def paid(shop: Services, stripe: FakeStripe, pieces: int = 1) -> tuple[Placed, Thing]:
    """An order that was paid on the page, and its intent."""
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, pieces))
    assert placed.payment is not None
    intent = stripe.pay_page(placed.payment.reference or "")
    found = await checkout.confirm_payment(shop.till, STAFF, payment_id=placed.payment.id)
    assert found.order.payment_status is PaymentStatus.PAID
    return placed, intent


async def test_books_that_agree_open_no_case(shop: Services, stripe: FakeStripe) -> None:
    await paid(shop, stripe)
    await buy(shop, (await stocked(shop.works), 1))

    assert await checkout.compare(shop.till) == 0

    assert await kinds_of_cases(shop.works) == []


async def test_a_refund_made_elsewhere_is_taken_over(shop: Services, stripe: FakeStripe) -> None:
    placed, intent = await paid(shop, stripe)
    stripe.refund_elsewhere(intent["id"], 400)

    assert await checkout.compare(shop.till) == 1
    assert await checkout.compare(shop.till) == 0

    order = await order_of(shop.works, placed.order.id)
    assert (order.payment_status, order.refunded.amount) == ("partially_refunded", "4.00")
    assert await kinds_of_cases(shop.works) == []
    await assert_sound(shop.works)


async def test_a_page_whose_messages_and_answers_were_all_lost_is_taken_over(
    shop: Services, stripe: FakeStripe
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1))
    assert placed.payment is not None
    stripe.pay_page(placed.payment.reference or "")

    assert await checkout.compare(shop.till) == 1

    assert (await order_of(shop.works, placed.order.id)).status is OrderStatus.CONFIRMED


async def test_money_there_that_belongs_to_no_payment_here_is_a_case(
    shop: Services, stripe: FakeStripe
) -> None:
    tea = await stocked(shop.works)
    placed = await buy_by(shop, "stripe", (tea, 1))
    assert placed.payment is not None
    stripe.pay_page(placed.payment.reference or "")
    async with shop.works(STAFF) as work:
        await work.db.execute(delete(PaymentRow))

    for _ in range(2):
        await checkout.compare(shop.till)

    assert await kinds_of_cases(shop.works) == [CaseKind.ORPHAN_PAYMENT]


async def test_money_here_that_the_provider_knows_nothing_of_is_a_case(
    shop: Services, stripe: FakeStripe, clock: SteppingClock
) -> None:
    await paid(shop, stripe)
    stripe.things.clear()
    clock.advance(minutes=30)

    for _ in range(2):
        await checkout.compare(shop.till)

    assert await kinds_of_cases(shop.works) == [CaseKind.MISSING_PAYMENT]


async def test_another_amount_there_than_here_is_a_case(shop: Services, stripe: FakeStripe) -> None:
    placed, intent = await paid(shop, stripe)
    intent["amount_received"] = 900

    for _ in range(2):
        await checkout.compare(shop.till)

    assert await kinds_of_cases(shop.works) == [CaseKind.AMOUNT_MISMATCH]
    assert (await order_of(shop.works, placed.order.id)).paid.amount == "10.00"
    await assert_sound(shop.works)


async def test_a_provider_that_is_down_is_compared_another_time(
    shop: Services, stripe: FakeStripe
) -> None:
    _, intent = await paid(shop, stripe)
    stripe.refund_elsewhere(intent["id"], 400)
    stripe.faults = [Fault("500", where="refunds")]

    assert await checkout.compare(shop.till) == 0
    assert await checkout.compare(shop.till) == 1


@pytest.mark.parametrize("amounts", [(300, 700), (1000,)])
async def test_refunds_go_back_by_the_way_they_came(
    shop: Services, stripe: FakeStripe, amounts: tuple[int, ...]
) -> None:
    placed, _ = await paid(shop, stripe)

    for amount in amounts:
        wanted = RefundWanted(placed.order.id, Money(amount, "EUR"))
        refunded = await returns.refund(shop.desk, STAFF, wanted)
        assert isinstance(refunded, Refunded)
        assert refunded.refund.state is RefundState.SUCCEEDED

    there = [thing["amount"] for thing in stripe.things.values() if thing["object"] == "refund"]
    assert there == list(amounts)
    assert (await order_of(shop.works, placed.order.id)).payment_status is PaymentStatus.REFUNDED
    await assert_sound(shop.works)


async def test_a_refund_whose_answer_is_lost_is_given_once(
    shop: Services, stripe: FakeStripe, clock: SteppingClock
) -> None:
    placed, _ = await paid(shop, stripe)
    stripe.faults = [Fault("lost", where="refunds")]
    with pytest.raises(Exception, match="did not answer"):
        await returns.refund(shop.desk, STAFF, RefundWanted(placed.order.id))

    clock.advance(seconds=61)
    assert await returns.finish_refunds(shop.desk) == 1

    refunds = [thing for thing in stripe.things.values() if thing["object"] == "refund"]
    assert len(refunds) == 1
    assert (await order_of(shop.works, placed.order.id)).refunded.amount == "10.00"
    await assert_sound(shop.works)


async def test_a_refund_that_fails_days_later_can_be_made_again(
    shop: Services, stripe: FakeStripe
) -> None:
    placed, _ = await paid(shop, stripe)
    first = await returns.refund(shop.desk, STAFF, RefundWanted(placed.order.id))
    assert isinstance(first, Refunded)
    [refund] = [thing for thing in stripe.things.values() if thing["object"] == "refund"]

    stripe.fail_refund(refund["id"])
    await checkout.compare(shop.till)
    [payment] = await payments_of(shop.works, placed.order.id)
    again = await returns.refund(shop.desk, STAFF, RefundWanted(placed.order.id))

    assert payment.refundable.amount == "10.00"
    assert isinstance(again, Refunded)
    assert again.refund.state is RefundState.SUCCEEDED
    await assert_sound(shop.works)


async def test_a_late_success_of_the_first_attempt_is_a_case_and_goes_back_in_parts(
    shop: Services, stripe: FakeStripe
) -> None:
    placed, _ = await paid(shop, stripe)
    tea = await stocked(shop.works)
    other = await buy_by(shop, "stripe", (tea, 1))
    assert other.payment is not None
    async with shop.works(STAFF) as work:
        row = update(PaymentRow).where(PaymentRow.id == other.payment.id)
        await work.db.execute(row.values(order_id=placed.order.id))

    stripe.pay_page(other.payment.reference or "")
    await checkout.confirm_payment(shop.till, STAFF, payment_id=other.payment.id)
    order = await order_of(shop.works, placed.order.id)
    wanted = RefundWanted(placed.order.id, Money(1500, "EUR"))
    refunded = await returns.refund(shop.desk, STAFF, wanted)

    assert (order.payment_status, order.paid.amount) == (PaymentStatus.PAID, "20.00")
    assert await kinds_of_cases(shop.works) == [CaseKind.OVERPAID]
    assert isinstance(refunded, Refunded)
    assert sorted(each.amount.minor for each in (refunded.refund, *refunded.further)) == [500, 1000]
    assert (await order_of(shop.works, placed.order.id)).refunded.amount == "15.00"


async def test_staff_is_told_of_a_case_by_mail(shop: Services, stripe: FakeStripe) -> None:
    _, intent = await paid(shop, stripe)
    intent["amount_received"] = 900
    await checkout.compare(shop.till)

    for _ in range(2):
        async with shop.works(STAFF) as work:
            work.enqueue("payments.tell_of_cases", {})
        await Worker(shop.works, shop.bell).run_until_idle()

    letter = await mail_to(shop, "money@example.com")
    assert letter.subject == "Payments need a look"
    assert "amount_mismatch (stripe): The provider says 9.00 EUR was captured" in letter.text
    assert len([each for each in await delivered(shop) if each.to == "money@example.com"]) == 1
