"""What is asked for, by the clocks of the shop."""

from datetime import date, datetime

from shopwright.satellites.analytics.contracts import Span
from shopwright.satellites.analytics.rules import periods
from shopwright.satellites.analytics.service.insight import Insight


def span_asked(insight: Insight, now: datetime, first: date | None, last: date | None) -> Span:
    """The days that are meant: thirty up to today, where nothing is said.

    Raises:
        SpanUpsideDown: it ends before it begins.
    """
    return periods.span_of(first, last, now.astimezone(insight.zone).date())
