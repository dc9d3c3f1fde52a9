"""The one way in which anything a provider says becomes true here."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import case, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.payments import queries, rules
from shopwright.modules.payments.contracts import (
    Fact,
    FactKind,
    GatewayAnswer,
    Payment,
    PaymentState,
    RefundState,
)
from shopwright.modules.payments.errors import PaymentNotFound
from shopwright.modules.payments.events import PaymentInDoubt, PaymentMoved
from shopwright.modules.payments.models import PaymentEventRow, PaymentRow, RefundRow


async def apply(work: Work, *, payment_id: UUID, answer: GatewayAnswer, source: str) -> Payment:
    """Write a provider's facts into the log, each once, and derive the payment's amounts and state from them.

    Answers, webhooks and reconciliation all come this way, in any order and any number of times: a fact that is in the
    log already changes nothing. The payment's row is locked first, so that two who tell the same story take turns.

    Raises:
        PaymentNotFound: no payment has this id.
    """
    payment = await _lock(work, payment_id, answer)
    fresh = await _log(
        work, payment, [fact for fact in answer.facts if _sound(work, payment, fact)], source
    )
    sums = {
        kind: sum(fact.amount.minor for fact in fresh if fact.kind is kind) for kind in FactKind
    }
    state = rules.after_answer(payment.state, answer.state)
    for fact in fresh:
        state = rules.after_fact(state, fact.kind)
        work.record(
            PaymentMoved(
                payment_id=payment_id,
                order_id=payment.order_id,
                kind=fact.kind,
                amount=fact.amount.minor,
                currency=fact.amount.currency,
            )
        )
    settled_refunds = await _settle_refunds(work, payment, fresh)
    found = await _move(work, payment, state, sums, settled_refunds, answer)
    if fresh and found.captured > found.amount:
        reason = f"{found.captured} was captured where {found.amount} was asked for"
        work.record(PaymentInDoubt(payment_id=payment_id, order_id=payment.order_id, reason=reason))
    return found


async def _lock(work: Work, payment_id: UUID, answer: GatewayAnswer) -> Payment:
    """Lock the row by writing what is known of it anyway: the provider's reference."""
    result = await work.db.execute(
        update(PaymentRow)
        .where(PaymentRow.id == payment_id)
        .values(
            reference=case(
                (PaymentRow.reference.is_(None), answer.reference), else_=PaymentRow.reference
            ),
            updated_at=work.now,
        )
        .returning(*PaymentRow.__table__.c)
    )
    row = result.one_or_none()
    if row is None:
        raise PaymentNotFound
    return queries.payment_of(row)


def _sound(work: Work, payment: Payment, fact: Fact) -> bool:
    """A fact about another currency or more money than was asked for is not applied; a person is told."""
    if rules.fits(payment.amount, fact.amount):
        return True
    reason = f"{fact.kind} of {fact.amount} does not fit {payment.amount}"
    work.record(PaymentInDoubt(payment_id=payment.id, order_id=payment.order_id, reason=reason))
    return False


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
    """Close the pending refunds that facts speak of (by the refund's id as reference); answers their sum."""
    settled = 0
    for fact in fresh:
        if fact.kind not in (FactKind.REFUNDED, FactKind.REFUND_FAILED):
            continue
        refund_id = ids.parse(fact.detail)
        if refund_id is None:
            continue
        state = RefundState.SUCCEEDED if fact.kind is FactKind.REFUNDED else RefundState.FAILED
        result = await work.db.execute(
            update(RefundRow)
            .where(
                RefundRow.id == refund_id,
                RefundRow.payment_id == payment.id,
                RefundRow.state == RefundState.PENDING,
            )
            .values(state=state, updated_at=work.now)
            .returning(RefundRow.amount)
        )
        settled += result.scalar_one_or_none() or 0
    return settled


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
            state=state,
            authorized=row.authorized + sums[FactKind.AUTHORIZED],
            captured=row.captured + sums[FactKind.CAPTURED],
            refunded=row.refunded + sums[FactKind.REFUNDED],
            refund_pending=row.refund_pending - settled,
            failure=answer.failure or payment.failure,
            action_url=answer.action_url if state is PaymentState.REQUIRES_ACTION else "",
        )
        .returning(*row.__table__.c)
    )
    return queries.payment_of(result.one())
