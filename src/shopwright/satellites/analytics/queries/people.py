"""Who comes, who is there, who buys again, and who is about to be lost."""

from sqlalchemy import and_, case, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.satellites.analytics.contracts import (
    CohortCell,
    Interval,
    PeopleLine,
    Segment,
    SegmentFigures,
    Span,
)
from shopwright.satellites.analytics.models import (
    AnalyticsCustomerMonthRow,
    AnalyticsCustomerRow,
    AnalyticsPeopleRollupRow,
    AnalyticsPresenceRow,
    AnalyticsSalesRollupRow,
)
from shopwright.satellites.analytics.queries.sales import within
from shopwright.satellites.analytics.rules import periods

RECENT, LATE, LOST = 60, 180, 365
OFTEN = 4


async def registered(db: AsyncConnection, span: Span) -> int:
    row = AnalyticsPeopleRollupRow
    found = await db.execute(select(func.sum(row.registered)).where(within(row, span)))
    return int(found.scalar_one() or 0)


async def active(db: AsyncConnection, span: Span) -> int:
    """How many accounts signed in, or ordered, in a span; each counts once."""
    row = AnalyticsPresenceRow
    statement = select(func.count(distinct(row.user_id))).where(within(row, span))
    return int((await db.execute(statement)).scalar_one())


async def people(db: AsyncConnection, span: Span, interval: Interval) -> list[PeopleLine]:
    """Accounts by day or by month; of other pieces it can't be told who was counted before."""
    by_day = interval is Interval.DAY
    periods.demand_room(span, Interval.DAY if by_day else Interval.MONTH)
    ends = (span.first, span.last) if by_day else (span.first[:7], span.last[:7])
    length = 10 if by_day else 7
    row, sold = AnalyticsPeopleRollupRow, AnalyticsSalesRollupRow
    counted = await db.execute(
        select(row.period, row.registered, row.active).where(
            row.period.between(*ends), func.length(row.period) == length
        )
    )
    bought = await db.execute(
        select(sold.period, sold.buyer, func.sum(sold.orders))
        .where(sold.period.between(*ends), func.length(sold.period) == length)
        .group_by(sold.period, sold.buyer)
    )
    lines = {period: [int(came), int(seen), 0, 0] for period, came, seen in counted}
    for period, buyer, orders in bought:
        place = {"new": 2, "returning": 3}.get(buyer)
        if place is not None:
            lines.setdefault(period, [0, 0, 0, 0])[place] = int(orders)
    return [PeopleLine(period, *lines[period]) for period in sorted(lines)]


async def cohorts(db: AsyncConnection, first: str, last: str, currency: str) -> list[CohortCell]:
    """Of those who bought first in a month (from ``first`` to ``last``), how many bought how many months later."""
    row = AnalyticsCustomerMonthRow
    statement = (
        select(row.cohort, row.period, func.count(), func.sum(row.orders), func.sum(row.total))
        .where(row.cohort.between(first, last), row.currency == currency)
        .group_by(row.cohort, row.period)
        .order_by(row.cohort, row.period)
    )
    return [
        CohortCell(
            cohort, periods.months_between(cohort, period), customers, int(orders), int(total)
        )
        for cohort, period, customers, orders, total in await db.execute(statement)
    ]


async def segments(db: AsyncConnection, today: str, currency: str) -> list[SegmentFigures]:
    """Customers by how long ago they bought, how often, and for how much, as of a day.

    Champions bought within 60 days, at least four times; loyal ones at least twice; new ones once. At 60 to 180 days
    those who bought once are promising; else, up to a year, customers are at risk, and after it lost.
    """
    row = AnalyticsCustomerRow
    recent, late, lost = (periods.days_before(today, days) for days in (RECENT, LATE, LOST))
    is_recent = row.last_day >= recent
    segment = case(
        (and_(is_recent, row.orders >= OFTEN), Segment.CHAMPIONS.value),
        (and_(is_recent, row.orders >= 2), Segment.LOYAL.value),
        (is_recent, Segment.NEW.value),
        (and_(row.last_day >= late, row.orders == 1), Segment.PROMISING.value),
        (row.last_day >= lost, Segment.AT_RISK.value),
        else_=Segment.LOST.value,
    ).label("segment")
    statement = (
        select(segment, func.count(), func.sum(row.orders), func.sum(row.total))
        .where(row.currency == currency)
        .group_by(segment)
    )
    found = {each[0]: each[1:] for each in await db.execute(statement)}
    return [
        SegmentFigures(each, *(int(value) for value in found.get(each.value, (0, 0, 0))))
        for each in Segment
    ]
