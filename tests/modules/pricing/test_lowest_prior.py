"""The lowest price before a reduction, by hand, with dates."""

from datetime import UTC, datetime

import pytest

from shopwright.kernel.money import Money
from shopwright.modules.pricing import rules
from shopwright.modules.pricing.contracts import PastPrice, PriceReason


def _past(*entries: tuple[str, int, int | None]) -> list[PastPrice]:
    """Prices in cents from days of 2026 on, and what each is compared with."""
    return [
        PastPrice(
            datetime.fromisoformat(f"2026-{day}").replace(tzinfo=UTC),
            Money(minor, "EUR"),
            None if compare_at is None else Money(compare_at, "EUR"),
            PriceReason.SET,
            None,
            "system:test",
        )
        for day, minor, compare_at in entries
    ]


@pytest.mark.parametrize(
    ("history", "lowest"),
    [
        pytest.param([], None, id="no price"),
        pytest.param([("01-01", 1000, None)], None, id="not reduced"),
        pytest.param([("01-01", 1000, None), ("03-01", 800, 1000)], 1000, id="one price before"),
        pytest.param([("03-01", 800, 1000)], None, id="reduced from the first day on"),
        pytest.param(
            [("03-01", 1000, None), ("03-11", 800, 1000)], 1000, id="on sale for ten days"
        ),
        pytest.param(
            [("03-01", 900, None), ("03-06", 1000, None), ("03-11", 800, 1000)],
            900,
            id="on sale for ten days, raised before",
        ),
        pytest.param(
            # Thirty days before 31 March are from 1 March on: the lower price ended as they began.
            [("01-01", 700, None), ("03-01", 1000, None), ("03-31", 800, 1000)],
            1000,
            id="lower, and over as the thirty days begin",
        ),
        pytest.param(
            [("01-01", 700, None), ("03-02", 1000, None), ("03-31", 800, 1000)],
            700,
            id="lower on the first of the thirty days",
        ),
        pytest.param(
            [("01-01", 1000, None), ("03-01", 900, 1000), ("03-11", 800, 1000)],
            1000,
            id="a reduction that grows is counted from its first step",
        ),
        pytest.param(
            [
                ("01-01", 1000, None),
                ("03-01", 900, 1000),
                ("04-15", 800, 1000),
                ("06-01", 700, 1000),
            ],
            1000,
            id="and however long it lasts",
        ),
        pytest.param(
            [("01-01", 1000, None), ("03-01", 700, 1000), ("03-11", 800, 1000)],
            700,
            id="one after which the price rose is another",
        ),
        pytest.param(
            [
                ("01-01", 1000, None),
                ("03-01", 700, 1000),
                ("03-08", 1000, None),
                ("03-20", 800, 1000),
            ],
            700,
            id="a sale in the thirty days before counts",
        ),
        pytest.param(
            [
                ("01-01", 1000, None),
                ("03-01", 700, 1000),
                ("03-08", 1000, None),
                ("05-01", 800, 1000),
            ],
            1000,
            id="one before them does not",
        ),
        pytest.param(
            [("01-01", 1000, None), ("03-01", 1000, 1500)],
            1000,
            id="a comparison with a price that never was",
        ),
        pytest.param(
            [("03-01", 1000, None), ("03-01", 800, 1000)], None, id="a price for no time at all"
        ),
        pytest.param(
            [("01-01", 1000, None), ("03-01", 800, 1000), ("03-09", 1000, None)],
            None,
            id="the reduction is over",
        ),
    ],
)
def test_the_prior_price_is_the_lowest_of_thirty_days_before_the_reduction(
    history: list[tuple[str, int, int | None]], lowest: int | None
) -> None:
    found = rules.lowest_prior(_past(*history))

    assert found == (None if lowest is None else Money(lowest, "EUR"))
