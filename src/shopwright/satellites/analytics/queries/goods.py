"""How products do: what was sold of them, and how often they were looked at."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.catalog.models import ProductRow
from shopwright.satellites.analytics.contracts import ProductFigures, ProductOrder, Span
from shopwright.satellites.analytics.models import AnalyticsGoodsRollupRow, AnalyticsViewRow
from shopwright.satellites.analytics.queries.sales import within

_SUMS = ("orders", "units", "cancelled_units", "total", "cancelled")


async def top(
    db: AsyncConnection, span: Span, *, by: ProductOrder, currency: str, limit: int
) -> list[ProductFigures]:
    """Products by what was sold of them in a currency, the most first; by views those that were looked at most.

    ``slow`` are published products of which the least was sold, none at all first.
    """
    if by is ProductOrder.SLOW:
        return await _slow(db, span, currency, limit)
    if by is ProductOrder.VIEWS:
        return await _seen(db, span, currency, limit)
    row = AnalyticsGoodsRollupRow
    sums = {name: func.sum(getattr(row, name)).label(name) for name in _SUMS}
    kept = (
        sums["units"] - sums["cancelled_units"]
        if by is ProductOrder.UNITS
        else sums["total"] - sums["cancelled"]
    )
    statement = (
        select(row.product_id, *sums.values())
        .where(within(row, span), row.currency == currency)
        .group_by(row.product_id)
        .order_by(kept.desc(), row.product_id)
        .limit(limit)
    )
    return await _told(db, span, currency, (await db.execute(statement)).all())


async def _slow(db: AsyncConnection, span: Span, currency: str, limit: int) -> list[ProductFigures]:
    row, product = AnalyticsGoodsRollupRow, ProductRow
    sold = (
        select(row.product_id, *(func.sum(getattr(row, name)).label(name) for name in _SUMS))
        .where(within(row, span), row.currency == currency)
        .group_by(row.product_id)
        .subquery()
    )
    sums = [func.coalesce(sold.c[name], 0) for name in _SUMS]
    statement = (
        select(product.id, *sums)
        .outerjoin(sold, sold.c.product_id == product.id)
        .where(product.status == "published", product.deleted_at.is_(None))
        .order_by(func.coalesce(sold.c.units - sold.c.cancelled_units, 0), product.id)
        .limit(limit)
    )
    return await _told(db, span, currency, (await db.execute(statement)).all())


async def _seen(db: AsyncConnection, span: Span, currency: str, limit: int) -> list[ProductFigures]:
    row = AnalyticsViewRow
    statement = (
        select(row.product_id)
        .where(within(row, span))
        .group_by(row.product_id)
        .order_by(func.sum(row.views).desc(), row.product_id)
        .limit(limit)
    )
    found = list((await db.execute(statement)).scalars())
    sold = await _sold(db, span, currency, found)
    nothing = (0,) * len(_SUMS)
    return await _told(db, span, currency, [(each, *sold.get(each, nothing)) for each in found])


async def _sold(
    db: AsyncConnection, span: Span, currency: str, product_ids: Collection[UUID]
) -> dict[UUID, tuple[int, ...]]:
    row = AnalyticsGoodsRollupRow
    sums = [func.sum(getattr(row, name)) for name in _SUMS]
    statement = (
        select(row.product_id, *sums)
        .where(_of(row, span, product_ids), row.currency == currency)
        .group_by(row.product_id)
    )
    return {each[0]: tuple(map(int, each[1:])) for each in await db.execute(statement)}


async def _told(db: AsyncConnection, span: Span, currency: str, rows: Any) -> list[ProductFigures]:
    """Rows of sums with the products' names and views; one that is gone for good has no name."""
    wanted = [each[0] for each in rows]
    product, view = ProductRow, AnalyticsViewRow
    names = await db.execute(
        select(product.id, product.title, product.slug).where(product.id.in_(wanted))
    )
    named = {each.id: (each.title, each.slug) for each in names}
    counted = await db.execute(
        select(view.product_id, func.sum(view.views))
        .where(_of(view, span, wanted))
        .group_by(view.product_id)
    )
    views = {product_id: int(count) for product_id, count in counted}
    return [
        ProductFigures(
            product_id,
            *named.get(product_id, ("", "")),
            currency,
            *(int(each) for each in (*sums, views.get(product_id, 0))),
        )
        for product_id, *sums in rows
    ]


def _of(row: Any, span: Span, product_ids: Collection[UUID]) -> ColumnElement[bool]:
    return and_(within(row, span), row.product_id.in_(product_ids))
