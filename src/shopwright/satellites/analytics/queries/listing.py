"""What is written into files, a batch at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.catalog.models import ProductRow
from shopwright.modules.orders.models import OrderLineRow, OrderRow
from shopwright.satellites.analytics.contracts import Span
from shopwright.satellites.analytics.models import AnalyticsGoodsRollupRow, AnalyticsViewRow
from shopwright.satellites.analytics.queries.sales import within

BATCH = 500


@dataclass(frozen=True, slots=True)
class Between:
    """Orders that were placed from one moment until before another, of a status where one is named."""

    since: datetime
    until: datetime
    status: str = ""


async def orders_after(db: AsyncConnection, wanted: Between, last: UUID | None) -> Sequence[Any]:
    """Orders in the order of their ids, each with its pieces."""
    row, line = OrderRow, OrderLineRow
    units = select(func.sum(line.quantity)).where(line.order_id == row.id).scalar_subquery()
    chosen = select(*row.__table__.c, units.label("units"))
    return (await db.execute(_next(chosen, wanted, last))).all()


async def lines_of(db: AsyncConnection, order_ids: Sequence[UUID]) -> Sequence[Any]:
    """The lines of orders, in their order."""
    row = OrderLineRow
    chosen = select(*row.__table__.c).where(row.order_id.in_(order_ids))
    return (await db.execute(chosen.order_by(row.order_id, row.position))).all()


async def goods_after(
    db: AsyncConnection, span: Span, last: tuple[str, UUID] | None
) -> Sequence[Any]:
    """What was sold of each product in each currency, with its name and how often it was looked at."""
    row, product, view = AnalyticsGoodsRollupRow, ProductRow, AnalyticsViewRow
    names = ("orders", "units", "cancelled_units", "goods", "discount", "tax", "total", "cancelled")
    seen = (
        select(func.coalesce(func.sum(view.views), 0))
        .where(within(view, span), view.product_id == row.product_id)
        .correlate(row)
        .scalar_subquery()
    )
    chosen = (
        select(
            *(row.currency, row.product_id, product.title, product.slug),
            *(func.sum(getattr(row, name)).label(name) for name in names),
            seen.label("views"),
        )
        .outerjoin(product, product.id == row.product_id)
        .where(within(row, span))
        .group_by(row.currency, row.product_id, product.title, product.slug)
        .order_by(row.currency, row.product_id)
        .limit(BATCH)
    )
    if last is not None:
        edge: Any = tuple_(row.currency, row.product_id)
        chosen = chosen.where(edge > tuple_(*last))
    return (await db.execute(chosen)).all()


def _next(
    statement: Select[*tuple[Any, ...]], wanted: Between, last: UUID | None
) -> Select[*tuple[Any, ...]]:
    row = OrderRow
    chosen = statement.where(row.placed_at >= wanted.since, row.placed_at < wanted.until)
    if wanted.status:
        chosen = chosen.where(row.status == wanted.status)
    if last is not None:
        chosen = chosen.where(row.id > last)
    return chosen.order_by(row.id).limit(BATCH)
