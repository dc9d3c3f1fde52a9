"""Questions about parcels."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.orders.contracts import Parcel, ParcelStatus, Pieces, Tracking
from shopwright.modules.orders.models import OrderRow, ParcelLineRow, ParcelRow


async def parcel(db: AsyncConnection, parcel_id: UUID) -> Parcel | None:
    """A parcel with what is in it."""
    return next(iter(await _parcels(db, ParcelRow.id == parcel_id)), None)


async def parcels(db: AsyncConnection, order_id: UUID) -> list[Parcel]:
    """The parcels of an order, the first one first; two statements however many."""
    return await _parcels(db, ParcelRow.order_id == order_id)


async def last_parcel(db: AsyncConnection, order_id: UUID) -> int:
    """The place of an order's latest parcel, 0 where there is none."""
    statement = select(func.max(ParcelRow.place)).where(ParcelRow.order_id == order_id)
    return int((await db.execute(statement)).scalar_one() or 0)


async def _parcels(db: AsyncConnection, condition: ColumnElement[bool]) -> list[Parcel]:
    statement = (
        select(*ParcelRow.__table__.c, OrderRow.serial)
        .join(OrderRow, OrderRow.id == ParcelRow.order_id)
        .where(condition)
        .order_by(ParcelRow.place)
    )
    rows = (await db.execute(statement)).all()
    lines = await _lines(db, [row.id for row in rows])
    return [_parcel_of(row, lines.get(row.id, ())) for row in rows]


async def _lines(
    db: AsyncConnection, parcel_ids: Collection[UUID]
) -> dict[UUID, tuple[Pieces, ...]]:
    if not parcel_ids:
        return {}
    row = ParcelLineRow
    statement = (
        select(row.parcel_id, row.line_id, row.quantity)
        .where(row.parcel_id.in_(parcel_ids))
        .order_by(row.parcel_id, row.line_id)
    )
    found: dict[UUID, tuple[Pieces, ...]] = {}
    for parcel_id, line_id, quantity in await db.execute(statement):
        found[parcel_id] = (*found.get(parcel_id, ()), Pieces(line_id, quantity))
    return found


def _parcel_of(row: Any, lines: tuple[Pieces, ...]) -> Parcel:
    return Parcel(
        id=row.id,
        order_id=row.order_id,
        number=f"{row.serial}-{row.place}",
        status=ParcelStatus(row.status),
        tracking=Tracking(row.carrier, row.tracking_number, row.tracking_url),
        created_at=row.created_at,
        shipped_at=row.shipped_at,
        delivered_at=row.delivered_at,
        lines=lines,
    )
