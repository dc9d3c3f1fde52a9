"""Money: exact on the way in, on the way out, and when it is shared."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.kernel.currencies import EXPONENTS
from shopwright.kernel.errors import CurrencyMismatch, InvalidMoney
from shopwright.kernel.money import LARGEST_MINOR, Money, round_minor, total

CURRENCIES = st.sampled_from(sorted(EXPONENTS))
MINOR = st.integers(-LARGEST_MINOR, LARGEST_MINOR)
AMOUNTS = st.builds(Money, MINOR, CURRENCIES)
WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("amount", "currency", "minor", "written"),
    [
        ("19.99", "EUR", 1999, "19.99"),
        ("19.9", "EUR", 1990, "19.90"),
        ("19.990", "EUR", 1999, "19.99"),
        ("0", "EUR", 0, "0.00"),
        ("-0", "EUR", 0, "0.00"),
        ("-0.05", "EUR", -5, "-0.05"),
        (7, "EUR", 700, "7.00"),
        (Decimal("1E+2"), "EUR", 10000, "100.00"),
        ("500", "JPY", 500, "500"),
        ("500.0", "JPY", 500, "500"),
        ("-500", "JPY", -500, "-500"),
        ("1.234", "KWD", 1234, "1.234"),
        ("0.001", "KWD", 1, "0.001"),
        ("1.2345", "CLF", 12345, "1.2345"),
        ("10000000000000", "EUR", LARGEST_MINOR, "10000000000000.00"),
    ],
)
def test_an_amount_is_read_exactly(
    amount: str | int | Decimal, currency: str, minor: int, written: str
) -> None:
    money = Money.parse(amount, currency)

    assert money == Money(minor, currency)
    assert money.amount == written
    assert str(money) == f"{written} {currency}"


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("19.999", "EUR"),
        ("0.5", "JPY"),
        ("1.2345", "KWD"),
        ("1.23456", "CLF"),
        ("0.010000000000000000000000000001", "EUR"),
        ("1.00000000000000000000000000001", "JPY"),
        (Decimal("1E-999999"), "EUR"),
    ],
)
def test_more_decimals_than_the_currency_has_are_refused_never_rounded(
    amount: str | Decimal, currency: str
) -> None:
    with pytest.raises(InvalidMoney, match="decimals"):
        Money.parse(amount, currency)


@pytest.mark.parametrize(
    "amount",
    [
        "",
        " ",
        "-",
        ".",
        "1e2",
        "1E2",
        "+1",
        "1,5",
        "1 000",
        "1_000",
        "--1",
        "1-",
        "1.2.3",
        "NaN",
        "Infinity",
        "0x1",
        "٣",
        "\uff11",
        "½",
        "$1",
        "1\n",
        "\x00",
        "9" * 33,
        *map(Decimal, ("NaN", "Infinity", "-Infinity", "sNaN")),
    ],
)
def test_what_is_no_plain_number_is_refused(amount: str | Decimal) -> None:
    with pytest.raises(InvalidMoney):
        Money.parse(amount, "EUR")


@pytest.mark.parametrize(
    "amount",
    ["10000000000000.01", "-10000000000000.01", "9" * 32, 10**400, Decimal("1E+999999")],
    ids=["cent-above", "cent-below", "digits", "integer", "exponent"],
)
def test_what_is_too_large_is_refused_at_once(amount: str | int | Decimal) -> None:
    with pytest.raises(InvalidMoney, match="too large"):
        Money.parse(amount, "EUR")


@pytest.mark.parametrize("currency", ["eur", "EU", "EURO", "QQQ", "", "DEM", "€"])
def test_an_unknown_currency_is_refused(currency: str) -> None:
    with pytest.raises(InvalidMoney, match="active currency"):
        Money.parse("1", currency)


@given(AMOUNTS)
def test_what_is_written_is_read_back(money: Money) -> None:
    assert Money.parse(money.amount, money.currency) == money


@given(AMOUNTS, WEIGHTS)
def test_a_split_loses_nothing(money: Money, weights: list[int]) -> None:
    parts = money.split(weights)

    assert len(parts) == len(weights)
    assert total(parts, money.currency) == money


@given(AMOUNTS, WEIGHTS)
def test_each_part_has_the_sign_of_the_whole_and_is_within_one_unit_of_its_share(
    money: Money, weights: list[int]
) -> None:
    shares = weights if any(weights) else [1] * len(weights)

    parts = money.split(weights)

    for part, share in zip(parts, shares, strict=True):
        assert part.minor * money.minor >= 0
        assert abs(part.minor * sum(shares) - money.minor * share) < sum(shares)


@given(AMOUNTS, WEIGHTS)
def test_nobody_without_weight_gets_a_part_where_others_have_some(
    money: Money, weights: list[int]
) -> None:
    parts = money.split([*weights, 0, 1])

    assert parts[-2].is_zero


@given(AMOUNTS, WEIGHTS)
def test_a_split_is_the_same_each_time_and_mirrored_below_zero(
    money: Money, weights: list[int]
) -> None:
    assert money.split(weights) == money.split(weights)
    assert [-part for part in money.split(weights)] == (-money).split(weights)


@given(st.integers(0, 10**9), st.integers(1, 20))
def test_units_that_are_left_over_go_to_the_first_of_equals(minor: int, count: int) -> None:
    parts = Money(minor, "EUR").split([1] * count)

    assert [part.minor for part in parts] == sorted((part.minor for part in parts), reverse=True)
    assert parts[0].minor - parts[-1].minor <= 1


def test_the_largest_remainder_gets_the_unit_that_is_left() -> None:
    assert [part.minor for part in Money(100, "EUR").split([1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in Money(10, "EUR").split([15, 55, 30])] == [2, 5, 3]
    assert [part.minor for part in Money(-100, "JPY").split([1, 1, 1])] == [-34, -33, -33]
    assert [part.minor for part in Money(3, "EUR").split([0, 0])] == [2, 1]


@pytest.mark.parametrize("weights", [[], [-1], [1, -1]])
def test_a_split_by_no_or_negative_weights_is_refused(weights: list[int]) -> None:
    with pytest.raises(InvalidMoney):
        Money(100, "EUR").split(weights)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.5", 0), ("1.5", 2), ("2.5", 2), ("-0.5", 0), ("-1.5", -2), ("2.4999", 2), ("2.5001", 3)],
)
def test_halves_are_rounded_to_even(amount: str, rounded: int) -> None:
    assert round_minor(Decimal(amount)) == rounded


def test_a_rate_is_applied_and_rounded_once() -> None:
    assert Money(1050, "EUR").times(Decimal("0.19")) == Money(200, "EUR")
    assert Money(50, "JPY").times(Decimal("0.05")) == Money(2, "JPY")


@given(MINOR, MINOR, st.integers(-1000, 1000))
def test_arithmetic_is_that_of_integers(a: int, b: int, times: int) -> None:
    left, right = Money(a, "EUR"), Money(b, "EUR")

    assert (left + right, left - right) == (Money(a + b, "EUR"), Money(a - b, "EUR"))
    assert (left * times, -left) == (Money(a * times, "EUR"), Money(-a, "EUR"))
    assert (left < right, left <= right, left > right, left >= right, left == right) == (
        a < b,
        a <= b,
        a > b,
        a >= b,
        a == b,
    )


@pytest.mark.parametrize("deed", ["add", "subtract", "less", "at most", "more", "at least"])
def test_two_currencies_are_never_mixed(deed: str) -> None:
    euros, yen = Money(1, "EUR"), Money(1, "JPY")
    deeds: dict[str, Callable[[], object]] = {
        "add": lambda: euros + yen,
        "subtract": lambda: euros - yen,
        "less": lambda: euros < yen,
        "at most": lambda: euros <= yen,
        "more": lambda: euros > yen,
        "at least": lambda: euros >= yen,
    }

    with pytest.raises(CurrencyMismatch, match="EUR and JPY"):
        deeds[deed]()


def test_amounts_of_two_currencies_are_not_equal() -> None:
    assert Money(1, "EUR") != Money(1, "JPY")


def test_the_sum_of_nothing_is_zero_of_its_currency() -> None:
    assert total([], "JPY") == Money.zero("JPY")
