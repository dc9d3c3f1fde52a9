"""Days, weeks, months and years: what a span is made of, and what it is cut into."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shopwright.satellites.analytics.contracts import Interval, Span
from shopwright.satellites.analytics.errors import SpanTooLong, SpanUpsideDown

_LONGEST = {
    Interval.DAY: timedelta(days=400),
    Interval.WEEK: timedelta(days=1100),
    Interval.MONTH: timedelta(days=3700),
    Interval.YEAR: timedelta(days=36600),
}
_WIDTH = {Interval.DAY: 10, Interval.WEEK: 10, Interval.MONTH: 7, Interval.YEAR: 4}
USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class Parts:
    """A span as sums have it: whole months, and the days that are left of others, from and to."""

    months: tuple[str, ...]
    days: tuple[tuple[str, str], ...]


def span_of(first: date | None, last: date | None, today: date) -> Span:
    """What was asked for: up to today, and thirty days, where nothing is said.

    Raises:
        SpanUpsideDown: it ends before it begins.
        SpanTooLong: it is longer than a century.
    """
    until = last or today
    since = first or until - timedelta(days=min(USUAL_DAYS, until.toordinal()) - 1)
    if since > until:
        raise SpanUpsideDown
    span = Span(since.isoformat(), until.isoformat())
    demand_room(span, Interval.YEAR)
    return span


def demand_room(span: Span, interval: Interval) -> None:
    """Raises SpanTooLong where it would be cut into too many pieces."""
    length = date.fromisoformat(span.last) - date.fromisoformat(span.first)
    if length > _LONGEST[interval]:
        raise SpanTooLong(f"By {interval}, a span has at most {_LONGEST[interval].days} days.")


def parts_of(span: Span) -> Parts:
    """Whole months are read as one, so that a long span costs little more than a short one."""
    months, days = [], []
    for first, last in _months(date.fromisoformat(span.first), date.fromisoformat(span.last)):
        ends = last + timedelta(days=1) if last < date.max else last
        if first.day == 1 and ends.day == 1:
            months.append(first.isoformat()[:7])
        else:
            days.append((first.isoformat(), last.isoformat()))
    return Parts(tuple(months), tuple(days))


def width_of(interval: Interval) -> int:
    """How much of a day's name tells its interval; weeks are put together of days."""
    return _WIDTH[interval]


def named(period: str, interval: Interval) -> str:
    """What a piece is called: a week by its Monday."""
    if interval is not Interval.WEEK:
        return period
    day = date.fromisoformat(period)
    return (day - timedelta(days=day.weekday())).isoformat()


def months_between(earlier: str, later: str) -> int:
    """From one month (``2026-11``) to another."""
    years = int(later[:4]) - int(earlier[:4])
    return 12 * years + int(later[5:7]) - int(earlier[5:7])


def days_before(day: str, days: int) -> str:
    """So many days earlier; no earlier than there are days."""
    found = date.fromisoformat(day)
    return (found - timedelta(days=min(days, found.toordinal() - 1))).isoformat()


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """A span, cut at the ends of months."""
    while first <= last:
        if (first.year, first.month) == (last.year, last.month):
            yield first, last
            return
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        yield first, following - timedelta(days=1)
        first = following
