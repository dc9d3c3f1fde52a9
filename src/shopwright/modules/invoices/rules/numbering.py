"""The day that documents bear."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def day_in(moment: datetime, zone: ZoneInfo) -> date:
    """The day that a document issued at a moment bears; its year is that of its series."""
    return moment.astimezone(zone).date()
