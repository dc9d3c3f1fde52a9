"""What the facts say by now."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.satellites.analytics.contracts import Cube


async def standing(
    db: AsyncConnection, table: Any, cube: Cube, order_ids: Collection[UUID]
) -> dict[UUID, dict[tuple[object, ...], tuple[int, ...]]]:
    """The sums of each order's facts, by what they are told apart by."""
    if not order_ids:
        return {}
    places = [getattr(table, name) for name in cube.dimensions]
    sums = [func.sum(getattr(table, name)) for name in cube.measures]
    statement = (
        select(table.order_id, *places, *sums)
        .where(table.order_id.in_(order_ids))
        .group_by(table.order_id, *places)
    )
    found: dict[UUID, dict[tuple[object, ...], tuple[int, ...]]] = {}
    width = len(places)
    for order_id, *rest in await db.execute(statement):
        values = tuple(int(each) for each in rest[width:])
        found.setdefault(order_id, {})[tuple(rest[:width])] = values
    return found
