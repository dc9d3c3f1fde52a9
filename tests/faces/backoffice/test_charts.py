"""Charts: scales, bars and lines where they belong, and the same figures in words."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shopwright.faces.backoffice.charts import HEIGHT, WIDTH, Series, ceiling, drawn

AMOUNTS = st.decimals(min_value=-10_000, max_value=10_000_000, places=2)


def test_a_scale_ends_at_a_round_number() -> None:
    ends = [ceiling(Decimal(each)) for each in ("0", "3", "4.01", "9", "11", "45", "81", "1170")]

    assert ends == [4, 4, 5, 10, 20, 50, 100, 2000]


def test_the_highest_bar_reaches_where_its_value_is() -> None:
    chart = drawn("bars", "Orders", ["Mon", "Tue"], [Series("Orders", [Decimal(2), Decimal(4)])])

    low, high = chart.marks
    assert high.height == 2 * low.height == chart.floor - 12
    assert low.y + low.height == high.y + high.height == chart.floor
    assert low.x < high.x


def test_a_chart_tells_in_words_what_it_shows() -> None:
    values = [Decimal(1), Decimal(3)]
    before = [Decimal(5), Decimal(0)]

    chart = drawn(
        "line", "Sales", ["Mon", "Tue"], [Series("Now", values), Series("Before", before)]
    )

    assert chart.description == "Now, Mon to Tue: 4 in all, the most 3 at Tue."
    assert list(chart.head) == ["", "Now", "Before"]
    assert list(chart.rows) == [("Mon", "1", "5"), ("Tue", "3", "0")]
    assert len(chart.lines) == 2


def test_nothing_at_all_is_a_chart_too() -> None:
    chart = drawn("line", "Sales", [], [Series("Now", [])])

    assert (chart.marks, chart.rows, chart.lines) == ([], [], [""])


@given(st.lists(AMOUNTS, min_size=1, max_size=100))
def test_everything_is_drawn_within_its_frame(values: list[Decimal]) -> None:
    labels = [str(each) for each in range(len(values))]

    chart = drawn("bars", "Any", labels, [Series("Any", values)])

    assert all(mark.x >= 0 and mark.x + mark.width <= WIDTH for mark in chart.marks)
    assert all(mark.y >= 0 and mark.y + mark.height <= HEIGHT for mark in chart.marks)
    assert 1 <= len(chart.labels) <= 6
    assert all(0 <= tick.at <= HEIGHT for tick in chart.ticks)
