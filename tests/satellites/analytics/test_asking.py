from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.faces.services import Services
from shopwright.satellites.analytics import queries
from shopwright.satellites.analytics.contracts import Group, Interval, Span
from shopwright.satellites.analytics.errors import AnswerTooLarge
from shopwright.satellites.analytics.rules import periods
from tests.satellites.analytics.books import settle_all
from tests.support.buying import buy, stocked

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(first=DAYS, last=DAYS)
def test_the_parts_of_a_span_are_each_of_its_days_once(first: date, last: date) -> None:
    first, last = sorted((first, last))

    parts = periods.parts_of(Span(first.isoformat(), last.isoformat()))

    inside = [
        each
        for month in parts.months
        for day in range(1, 32)
        if (each := _day(f"{month}-{day:02}")) is not None
    ]
    for begins, ends in parts.days:
        span = range(
            date.fromisoformat(begins).toordinal(), date.fromisoformat(ends).toordinal() + 1
        )
        inside += [date.fromordinal(each) for each in span]
    assert sorted(inside) == [
        date.fromordinal(each) for each in range(first.toordinal(), last.toordinal() + 1)
    ]


@pytest.mark.anyio
async def test_more_lines_than_an_answer_holds_are_refused_and_never_cut(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    for _ in range(2):
        await buy(services, (tea, 1))
    await settle_all(services)
    span = Span("2026-11-01", "2026-11-30")

    async with services.works.reading() as db:
        found = await queries.sales(db, span, Interval.DAY, group=Group.REGION, most=1)
        with pytest.raises(AnswerTooLarge):
            await queries.sales(db, span, Interval.DAY, group=Group.REGION, most=0)

    assert [each.figures.orders for each in found] == [2]


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
