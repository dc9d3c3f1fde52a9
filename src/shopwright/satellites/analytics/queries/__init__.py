"""Every question about what sells, to whom, and what is looked for."""

from shopwright.satellites.analytics.queries.dashboard import dashboard
from shopwright.satellites.analytics.queries.goods import top
from shopwright.satellites.analytics.queries.people import cohorts, people, segments
from shopwright.satellites.analytics.queries.sales import sales, totals
from shopwright.satellites.analytics.queries.searches import searches

__all__ = [
    "cohorts",
    "dashboard",
    "people",
    "sales",
    "searches",
    "segments",
    "top",
    "totals",
]
