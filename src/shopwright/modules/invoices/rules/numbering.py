"""Numbers of documents, and the day that they bear."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def number_of(form: str, *, year: int, serial: int) -> str:
    """The number as it is printed."""
    return form.format(year=year, number=serial)


def day_in(moment: datetime, zone: ZoneInfo) -> date:
    """The day that a document issued at a moment bears; its year is that of its series."""
    return moment.astimezone(zone).date()
