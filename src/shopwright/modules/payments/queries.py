"""Every question about payments."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel.money import Money
from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.modules.payments.contracts import (
    OPEN_STATES,
    CaseKind,
    CaseState,
    FactKind,
    LoggedEvent,
    Payment,
    PaymentCase,
    PaymentState,
    Refund,
    RefundState,
)
from shopwright.modules.payments.models import (
    PaymentCaseRow,
    PaymentEventRow,
    PaymentRow,
    RefundRow,
    WebhookReceipt,
)

_PAYMENT = tuple(PaymentRow.__table__.c)
_CASE = tuple(PaymentCaseRow.__table__.c)


def payment_of(row: Row[Any]) -> Payment:
    """A row of the payments table as a contract."""
    money = {
        name: Money(getattr(row, name), row.currency)
        for name in ("amount", "authorized", "captured", "refunded", "refund_pending")
    }
    return Payment(
        id=row.id,
        order_id=row.order_id,
        provider=row.provider,
        reference=row.reference,
        state=PaymentState(row.state),
        failure=row.failure,
        action_url=row.action_url,
        created_at=row.created_at,
        updated_at=row.updated_at,
        opened_order=row.opened_order,
        **money,
    )


async def by_id(db: AsyncConnection, payment_id: UUID) -> Payment | None:
    return await _one(db, select(*_PAYMENT).where(PaymentRow.id == payment_id))


async def by_reference(db: AsyncConnection, provider: str, reference: str) -> Payment | None:
    """The payment that bears a provider's reference, or of which the provider told a fact by it."""
    named = select(*_PAYMENT).where(
        PaymentRow.provider == provider, PaymentRow.reference == reference
    )
    event = PaymentEventRow
    told = select(event.payment_id).where(event.provider == provider, event.reference == reference)
    return await _one(db, named) or await _one(db, select(*_PAYMENT).where(PaymentRow.id.in_(told)))


async def of_order(db: AsyncConnection, order_id: UUID) -> list[Payment]:
    """The attempts to pay an order, the latest first."""
    rows = await db.execute(
        select(*_PAYMENT).where(PaymentRow.order_id == order_id).order_by(PaymentRow.id.desc())
    )
    return [payment_of(row) for row in rows]


async def locked_with_others(work: Work, payment_id: UUID) -> list[Payment]:
    """A payment and the other attempts to pay its order, the latest first, locked until the commit."""
    order_id = select(PaymentRow.order_id).where(PaymentRow.id == payment_id).scalar_subquery()
    statement = select(*_PAYMENT).where(PaymentRow.order_id == order_id).order_by(PaymentRow.id)
    rows = (await work.db.execute(dialect.lock_rows(work.db, statement))).all()
    return [payment_of(row) for row in reversed(rows)]


async def hanging(db: AsyncConnection, *, before: datetime, limit: int = 100) -> list[Payment]:
    """Payments whose last word is to come and that nobody has looked at since a time."""
    rows = await db.execute(
        select(*_PAYMENT)
        .where(PaymentRow.state.in_(OPEN_STATES), PaymentRow.updated_at <= before)
        .order_by(PaymentRow.updated_at)
        .limit(limit)
    )
    return [payment_of(row) for row in rows]


async def hanging_refunds(
    db: AsyncConnection, *, before: datetime, limit: int = 100
) -> list[Refund]:
    statement = (
        _refunds()
        .where(RefundRow.state == RefundState.PENDING, RefundRow.updated_at <= before)
        .order_by(RefundRow.updated_at)
        .limit(limit)
    )
    return [_refund_of(row) for row in await db.execute(statement)]


async def refunds(db: AsyncConnection, payment_id: UUID) -> list[Refund]:
    rows = await db.execute(
        _refunds().where(RefundRow.payment_id == payment_id).order_by(RefundRow.id)
    )
    return [_refund_of(row) for row in rows]


async def refund_by_id(db: AsyncConnection, refund_id: UUID) -> Refund | None:
    row = (await db.execute(_refunds().where(RefundRow.id == refund_id))).one_or_none()
    return _refund_of(row) if row else None


async def unsettled(db: AsyncConnection, order_ids: Collection[UUID]) -> list[UUID]:
    """Which of the orders have a payment, or a refund, whose last word is to come."""
    if not order_ids:
        return []
    pending = select(RefundRow.payment_id).where(RefundRow.state == RefundState.PENDING)
    is_open = PaymentRow.state.in_(OPEN_STATES) | PaymentRow.id.in_(pending)
    statement = select(PaymentRow.order_id).where(PaymentRow.order_id.in_(order_ids), is_open)
    return sorted(set((await db.execute(statement)).scalars()))


async def is_taken_in(db: AsyncConnection, provider: str, event_id: str) -> bool:
    """Whether a message was taken in before."""
    row = WebhookReceipt
    statement = select(row.event_id).where(row.provider == provider, row.event_id == event_id)
    return (await db.execute(statement)).one_or_none() is not None


async def is_told(db: AsyncConnection, provider: str, reference: str, kind: FactKind) -> bool:
    """Whether a fact is in the log."""
    event = PaymentEventRow
    statement = select(event.id).where(
        event.provider == provider, event.reference == reference, event.kind == kind
    )
    return (await db.execute(statement)).one_or_none() is not None


async def log_of_order(db: AsyncConnection, order_id: UUID) -> Sequence[tuple[str, LoggedEvent]]:
    """What providers told of all payments of an order, oldest first; each with its provider."""
    event, payment = PaymentEventRow, PaymentRow
    statement = (
        select(*event.__table__.c)
        .join(payment, payment.id == event.payment_id)
        .where(payment.order_id == order_id)
        .order_by(event.id)
    )
    return [(row.provider, _logged(row)) for row in await db.execute(statement)]


async def log_of(db: AsyncConnection, payment_id: UUID) -> Sequence[LoggedEvent]:
    """The transaction log of a payment, oldest first."""
    event = PaymentEventRow
    rows = await db.execute(
        select(*event.__table__.c).where(event.payment_id == payment_id).order_by(event.id)
    )
    return [_logged(row) for row in rows]


def _logged(row: Row[Any]) -> LoggedEvent:
    return LoggedEvent(
        row.id,
        row.payment_id,
        FactKind(row.kind),
        row.reference,
        Money(row.amount, row.currency),
        row.detail,
        row.source,
        row.created_at,
    )


async def touched(
    db: AsyncConnection, provider: str, *, since: datetime, limit: int = 500
) -> list[Payment]:
    """Payments at a provider that moved since a time, and hold or promise money."""
    row = PaymentRow
    rows = await db.execute(
        select(*_PAYMENT)
        .where(
            row.provider == provider,
            row.updated_at >= since,
            row.state.in_((PaymentState.AUTHORIZED, PaymentState.CAPTURED)),
        )
        .order_by(row.updated_at)
        .limit(limit)
    )
    return [payment_of(each) for each in rows]


async def case_by_id(db: AsyncConnection, case_id: UUID) -> PaymentCase | None:
    row = (await db.execute(select(*_CASE).where(PaymentCaseRow.id == case_id))).one_or_none()
    return _case_of(row) if row else None


async def cases(
    db: AsyncConnection, request: PageRequest, *, state: CaseState | None = None
) -> Page[PaymentCase]:
    """Cases, the latest first."""
    row = PaymentCaseRow
    wanted = [] if state is None else [row.open_key.is_not(None) == (state is CaseState.OPEN)]
    statement = select(*_CASE).where(*wanted).order_by(row.id.desc()).limit(request.limit + 1)
    if request.offset is not None:
        statement = statement.offset(request.offset)
    elif request.cursor:
        statement = statement.where(row.id < id_in_cursor(request.cursor, "cases"))
    found = [_case_of(each) for each in await db.execute(statement)]
    items = found[: request.limit]
    total = None
    if request.with_total or request.offset is not None:
        counted = select(func.count()).select_from(row).where(*wanted)
        total = int((await db.execute(counted)).scalar_one())
    more = encode_cursor("cases", str(items[-1].id)) if len(found) > request.limit else None
    return Page(items, request.limit, next_cursor=more, total=total, offset=request.offset)


async def open_case_id(db: AsyncConnection, open_key: str) -> UUID | None:
    row = PaymentCaseRow
    found = (await db.execute(select(row.id).where(row.open_key == open_key))).one_or_none()
    return found.id if found else None


async def cases_by_id(db: AsyncConnection, case_ids: Collection[UUID]) -> list[PaymentCase]:
    rows = await db.execute(
        select(*_CASE).where(PaymentCaseRow.id.in_(case_ids)).order_by(PaymentCaseRow.id)
    )
    return [_case_of(row) for row in rows]


async def cases_of_order(db: AsyncConnection, order_id: UUID) -> list[PaymentCase]:
    """The cases about an order, the earliest first."""
    row = PaymentCaseRow
    rows = await db.execute(select(*_CASE).where(row.order_id == order_id).order_by(row.id))
    return [_case_of(each) for each in rows]


async def untold_cases(db: AsyncConnection, *, limit: int) -> list[UUID]:
    """Open cases of which staff was not told yet, the earliest first."""
    row = PaymentCaseRow
    statement = (
        select(row.id)
        .where(row.told_at.is_(None), row.open_key.is_not(None))
        .order_by(row.id)
        .limit(limit)
    )
    return list((await db.execute(statement)).scalars())


def _case_of(row: Any) -> PaymentCase:
    return PaymentCase(
        id=row.id,
        kind=CaseKind(row.kind),
        state=CaseState.OPEN if row.open_key is not None else CaseState.RESOLVED,
        provider=row.provider,
        reference=row.reference,
        payment_id=row.payment_id,
        order_id=row.order_id,
        detail=row.detail,
        note=row.note,
        resolved_by=row.resolved_by,
        opened_at=row.opened_at,
        resolved_at=row.resolved_at,
    )


async def _one(db: AsyncConnection, statement: Select[Any]) -> Payment | None:
    row = (await db.execute(statement)).one_or_none()
    return payment_of(row) if row else None


def _refunds() -> Any:
    row = RefundRow
    return select(*row.__table__.c)


def _refund_of(row: Any) -> Refund:
    money = Money(row.amount, row.currency)
    return Refund(
        row.id,
        row.payment_id,
        money,
        row.reason,
        RefundState(row.state),
        row.created_at,
        row.restock,
    )


async def tallies(db: AsyncConnection) -> Sequence[tuple[str, str, str, int, int, int]]:
    """Of each provider, state and currency: how many payments, what was captured and refunded, in minor units."""
    row = PaymentRow
    named = row.provider, row.state, row.currency
    sums = func.sum(row.captured), func.sum(row.refunded)
    rows = await db.execute(select(*named, func.count(), *sums).group_by(*named).order_by(*named))
    return [(each[0], each[1], each[2], each[3], int(each[4]), int(each[5])) for each in rows]
