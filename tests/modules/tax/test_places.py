"""Zones: the narrowest one of a place counts, and what can't be one is refused."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shopwright.kernel import ids
from shopwright.kernel.places import Place
from shopwright.modules.tax.contracts import (
    MEMBERS,
    TaxRate,
    TaxRules,
    TaxZone,
    TaxZoneDraft,
    Treatment,
)
from shopwright.modules.tax.errors import InvalidTaxZone, InvalidVatNumber, UnreadableRates
from shopwright.modules.tax.rules import (
    checked_vat_number,
    checked_zone,
    union_zones,
    zone_of,
)
from shopwright.modules.tax.rules.files import zones_in


def zone(name: str, region: str = "", *postal_codes: str) -> TaxZone:
    return TaxZone(ids.new(), name, "ES", region, postal_codes)


SPAIN = (
    zone("Spain"),
    zone("Canary Islands", "", "35*", "38*"),
    zone("Girona", "GI"),
    zone("One street", "GI", "17001"),
    zone("A range", "", "51000-51999"),
)
RULES = TaxRules({"ES": SPAIN})


@pytest.mark.parametrize(
    ("region", "postal_code", "name"),
    [
        ("", "", "Spain"),
        ("M", "28001", "Spain"),
        ("", "35001", "Canary Islands"),
        ("", "38 700", "Canary Islands"),
        ("GI", "17002", "Girona"),
        ("gi", "17001", "One street"),
        ("", "17001", "Spain"),
        ("", "51000", "A range"),
        ("", "51999", "A range"),
        ("", "52000", "Spain"),
        ("", "3", "Spain"),
    ],
)
def test_the_narrowest_zone_counts(region: str, postal_code: str, name: str) -> None:
    found = zone_of(RULES, Place("ES", region, postal_code))

    assert found is not None
    assert found.name == name


def test_a_country_without_a_zone_has_none() -> None:
    assert zone_of(RULES, Place("PT")) is None


DRAFT = TaxZoneDraft("Spain", "es", "ct", ("08 001", "35*", "975-81"))


def test_a_zone_is_kept_in_capitals_and_without_spaces() -> None:
    kept = checked_zone(DRAFT)

    assert (kept.country, kept.region, kept.postal_codes) == ("ES", "CT", ("08001", "35*", "97581"))


@pytest.mark.parametrize(
    "fault",
    [
        {"country": "ESP"},
        {"country": "E1"},
        {"postal_codes": ("(a+)+$",)},
        {"postal_codes": ("*",)},
        {"postal_codes": ("99999-10000",)},
        {"postal_codes": tuple(str(10000 + each) for each in range(501))},
        {"rates": (TaxRate("exempt", "none", Decimal("0.1")),)},
        {"rates": (TaxRate("standard", "zero", Decimal(0)),)},
        {"rates": (TaxRate("standard", "some", Decimal("0.1"), Treatment.ZERO),)},
        {"rates": (TaxRate("standard", "some", Decimal("0.1"), Treatment.EXPORT),)},
    ],
)
def test_what_can_not_be_a_zone_is_refused(fault: dict[str, object]) -> None:
    with pytest.raises(InvalidTaxZone):
        checked_zone(replace(DRAFT, **fault))  # type: ignore[arg-type]


def test_every_member_state_is_there_with_a_standard_rate() -> None:
    whole = [zone for zone in union_zones() if not zone.postal_codes]

    assert {zone.country for zone in whole} == MEMBERS
    standard = {zone.country: zone.rates[0].rate for zone in whole}
    assert all(Decimal("0.15") <= rate <= Decimal("0.28") for rate in standard.values())
    assert (standard["DE"], standard["FR"], standard["LU"]) == (
        Decimal("0.19"),
        Decimal("0.2"),
        Decimal("0.17"),
    )


def test_each_zone_of_the_union_can_be_kept() -> None:
    for each in union_zones():
        assert checked_zone(each).country == each.country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("DE 136 695 976", "DE"),
        ("ATU13585627", "AT"),
        ("EL 094259216", "GR"),
        ("fr40303265045", "FR"),
    ],
)
def test_a_number_with_the_right_check_digits_is_taken(text: str, country: str) -> None:
    number = checked_vat_number(text)

    assert number.country == country
    assert number.number == text.replace(" ", "").upper()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DE136695977",
        "136695976",
        "XX123",
        "US123456789",
        "DE" + "1" * 40,
        "\uff24\uff25136695976",
    ],
)
def test_a_number_that_can_not_exist_is_refused(text: str) -> None:
    with pytest.raises(InvalidVatNumber):
        checked_vat_number(text)


def test_a_state_adds_its_tax_to_that_of_the_country() -> None:
    listed = {
        "CA": {"rate": 0.05, "type": "gst", "states": {"QC": {"rate": 0.09975, "type": "qst"}}},
        "US": {"rate": 0, "type": "none", "states": {"TX": {"rate": 0.0625, "type": "sales"}}},
    }

    zones = {(each.country, each.region): each.rates for each in zones_in(listed)}

    assert [rate.rate for rate in zones["CA", "QC"]] == [Decimal("0.05"), Decimal("0.09975")]
    assert [rate.name for rate in zones["CA", "QC"]] == ["GST 5 %", "QST 9.975 %"]
    assert [rate.rate for rate in zones["US", "TX"]] == [Decimal("0.0625")]
    assert [rate.treatment for rate in zones["US", ""]] == [Treatment.ZERO]


@pytest.mark.parametrize(
    "listed",
    [
        [],
        {},
        {"DE": 19},
        {"DE": {"rate": "much"}},
        {"DE": {"rate": 1.5}},
        {"DE": {"rate": "NaN"}},
        {"DE": {"rate": 0.1, "states": [1]}},
        {"DE": {"rate": 0.1, "states": {"BY": {}}}},
    ],
)
def test_a_list_that_is_not_understood_is_refused(listed: object) -> None:
    with pytest.raises(UnreadableRates):
        zones_in(listed)
