"""What discounts make of a price, by numbers."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from shopwright.kernel.money import Money
from shopwright.modules.pricing import rules
from shopwright.modules.pricing.contracts import Cut, Price
from shopwright.modules.pricing.rules import Standing
from tests.conftest import START

MUG = UUID(int=7)
DAY = timedelta(days=1)


def _cut(number: int, *, hundredths: int | None = None, minor: int | None = None) -> Cut:
    return Cut(UUID(int=number), START, START + DAY, hundredths, minor)


def _standing(amount: int, *cuts: Cut, compare_at: int | None = None) -> Standing:
    before = None if compare_at is None else Money(compare_at, "EUR")
    return Standing(Price(MUG, Money(amount, "EUR"), before), cuts, START)


@pytest.mark.parametrize(
    ("standing", "amount", "compare_at", "decided_by"),
    [
        (_standing(1000), 1000, None, None),
        (_standing(1000, _cut(1, hundredths=2000)), 800, 1000, 1),
        (_standing(1000, _cut(1, minor=250)), 750, 1000, 1),
        (_standing(1000, _cut(1, minor=5000)), 0, 1000, 1),
        (_standing(1000, _cut(1, hundredths=2000), compare_at=1500), 800, 1500, 1),
        # The better one wins, they never add up; of equal ones the oldest.
        (_standing(1000, _cut(1, hundredths=2000), _cut(2, minor=250)), 750, 1000, 2),
        (_standing(1000, _cut(2, minor=200), _cut(1, hundredths=2000)), 800, 1000, 1),
        # 12.5 % off 1.00 is 87.5 cents, off 1.16 is 101.5: halves go to the even one.
        (_standing(100, _cut(1, hundredths=1250)), 88, 100, 1),
        (_standing(116, _cut(1, hundredths=1250)), 102, 116, 1),
        (_standing(108, _cut(1, hundredths=1250)), 94, 108, 1),
        # Too little to matter is no reduction.
        (_standing(1, _cut(1, hundredths=100)), 1, None, None),
        (_standing(0, _cut(1, minor=100)), 0, None, None),
    ],
)
def test_the_discount_that_is_best_for_the_customer_counts(
    standing: Standing, amount: int, compare_at: int | None, decided_by: int | None
) -> None:
    price, cut = rules.offer(standing, START)

    assert price.amount == Money(amount, "EUR")
    assert price.compare_at == (None if compare_at is None else Money(compare_at, "EUR"))
    assert (cut.discount_id.int if cut else None) == decided_by


@pytest.mark.parametrize(
    ("at", "amount"),
    [
        (START - timedelta(microseconds=1), 1000),
        (START, 800),
        (START + DAY - timedelta(microseconds=1), 800),
        (START + DAY, 1000),
    ],
)
def test_a_window_begins_with_its_first_moment_and_ends_before_its_last(
    at: datetime, amount: int
) -> None:
    price, _ = rules.offer(_standing(1000, _cut(1, hundredths=2000)), at)

    assert price.amount == Money(amount, "EUR")


def test_windows_that_were_missed_are_told_in_their_order() -> None:
    standing = _standing(1000, _cut(1, hundredths=2000))

    found = rules.flips(standing, START + 3 * DAY)

    assert [(at, price.amount.minor) for at, price, _ in found] == [
        (START, 800),
        (START + DAY, 1000),
    ]
