"""When a report comes next."""

from datetime import datetime, timedelta, tzinfo

from shopwright.modules.reports.contracts import Every, Rhythm
from shopwright.modules.reports.errors import UnusableRhythm

_LONGEST = 62  # days in which each rhythm beats at least once


def check(rhythm: Rhythm) -> None:
    """Raises UnusableRhythm where the day is none."""
    last = 7 if rhythm.every is Every.WEEK else 28
    if not 1 <= rhythm.day <= last or not 0 <= rhythm.hour <= 23:
        raise UnusableRhythm


def next_after(rhythm: Rhythm, now: datetime, zone: tzinfo) -> datetime:
    """The next time that a report comes, later than ``now``; by the clocks of ``zone``."""
    here = now.astimezone(zone)
    for days in range(_LONGEST):
        day = here.date() + timedelta(days=days)
        moment = datetime(day.year, day.month, day.day, rhythm.hour, tzinfo=zone)
        beats = {
            Every.DAY: True,
            Every.WEEK: day.isoweekday() == rhythm.day,
            Every.MONTH: day.day == rhythm.day,
        }
        if beats[rhythm.every] and moment.timestamp() > now.timestamp():
            return moment
    raise UnusableRhythm
