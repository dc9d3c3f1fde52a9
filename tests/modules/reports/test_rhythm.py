from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from shopwright.modules.reports import rules
from shopwright.modules.reports.contracts import Every, Rhythm
from shopwright.modules.reports.errors import UnusableRhythm

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)  # a Saturday
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Rhythm(Every.DAY, 13), "2026-11-21T13:00:00+00:00"),
        (Rhythm(Every.DAY, 12), "2026-11-22T12:00:00+00:00"),
        (Rhythm(Every.WEEK, 6, 1), "2026-11-23T06:00:00+00:00"),
        (Rhythm(Every.WEEK, 6, 6), "2026-11-28T06:00:00+00:00"),
        (Rhythm(Every.MONTH, 6, 1), "2026-12-01T06:00:00+00:00"),
        (Rhythm(Every.MONTH, 6, 28), "2026-11-28T06:00:00+00:00"),
    ],
)
def test_a_report_comes_next_when_its_rhythm_beats(rhythm: Rhythm, expected: str) -> None:
    assert rules.next_after(rhythm, NOW, UTC).isoformat() == expected


def test_an_hour_is_one_by_the_clocks_of_the_shop_in_summer_and_in_winter() -> None:
    rhythm = Rhythm(Every.DAY, 6)

    moments = [
        rules.next_after(rhythm, datetime(2026, month, 25, 1, tzinfo=UTC), BERLIN).astimezone(UTC)
        for month in (7, 12)
    ]

    assert [each.hour for each in moments] == [4, 5]


def test_an_hour_that_the_clocks_leave_out_is_not_left_out() -> None:
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)

    found = rules.next_after(Rhythm(Every.DAY, 2), before, BERLIN)

    assert found.astimezone(UTC) == datetime(2026, 3, 29, 1, tzinfo=UTC)


@pytest.mark.parametrize("rhythm", [Rhythm(Every.WEEK, 6, 8), Rhythm(Every.MONTH, 6, 31)])
def test_a_day_that_never_comes_is_refused(rhythm: Rhythm) -> None:
    with pytest.raises(UnusableRhythm):
        rules.check(rhythm)
