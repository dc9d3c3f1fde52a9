"""Every question about stock."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.modules.inventory.contracts import (
    Movement,
    MovementReason,
    Reservation,
    ReservationState,
    StockLevel,
)
from shopwright.modules.inventory.models import ReservationRow, StockLevelRow, StockMovementRow

_LEVEL = (
    StockLevelRow.variant_id,
    StockLevelRow.on_hand,
    StockLevelRow.reserved,
    StockLevelRow.tracked,
    StockLevelRow.backorder,
)


async def levels(db: AsyncConnection, variant_ids: Collection[UUID]) -> dict[UUID, StockLevel]:
    """The levels of variants, by id; a variant of which no stock is kept is missing."""
    if not variant_ids:
        return {}
    rows = await db.execute(select(*_LEVEL).where(StockLevelRow.variant_id.in_(variant_ids)))
    return {row.variant_id: StockLevel(*row) for row in rows}


async def level(db: AsyncConnection, variant_id: UUID) -> StockLevel | None:
    return (await levels(db, [variant_id])).get(variant_id)


async def movements(db: AsyncConnection, variant_id: UUID, page: PageRequest) -> Page[Movement]:
    """The ledger of a variant, newest first."""
    row = StockMovementRow
    statement = (
        select(
            row.id,
            row.variant_id,
            row.quantity,
            row.reason,
            row.reference,
            row.note,
            row.actor,
            row.created_at,
        )
        .where(row.variant_id == variant_id)
        .order_by(row.id.desc())
        .limit(page.limit + 1)
    )
    if page.cursor:
        statement = statement.where(row.id < id_in_cursor(page.cursor, "movements"))
    found = [
        Movement(each.id, each.variant_id, each.quantity, MovementReason(each.reason), *each[4:])
        for each in await db.execute(statement)
    ]
    items = found[: page.limit]
    more = encode_cursor("movements", str(items[-1].id)) if len(found) > page.limit else None
    return Page(items, page.limit, next_cursor=more)


async def reservations(db: AsyncConnection, order_id: UUID) -> list[Reservation]:
    row = ReservationRow
    rows = await db.execute(
        select(row.order_id, row.variant_id, row.quantity, row.state, row.expires_at)
        .where(row.order_id == order_id)
        .order_by(row.variant_id)
    )
    return [
        Reservation(
            each.order_id,
            each.variant_id,
            each.quantity,
            ReservationState(each.state),
            each.expires_at,
        )
        for each in rows
    ]


async def orders_with_expired_stock(
    db: AsyncConnection, now: datetime, *, limit: int = 100
) -> list[UUID]:
    """Orders whose held stock is past its time, the longest overdue first."""
    row = ReservationRow
    rows = await db.execute(
        select(row.order_id)
        .where(row.state == ReservationState.HELD, row.expires_at <= now)
        .order_by(row.expires_at)
        .limit(limit)
    )
    return list(dict.fromkeys(rows.scalars()))
