"""Every question about payments."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.money import Money
from shopwright.modules.payments.contracts import (
    OPEN_STATES,
    FactKind,
    LoggedEvent,
    Payment,
    PaymentState,
    Refund,
    RefundState,
)
from shopwright.modules.payments.models import PaymentEventRow, PaymentRow, RefundRow

_PAYMENT = tuple(PaymentRow.__table__.c)


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
    statement = select(*_PAYMENT).where(
        PaymentRow.provider == provider, PaymentRow.reference == reference
    )
    return await _one(db, statement)


async def of_order(db: AsyncConnection, order_id: UUID) -> list[Payment]:
    """The attempts to pay an order, the latest first."""
    rows = await db.execute(
        select(*_PAYMENT).where(PaymentRow.order_id == order_id).order_by(PaymentRow.id.desc())
    )
    return [payment_of(row) for row in rows]


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


async def log_of(db: AsyncConnection, payment_id: UUID) -> Sequence[LoggedEvent]:
    """The transaction log of a payment, oldest first."""
    event = PaymentEventRow
    rows = await db.execute(
        select(*event.__table__.c).where(event.payment_id == payment_id).order_by(event.id)
    )
    return [
        LoggedEvent(
            row.id,
            row.payment_id,
            FactKind(row.kind),
            row.reference,
            Money(row.amount, row.currency),
            row.detail,
            row.source,
            row.created_at,
        )
        for row in rows
    ]


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
