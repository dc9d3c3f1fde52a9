"""What is looked for."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.satellites.analytics.contracts import SearchFigures, Span
from shopwright.satellites.analytics.models import AnalyticsSearchRow
from shopwright.satellites.analytics.queries.sales import within


async def searches(
    db: AsyncConnection, span: Span, *, only_empty: bool, limit: int
) -> list[SearchFigures]:
    """What was searched for most; ``only_empty``: what nothing was found for most."""
    row = AnalyticsSearchRow
    asked, empty = func.sum(row.asked), func.sum(row.empty)
    statement = select(row.query, asked, empty).where(within(row, span)).group_by(row.query)
    if only_empty:
        statement = statement.having(empty > 0)
    first = empty if only_empty else asked
    rows = await db.execute(statement.order_by(first.desc(), row.query).limit(limit))
    return [SearchFigures(query, int(times), int(failed)) for query, times, failed in rows]
