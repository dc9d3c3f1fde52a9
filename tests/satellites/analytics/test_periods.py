import pytest

from shopwright.satellites.analytics.rules import periods


@pytest.mark.parametrize(
    ("day", "days", "earlier"),
    [("2026-03-01", 1, "2026-02-28"), ("0001-01-02", 30, "0001-01-01")],
)
def test_there_is_no_day_before_the_first(day: str, days: int, earlier: str) -> None:
    assert periods.days_before(day, days) == earlier
