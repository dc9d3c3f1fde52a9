"""Currencies: those of the standard, with the decimals that it gives them."""

import csv

import pytest

from shopwright.kernel.currencies import EXPONENTS, exponent_of
from shopwright.kernel.errors import InvalidMoney
from tests.support.shared_data import shared

# Precious metals, codes for testing and units of account that nobody pays with.
_NO_MINOR_UNIT = "-"


def test_every_active_currency_is_known_with_its_minor_unit() -> None:
    with shared("reference/currencies_iso4217.csv").open(encoding="utf-8", newline="") as lines:
        active = {
            row["AlphabeticCode"]: row["MinorUnit"]
            for row in csv.DictReader(lines)
            if row["AlphabeticCode"] and not row["WithdrawalDate"]
        }

    money = {code: int(unit) for code, unit in active.items() if unit != _NO_MINOR_UNIT}

    assert len(money) > 150
    assert money == EXPONENTS


@pytest.mark.parametrize(
    ("code", "exponent"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ISK", 0), ("MRU", 2)]
)
def test_currencies_have_their_decimals(code: str, exponent: int) -> None:
    assert exponent_of(code) == exponent


def test_a_withdrawn_currency_is_none() -> None:
    with pytest.raises(InvalidMoney, match="'DEM'"):
        exponent_of("DEM")
