"""Alerts of goods that come back."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.wishlists.contracts import AlertChance, AlertState, StockAlert
from shopwright.modules.wishlists.models import StockAlertRow

OPEN = (AlertState.UNCONFIRMED, AlertState.ACTIVE)
ALERT = tuple(getattr(StockAlertRow, name) for name in StockAlert.__dataclass_fields__)
_CURSOR = "stock-alerts"


async def alert(db: AsyncConnection, alert_id: UUID) -> StockAlert | None:
    row = (await db.execute(select(*ALERT).where(StockAlertRow.id == alert_id))).one_or_none()
    return alert_of(row) if row else None


async def alerts_of(db: AsyncConnection, user_id: UUID, request: PageRequest) -> Page[StockAlert]:
    """What a customer waits for, the latest first."""
    row = StockAlertRow
    statement = (
        select(*ALERT)
        .where(row.user_id == user_id, row.state == AlertState.ACTIVE)
        .order_by(row.id.desc())
        .limit(request.limit + 1)
    )
    if request.cursor:
        statement = statement.where(row.id < id_in_cursor(request.cursor, _CURSOR))
    found = [alert_of(each) for each in await db.execute(statement.offset(request.offset))]
    items = found[: request.limit]
    more = encode_cursor(_CURSOR, str(items[-1].id)) if len(found) > request.limit else None
    return Page(items, request.limit, next_cursor=more)


async def chances(
    db: AsyncConnection, product_id: UUID, *, user_id: UUID | None
) -> list[AlertChance]:
    """Each variant of a product that is for sale, and whether there is something to wait for; in the product's order."""
    found = (await catalog.products(db, [product_id])).get(product_id)
    mentioned = [each.id for each in found.variants] if found is not None else []
    goods = await catalog.sellable_variants(db, mentioned)
    levels = await inventory.levels(db, mentioned)
    waited_for = await _waited_for(db, user_id) if user_id is not None else frozenset()
    return [
        AlertChance(
            variant_id,
            is_in_stock=(level := levels.get(variant_id)) is not None and level.can_sell,
            is_set=variant_id in waited_for,
        )
        for variant_id in mentioned
        if variant_id in goods and goods[variant_id].is_sellable
    ]


async def waiting_variants(db: AsyncConnection, after: UUID | None, *, limit: int) -> list[UUID]:
    """Variants that somebody waits for, in the order of their ids."""
    row = StockAlertRow
    statement = select(row.variant_id).where(row.state == AlertState.ACTIVE).distinct()
    if after is not None:
        statement = statement.where(row.variant_id > after)
    return list((await db.execute(statement.order_by(row.variant_id).limit(limit))).scalars())


def alert_of(row: Any) -> StockAlert:
    """A row of the table as a contract."""
    values = {name: getattr(row, name) for name in StockAlert.__dataclass_fields__}
    return StockAlert(**values | {"state": AlertState(row.state)})


async def _waited_for(db: AsyncConnection, user_id: UUID) -> frozenset[UUID]:
    row = StockAlertRow
    statement = select(row.variant_id).where(row.user_id == user_id, row.state == AlertState.ACTIVE)
    return frozenset((await db.execute(statement)).scalars())
