"""What facts make of a payment: refunds that fail late, and facts that can't be true."""

import itertools
from typing import Any
from uuid import UUID

import pytest

from shopwright.faces.services import Services
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.kernel.paging import PageRequest
from shopwright.modules.payments import queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.adapters import paypal_words, stripe_words
from shopwright.modules.payments.contracts import (
    CaseKind,
    Fact,
    FactKind,
    GatewayAnswer,
    Payment,
    PaymentState,
    RefundState,
)

pytestmark = pytest.mark.anyio
ACTOR = system("test")
ALL, PART = Money(1000, "EUR"), Money(400, "EUR")


async def begun(works: Works) -> Payment:
    async with works(ACTOR) as work:
        return payments.begin(work, order_id=ids.new(), provider="test", amount=ALL)


async def hear(works: Works, payment: Payment, *facts: Fact, source: str = "test") -> Payment:
    async with works(ACTOR) as work:
        answer = GatewayAnswer("ref", PaymentState.PROCESSING, facts)
        return await payments.apply(work, payment_id=payment.id, answer=answer, source=source)


async def kinds_of_cases(works: Works) -> list[CaseKind]:
    async with works.reading() as db:
        return [case.kind for case in (await queries.cases(db, PageRequest())).items]


def captured(amount: Money = ALL, reference: str = "c") -> Fact:
    return Fact(FactKind.CAPTURED, reference, amount)


def refunded(refund_id: UUID, amount: Money = PART, reference: str = "r") -> Fact:
    return Fact(FactKind.REFUNDED, reference, amount, str(refund_id))


def failed(refund_id: UUID, amount: Money = PART, reference: str = "r") -> Fact:
    return Fact(FactKind.REFUND_FAILED, reference, amount, str(refund_id))


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))), ids=str)
async def test_a_refund_that_fails_after_it_went_through_can_be_made_again(
    services: Services, order: tuple[int, ...]
) -> None:
    payment = await begun(services.works)
    await hear(services.works, payment, captured())
    async with services.works(ACTOR) as work:
        refund = await payments.begin_refund(work, payment_id=payment.id, amount=PART, reason="")
    stories = [refunded(refund.id), failed(refund.id)]

    for index in order:
        found = await hear(services.works, payment, stories[index])
        found = await hear(services.works, payment, stories[index])

    assert (found.refunded.minor, found.refund_pending.minor, found.refundable) == (0, 0, ALL)
    async with services.works.reading() as db:
        after = await queries.refund_by_id(db, refund.id)
    assert after is not None
    assert after.state is RefundState.FAILED


def stripe_says(status: str, *refunds: dict[str, Any], **more: Any) -> GatewayAnswer:
    intent = {"id": "pi_1", "status": status, "currency": "eur", "amount_received": 1000, **more}
    return stripe_words.answer_of(intent, refunds)


def paypal_says(status: str, **made: Any) -> GatewayAnswer:
    unit = {"payments": made, "amount": {"value": "10.00", "currency_code": "EUR"}}
    return paypal_words.answer_of({"id": "ORDER1", "status": status, "purchase_units": [unit]})


def part(name: str, status: str, value: str) -> list[dict[str, Any]]:
    return [{"id": name, "status": status, "amount": {"value": value, "currency_code": "EUR"}}]


STORIES = {
    "stripe": [
        stripe_says("requires_confirmation"),
        stripe_says("processing"),
        stripe_says("requires_payment_method", last_payment_error={"code": "card_declined"}),
        stripe_says("succeeded"),
        stripe_says(
            "succeeded", {"id": "re_1", "amount": 400, "currency": "eur", "status": "succeeded"}
        ),
    ],
    "paypal": [
        paypal_says("PAYER_ACTION_REQUIRED"),
        paypal_says("COMPLETED", captures=part("C1", "PENDING", "10.00")),
        paypal_says("COMPLETED", captures=part("C0", "DECLINED", "10.00")),
        paypal_says("COMPLETED", captures=part("C1", "COMPLETED", "10.00")),
        paypal_says(
            "COMPLETED",
            captures=part("C1", "PARTIALLY_REFUNDED", "10.00"),
            refunds=part("R1", "COMPLETED", "4.00"),
        ),
    ],
}


@pytest.mark.parametrize("provider", sorted(STORIES))
async def test_five_stories_end_alike_in_each_of_their_hundred_and_twenty_orders(
    services: Services, provider: str
) -> None:
    ends = set()
    async with services.works(ACTOR) as work:
        for number, order in enumerate(itertools.permutations(STORIES[provider])):
            payment = payments.begin(
                work, order_id=ids.new(), provider=f"{provider}{number}", amount=ALL
            )
            await work.flush()
            for answer in order:
                found = await payments.apply(
                    work, payment_id=payment.id, answer=answer, source="test"
                )
            log = await queries.log_of(work.db, payment.id)
            kinds = sorted((event.kind.value, event.amount.minor) for event in log)
            ends.add((found.state, found.captured.minor, found.refunded.minor, str(kinds)))

    assert number == 119
    told = [("captured", 1000), ("failed", 0), ("refunded", 400)]
    assert ends == {(PaymentState.CAPTURED, 1000, 400, str(told))}
    assert await kinds_of_cases(services.works) == []


async def test_more_than_was_captured_is_never_taken_for_given_back(services: Services) -> None:
    payment = await begun(services.works)
    await hear(services.works, payment, captured(PART))

    found = await hear(services.works, payment, refunded(ids.new(), ALL))

    assert found.refunded.is_zero
    assert await kinds_of_cases(services.works) == [CaseKind.REFUND_MISMATCH]


async def test_money_set_aside_for_a_refund_is_not_given_back_by_another(
    services: Services,
) -> None:
    payment = await begun(services.works)
    await hear(services.works, payment, captured())
    async with services.works(ACTOR) as work:
        refund = await payments.begin_refund(
            work, payment_id=payment.id, amount=Money(700, "EUR"), reason=""
        )

    elsewhere = await hear(services.works, payment, refunded(ids.new(), PART, "elsewhere"))
    ours = await hear(services.works, payment, refunded(refund.id, Money(700, "EUR"), "ours"))

    assert elsewhere.refunded.is_zero
    assert (ours.refunded.minor, ours.refund_pending.minor) == (700, 0)
    assert await kinds_of_cases(services.works) == [CaseKind.REFUND_MISMATCH]


async def test_two_charges_above_what_was_asked_for_are_told_of_once(services: Services) -> None:
    payment = await begun(services.works)

    await hear(services.works, payment, captured(reference="one"))
    found = await hear(services.works, payment, captured(PART, reference="two"))
    await hear(services.works, payment, captured(PART, reference="three"))

    assert found.refundable.minor == 1400
    assert await kinds_of_cases(services.works) == [CaseKind.OVERPAID]


async def test_what_people_note_by_hand_may_be_more_than_was_asked_for(
    services: Services,
) -> None:
    payment = await begun(services.works)

    found = await hear(services.works, payment, captured(Money(1500, "EUR")), source="staff")

    assert found.captured.minor == 1500
    assert await kinds_of_cases(services.works) == [CaseKind.OVERPAID]
