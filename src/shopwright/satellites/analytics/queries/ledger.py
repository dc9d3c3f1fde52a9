"""What orders and payments say of a sale."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from shopwright.modules.orders.models import OrderHistoryRow, OrderLineRow, OrderRow
from shopwright.modules.payments.models import PaymentEventRow, PaymentRow
from shopwright.satellites.analytics.contracts import BookedLine, BookedOrder, Bought, Moved
from shopwright.satellites.analytics.models import AnalyticsSaleRow

_CANCELLED, _CONFIRMED, _ERASED = "cancelled", "confirmed", "%@erased.invalid"


async def booked(db: AsyncConnection, order_ids: Collection[UUID]) -> list[BookedOrder]:
    """Orders with all that counts, in four statements."""
    if not order_ids:
        return []
    steps = await _steps(db, order_ids)
    lines, moved = await _lines(db, order_ids), await _moved(db, order_ids)
    row = OrderRow
    statement = select(
        *(row.id, row.user_id, row.currency, row.country, row.status, row.placed_at),
        row.email_key.like(_ERASED).label("is_erased"),
        *(row.subtotal, row.discount, row.relief, row.shipping, row.tax, row.total),
    ).where(row.id.in_(order_ids))
    return [
        BookedOrder(
            id=each.id,
            user_id=each.user_id,
            actor=steps.get((each.id, "pending"), ("", None))[0],
            currency=each.currency,
            country=each.country,
            is_cancelled=each.status == _CANCELLED,
            placed_at=each.placed_at,
            sold_at=steps.get((each.id, _CONFIRMED), ("", None))[1],
            is_erased=bool(each.is_erased),
            goods=each.subtotal,
            discount=each.discount,
            relief=each.relief,
            delivery=each.shipping,
            tax=each.tax,
            total=each.total,
            lines=lines.get(each.id, ()),
            moved=moved.get(each.id, ()),
        )
        for each in await db.execute(statement.order_by(row.id))
    ]


async def bought(db: AsyncConnection, user_ids: Collection[UUID]) -> list[Bought]:
    """Orders of accounts that were confirmed."""
    if not user_ids:
        return []
    row, step, line = OrderRow, OrderHistoryRow, OrderLineRow
    share = (
        select(func.sum(_share(line.total, line.cancelled, line.quantity)))
        .where(line.order_id == row.id)
        .scalar_subquery()
    )
    is_cancelled = row.status == _CANCELLED
    statement = (
        select(
            row.user_id,
            row.id,
            step.created_at,
            row.currency,
            row.total - case((is_cancelled, row.total), else_=func.coalesce(share, 0)),
            is_cancelled,
            row.email_key.like(_ERASED),
        )
        .join(step, step.order_id == row.id)
        .where(row.user_id.in_(user_ids), step.axis == "order", step.to_state == _CONFIRMED)
    )
    rows: Any = (await db.execute(statement)).all()
    return [
        Bought(
            user_id=user_id,
            order_id=order_id,
            sold_at=at,
            currency=currency,
            total=int(total),
            is_cancelled=bool(over),
            is_erased=bool(gone),
        )
        for user_id, order_id, at, currency, total, over, gone in rows
    ]


async def ids_after(db: AsyncConnection, last: UUID | None, *, limit: int) -> Sequence[UUID]:
    """Orders in the order of their ids."""
    statement = select(OrderRow.id).order_by(OrderRow.id).limit(limit)
    if last is not None:
        statement = statement.where(OrderRow.id > last)
    return list((await db.execute(statement)).scalars())


async def counts_nothing_yet(db: AsyncConnection, *, before: datetime) -> bool:
    """Whether no order was ever counted, though there are some that should have been before a time."""
    row = OrderHistoryRow
    should = select(row.id).where(
        row.axis == "order", row.to_state == _CONFIRMED, row.created_at < before
    )
    counted = select(AnalyticsSaleRow.order_id)
    statement = select(exists(should) & ~exists(counted))
    return bool(await db.scalar(statement))


async def pending(db: AsyncConnection) -> int:
    """Orders that wait for their money."""
    row = OrderRow
    statement = select(func.count()).select_from(row)
    return int((await db.execute(statement.where(row.status == "pending"))).scalar_one())


def _share(total: Any, pieces: Any, quantity: Any) -> Any:
    """Whole numbers divided are rounded down by both databases."""
    return (total * pieces).op("/")(quantity)


async def _steps(
    db: AsyncConnection, order_ids: Collection[UUID]
) -> dict[tuple[UUID, str], tuple[str, Any]]:
    row = OrderHistoryRow
    statement = select(row.order_id, row.to_state, row.actor, row.created_at).where(
        row.order_id.in_(order_ids),
        row.axis == "order",
        row.to_state.in_(["pending", _CONFIRMED]),
    )
    rows = await db.execute(statement)
    return {(each.order_id, each.to_state): (each.actor, each.created_at) for each in rows}


async def _lines(
    db: AsyncConnection, order_ids: Collection[UUID]
) -> dict[UUID, tuple[BookedLine, ...]]:
    row = OrderLineRow
    statement = select(
        *(row.order_id, row.product_id, row.quantity, row.cancelled, row.unit_price),
        *(row.discount, row.relief, row.tax, row.total),
    ).where(row.order_id.in_(order_ids))
    found: dict[UUID, tuple[BookedLine, ...]] = {}
    for order_id, product_id, quantity, cancelled, price, *rest in await db.execute(
        statement.order_by(row.order_id, row.position)
    ):
        line = BookedLine(product_id, quantity, cancelled, price * quantity, *rest)
        found[order_id] = (*found.get(order_id, ()), line)
    return found


async def _moved(db: AsyncConnection, order_ids: Collection[UUID]) -> dict[UUID, tuple[Moved, ...]]:
    """Money that came, and that went back and did not return."""
    row, failed = PaymentEventRow, aliased(PaymentEventRow)
    bounced = exists().where(
        failed.provider == row.provider,
        failed.reference == row.reference,
        failed.kind == "refund_failed",
        row.kind == "refunded",
    )
    statement = (
        select(PaymentRow.order_id, row.created_at, row.kind, row.amount)
        .join(PaymentRow, PaymentRow.id == row.payment_id)
        .where(PaymentRow.order_id.in_(order_ids), row.kind.in_(["captured", "refunded"]), ~bounced)
        .order_by(row.id)
    )
    found: dict[UUID, tuple[Moved, ...]] = {}
    for order_id, at, kind, amount in await db.execute(statement):
        found[order_id] = (*found.get(order_id, ()), Moved(at, kind, amount))
    return found
