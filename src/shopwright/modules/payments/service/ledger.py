"""The one way in which anything a provider says becomes true here."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import case, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.payments import queries, rules
from shopwright.modules.payments.contracts import (
    BY_HAND,
    CaseKind,
    Doubt,
    Fact,
    FactKind,
    GatewayAnswer,
    Payment,
    PaymentState,
    RefundState,
)
from shopwright.modules.payments.errors import PaymentNotFound
from shopwright.modules.payments.events import PaymentMoved
from shopwright.modules.payments.models import PaymentEventRow, PaymentRow, RefundRow
from shopwright.modules.payments.service.cases import open_case

_BACK = (FactKind.REFUNDED, FactKind.REFUND_FAILED)


async def apply(work: Work, *, payment_id: UUID, answer: GatewayAnswer, source: str) -> Payment:
    """Write a provider's facts into the log, each once, and derive the payment's amounts and state from them.

    Answers, webhooks and reconciliation all come this way, in any order and any number of times: a fact that is in the
    log already changes nothing. The payment's row is locked first, so that two who tell the same story take turns.

    Raises:
        PaymentNotFound: no payment has this id.
    """
    attempts = await apply_among(work, payment_id=payment_id, answer=answer, source=source)
    return next(each for each in attempts if each.id == payment_id)


async def apply_among(
    work: Work, *, payment_id: UUID, answer: GatewayAnswer, source: str
) -> list[Payment]:
    """:func:`apply`, answering every attempt to pay the same order, the latest first.

    Raises:
        PaymentNotFound: no payment has this id.
    """
    attempts = await queries.locked_with_others(work, payment_id)
    asked = next((each for each in attempts if each.id == payment_id), None)
    if asked is None:
        raise PaymentNotFound
    known = replace(asked, reference=asked.reference or answer.reference)
    found = await _apply(work, known, answer, source)
    return [found if each.id == payment_id else each for each in attempts]


async def _apply(work: Work, payment: Payment, answer: GatewayAnswer, source: str) -> Payment:
    sound = [fact for fact in answer.facts if await _is_sound(work, payment, fact, source)]
    fresh = await _log(work, payment, [fact for fact in sound if fact.kind not in _BACK], source)
    fresh += await _log_refunds(work, payment, [f for f in sound if f.kind in _BACK], fresh, source)
    sums = {
        kind: sum(fact.amount.minor for fact in fresh if fact.kind is kind) for kind in FactKind
    }
    sums[FactKind.REFUNDED] -= await _came_back(work, payment, fresh)
    state = rules.after_answer(payment.state, answer.state)
    for fact in fresh:
        state = rules.after_fact(state, fact.kind)
        work.record(
            PaymentMoved(
                payment_id=payment.id,
                order_id=payment.order_id,
                kind=fact.kind,
                amount=fact.amount.minor,
                currency=fact.amount.currency,
                refund_id=ids.parse(fact.detail) if fact.kind in _BACK else None,
            )
        )
    settled_refunds = await _settle_refunds(work, payment, fresh)
    found = await _move(work, payment, state, sums, settled_refunds, answer)
    if fresh and found.captured > found.amount:
        detail = f"{found.captured} was captured where {found.amount} was asked for"
        await _doubt(work, found, CaseKind.OVERPAID, str(found.id), detail)
    return found


async def _doubt(work: Work, payment: Payment, kind: CaseKind, reference: str, detail: str) -> None:
    await open_case(
        work, Doubt(kind, reference, detail), provider=payment.provider, payment=payment
    )


async def _is_sound(work: Work, payment: Payment, fact: Fact, source: str) -> bool:
    """A fact about another currency or more money than was asked for is not applied; a person is told.

    What people note by hand is believed: a customer may have sent more than he owed.
    """
    if rules.fits(payment.amount, fact.amount) or (
        source == BY_HAND and fact.amount.currency == payment.amount.currency
    ):
        return True
    detail = f"{fact.kind} of {fact.amount} does not fit {payment.amount}"
    await _doubt(work, payment, CaseKind.AMOUNT_MISMATCH, fact.reference, detail)
    return False


async def _log_refunds(
    work: Work, payment: Payment, told: Sequence[Fact], fresh: Sequence[Fact], source: str
) -> list[Fact]:
    """Insert facts about money that went back; more than there was, or is promised to others, is not applied."""
    if not told:
        return []
    known = {(event.reference, event.kind) for event in await queries.log_of(work.db, payment.id)}
    room = payment.refundable.minor + sum(
        fact.amount.minor for fact in fresh if fact.kind is FactKind.CAPTURED
    )
    pending = {
        refund.id: refund.amount.minor
        for refund in await queries.refunds(work.db, payment.id)
        if refund.state is RefundState.PENDING
    }
    logged = []
    for fact in told:
        if (fact.reference, fact.kind) in known:
            continue
        if fact.kind is FactKind.REFUNDED:
            room += pending.pop(ids.parse(fact.detail) or payment.id, 0)
            if fact.amount.minor > room:
                detail = (
                    f"{fact.amount} went back where {Money(room, fact.amount.currency)} was left"
                )
                await _doubt(work, payment, CaseKind.REFUND_MISMATCH, fact.reference, detail)
                continue
            room -= fact.amount.minor
        logged.append(fact)
    return await _log(work, payment, logged, source)


async def _came_back(work: Work, payment: Payment, fresh: Sequence[Fact]) -> int:
    """The sum of what the fresh facts make of refunds that failed after they had gone through: that money is here."""
    told = {fact.reference for fact in fresh if fact.kind in _BACK}
    if not told:
        return 0
    amounts: dict[str, dict[FactKind, int]] = {}
    for event in await queries.log_of(work.db, payment.id):
        if event.reference in told:
            amounts.setdefault(event.reference, {})[event.kind] = event.amount.minor
    return sum(
        kinds[FactKind.REFUNDED]
        for kinds in amounts.values()
        if {FactKind.REFUNDED, FactKind.REFUND_FAILED} <= kinds.keys()
    )


async def _log(work: Work, payment: Payment, facts: Sequence[Fact], source: str) -> list[Fact]:
    """Insert facts; answers those that were not in the log yet."""
    if not facts:
        return []
    rows = [
        {
            "id": ids.new(),
            "payment_id": payment.id,
            "provider": payment.provider,
            "reference": fact.reference,
            "kind": fact.kind,
            "amount": fact.amount.minor,
            "currency": fact.amount.currency,
            "detail": fact.detail[:200],
            "source": source,
            "created_at": work.now,
        }
        for fact in facts
    ]
    event = PaymentEventRow
    statement = dialect.insert_or_ignore(
        work.db, event, [event.provider, event.reference, event.kind]
    ).values(rows)
    result = await work.db.execute(
        statement.returning(event.__table__.c.reference, event.__table__.c.kind)
    )
    written = {(reference, kind) for reference, kind in result}
    return [fact for fact in facts if (fact.reference, fact.kind) in written]


async def _settle_refunds(work: Work, payment: Payment, fresh: Sequence[Fact]) -> int:
    """Close the refunds that facts speak of (by the refund's id as detail); answers the sum that was pending."""
    settled = 0
    for fact in fresh:
        refund_id = ids.parse(fact.detail) if fact.kind in _BACK else None
        if refund_id is None:
            continue
        failed = fact.kind is FactKind.REFUND_FAILED
        closed = await _close_refund(work, payment, refund_id, RefundState.PENDING, failed=failed)
        settled += closed or 0
        if failed and closed is None:
            await _close_refund(work, payment, refund_id, RefundState.SUCCEEDED, failed=True)
    return settled


async def _close_refund(
    work: Work, payment: Payment, refund_id: UUID, state: RefundState, *, failed: bool
) -> int | None:
    """Move a refund on from a state; answers its amount, None where it is not in that state."""
    result = await work.db.execute(
        update(RefundRow)
        .where(
            RefundRow.id == refund_id,
            RefundRow.payment_id == payment.id,
            RefundRow.state == state,
        )
        .values(state=RefundState.FAILED if failed else RefundState.SUCCEEDED, updated_at=work.now)
        .returning(RefundRow.amount)
    )
    return result.scalar_one_or_none()


async def _move(
    work: Work,
    payment: Payment,
    state: PaymentState,
    sums: dict[FactKind, int],
    settled: int,
    answer: GatewayAnswer,
) -> Payment:
    row = PaymentRow
    result = await work.db.execute(
        update(row)
        .where(row.id == payment.id)
        .values(
            reference=case((row.reference.is_(None), answer.reference), else_=row.reference),
            updated_at=work.now,
            state=state,
            authorized=row.authorized + sums[FactKind.AUTHORIZED],
            captured=row.captured + sums[FactKind.CAPTURED],
            refunded=row.refunded + sums[FactKind.REFUNDED],
            refund_pending=row.refund_pending - settled,
            failure=(answer.failure or payment.failure)[:200],
            action_url=answer.action_url if state is PaymentState.REQUIRES_ACTION else "",
        )
        .returning(*row.__table__.c)
    )
    return queries.payment_of(result.one())
