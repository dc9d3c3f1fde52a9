"""What is kept for a time only."""

from datetime import timedelta

from sqlalchemy import delete

from shopwright.infra.work import Work
from shopwright.satellites.analytics.models import AnalyticsPresenceRow, AnalyticsSearchRow
from shopwright.satellites.analytics.service.presence import KEPT

SEARCHES_KEPT = timedelta(days=800)
RARE_KEPT = timedelta(days=62)
# A whole month goes at once, so that it is later than what is counted.
PRESENCE_KEPT = KEPT + timedelta(days=31)


async def forget_old(work: Work) -> None:
    """Forget who was there on which day, and what was searched for, after a time; the sums of people stay.

    Words that were searched for once in a day, or in a month, are forgotten sooner.
    """
    for table, kept in (
        (AnalyticsPresenceRow, PRESENCE_KEPT),
        (AnalyticsSearchRow, SEARCHES_KEPT),
    ):
        edge = (work.now - kept).date().isoformat()
        await work.db.execute(delete(table).where(table.period < edge[:7]))
    row, edge = AnalyticsSearchRow, (work.now - RARE_KEPT).date().isoformat()
    await work.db.execute(delete(row).where(row.period < edge[:7], row.asked <= 1))
