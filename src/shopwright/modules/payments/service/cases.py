"""Cases: what a person should look into, open once each until somebody closes it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.payments import queries
from shopwright.modules.payments.contracts import CaseKind, Doubt, Payment, PaymentCase
from shopwright.modules.payments.errors import CaseClosed, CaseNotFound
from shopwright.modules.payments.events import (
    PaymentCaseOpened,
    PaymentCaseResolved,
    PaymentCasesTold,
)
from shopwright.modules.payments.models import PaymentCaseRow

_LONGEST_DETAIL, _LONGEST_REFERENCE = 500, 200
_MOST_TOLD = 100


async def open_case(
    work: Work,
    doubt: Doubt,
    *,
    provider: str,
    payment: Payment | None = None,
    order_id: UUID | None = None,
) -> bool:
    """Open a case; False where the same is open already."""
    case_id, reference = ids.new(), doubt.reference[:_LONGEST_REFERENCE]
    order_id = payment.order_id if payment else order_id
    row = PaymentCaseRow
    added = await work.db.execute(
        dialect.insert_or_ignore(work.db, row, [row.open_key]).values(
            id=case_id,
            kind=doubt.kind,
            provider=provider,
            reference=reference,
            open_key=f"{provider}:{doubt.kind}:{reference}",
            payment_id=payment.id if payment else None,
            order_id=order_id,
            detail=doubt.detail[:_LONGEST_DETAIL],
            opened_at=work.now,
        )
    )
    if added.rowcount != 1:
        return False
    work.record(
        PaymentCaseOpened(
            case_id=case_id,
            kind=doubt.kind,
            provider=provider,
            payment_id=payment.id if payment else None,
            order_id=order_id,
        )
    )
    return True


async def resolve_case(work: Work, *, case_id: UUID, note: str) -> PaymentCase:
    """Close a case with what was found out; the same difference, found again, opens another.

    Raises:
        CaseNotFound: there is none.
        CaseClosed: somebody did so before.
    """
    row = PaymentCaseRow
    closed = await work.db.execute(
        update(row)
        .where(row.id == case_id, row.open_key.is_not(None))
        .values(open_key=None, note=note, resolved_by=work.actor.name, resolved_at=work.now)
    )
    found = await queries.case_by_id(work.db, case_id)
    if found is None:
        raise CaseNotFound
    if closed.rowcount != 1:
        raise CaseClosed
    work.record(PaymentCaseResolved(case_id=case_id))
    return found


async def settle_case(
    work: Work, *, kind: CaseKind, provider: str, reference: str, note: str
) -> bool:
    """Close the case that is open about something, now that it is done; False where there is none."""
    found = await queries.open_case_id(work.db, f"{provider}:{kind}:{reference}")
    if found is not None:
        await resolve_case(work, case_id=found, note=note)
    return found is not None


async def tell_of_cases(work: Work, *, to: str) -> Sequence[UUID]:
    """State which cases staff has not been told of yet, each once, in one letter."""
    row = PaymentCaseRow
    fresh = await queries.untold_cases(work.db, limit=_MOST_TOLD)
    if not fresh:
        return []
    await work.db.execute(
        update(row).where(row.id.in_(fresh), row.told_at.is_(None)).values(told_at=work.now)
    )
    work.record(PaymentCasesTold(case_ids=tuple(fresh), to=to))
    return fresh
