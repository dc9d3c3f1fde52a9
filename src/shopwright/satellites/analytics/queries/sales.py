"""What was sold, by periods and by groups."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.catalog.models import CategoryRow, ProductCategoryRow
from shopwright.satellites.analytics.contracts import (
    GOODS,
    SALES,
    Cube,
    Group,
    Interval,
    SalesFigures,
    SalesLine,
    Span,
)
from shopwright.satellites.analytics.errors import AnswerTooLarge
from shopwright.satellites.analytics.models import (
    AnalyticsGoodsRollupRow,
    AnalyticsSalesRollupRow,
)
from shopwright.satellites.analytics.rules import periods

MOST_LINES = 5000
_COLUMNS = {Group.REGION: "country", Group.CHANNEL: "channel", Group.BUYER: "buyer"}


async def totals(db: AsyncConnection, span: Span) -> list[SalesFigures]:
    """The sums of a span, a currency each."""
    row = AnalyticsSalesRollupRow
    statement = (
        select(row.currency, *_sums(row, SALES))
        .where(within(row, span))
        .group_by(row.currency)
        .order_by(row.currency)
    )
    return [_figures(each[0], SALES, each[1:]) for each in await db.execute(statement)]


async def sales(
    db: AsyncConnection,
    span: Span,
    interval: Interval,
    *,
    group: Group | None = None,
    currency: str | None = None,
    most: int = MOST_LINES,
) -> list[SalesLine]:
    """Sales by periods, and by groups where asked for; periods without any are left out.

    Raises:
        SpanTooLong, AnswerTooLarge: that would be too much at once.
    """
    periods.demand_room(span, interval)
    row: Any = AnalyticsGoodsRollupRow if group is Group.CATEGORY else AnalyticsSalesRollupRow
    cube = GOODS if group is Group.CATEGORY else SALES
    bucket = func.substr(row.period, 1, periods.width_of(interval)).label("bucket")
    place = _place(row, group)
    keys = [row.currency, bucket, *([place] if place is not None else [])]
    statement = select(*keys, *_sums(row, cube)).where(_by(row, span, interval)).group_by(*keys)
    if group is Group.CATEGORY:
        statement = _filed(statement, row)
    if currency is not None:
        statement = statement.where(row.currency == currency)
    rows = (await db.execute(statement.limit(most * 7 + 1))).all()
    lines = _merged(rows, cube, interval, grouped=place is not None)
    if len(lines) > most or len(rows) > most * 7:
        raise AnswerTooLarge
    return lines


def within(row: Any, span: Span) -> ColumnElement[bool]:
    """Which sums a span is made of: whole months, and days.

    Of months there are none asked for where there are none: an empty choice keeps PostgreSQL from its index.
    """
    parts = periods.parts_of(span)
    months = [row.period.in_(parts.months)] if parts.months else []
    return or_(*months, *(row.period.between(first, last) for first, last in parts.days))


def _by(row: Any, span: Span, interval: Interval) -> ColumnElement[bool]:
    if interval in (Interval.MONTH, Interval.YEAR):
        return within(row, span)
    return row.period.between(span.first, span.last) & (func.length(row.period) == 10)  # type: ignore[no-any-return]


def _place(row: Any, group: Group | None) -> Any:
    if group is None:
        return None
    return CategoryRow.id if group is Group.CATEGORY else getattr(row, _COLUMNS[group])


def _filed(statement: Select[*tuple[Any, ...]], row: Any) -> Select[*tuple[Any, ...]]:
    """Each product under the first of its categories in the tree, as it is filed now: so that sums add up."""
    filed = (
        select(ProductCategoryRow.product_id, func.min(CategoryRow.path).label("path"))
        .join(CategoryRow, CategoryRow.id == ProductCategoryRow.category_id)
        .group_by(ProductCategoryRow.product_id)
        .subquery()
    )
    return (
        statement.select_from(row)
        .outerjoin(filed, filed.c.product_id == row.product_id)
        .outerjoin(CategoryRow, CategoryRow.path == filed.c.path)
    )


def _sums(row: Any, cube: Cube) -> list[Any]:
    return [func.sum(getattr(row, name)) for name in cube.measures]


def _figures(currency: str, cube: Cube, values: Sequence[Any]) -> SalesFigures:
    sums = dict(zip(cube.measures, map(int, values), strict=True))
    return SalesFigures(currency, **sums)


def _merged(
    rows: Sequence[Any], cube: Cube, interval: Interval, *, grouped: bool
) -> list[SalesLine]:
    """Days become weeks; the earliest first, then by currency and group."""
    found: dict[tuple[str, str, str], list[int]] = {}
    start = 3 if grouped else 2
    for each in rows:
        group = _named(each[2]) if grouped else ""
        key = (periods.named(each[1], interval), each[0], group)
        before = found.get(key, [0] * len(cube.measures))
        values = zip(before, each[start:], strict=True)
        found[key] = [sum(map(int, pair)) for pair in values]
    return [
        SalesLine(period, group if grouped else None, _figures(currency, cube, values))
        for (period, currency, group), values in sorted(found.items())
    ]


def _named(group: UUID | str | None) -> str:
    return "" if group is None else str(group)
