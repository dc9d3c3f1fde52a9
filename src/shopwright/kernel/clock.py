"""The one place where the time is read; everybody else is handed ``work.now``."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time in UTC, to the microsecond."""
    return datetime.now(UTC)  # noqa: TID251 - the one reading that the ban points to
