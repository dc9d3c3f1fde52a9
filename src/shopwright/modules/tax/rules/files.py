"""Lists of rates in files: a JSON object of countries, each with a rate as a fraction, some with rates of their states."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from shopwright.modules.tax.contracts import STANDARD, TaxRate, TaxZoneDraft, Treatment
from shopwright.modules.tax.errors import UnreadableRates
from shopwright.modules.tax.rules.places import checked_zone

_LONGEST_NAME = 20


def zones_in(listed: Any, *, countries: frozenset[str] = frozenset()) -> list[TaxZoneDraft]:
    """The zones of a list like ``{"US": {"rate": 0, "states": {"TX": {"rate": 0.0625, "type": "sales"}}}}``.

    A state's tax is added to its country's. ``countries`` picks some, empty all.

    Raises:
        UnreadableRates: names the country that is not understood.
        InvalidTaxZone: a code that can't be one.
    """
    if not isinstance(listed, dict) or not listed:
        raise UnreadableRates("A list of rates is a JSON object by country.")
    wanted = {code: entry for code, entry in listed.items() if not countries or code in countries}
    return [checked_zone(zone) for code, entry in wanted.items() for zone in _zones(code, entry)]


def _zones(code: str, entry: Any) -> Iterator[TaxZoneDraft]:
    federal = _rate(code, entry)
    states: Mapping[str, Any] = entry.get("states", {})
    if not isinstance(states, dict):
        raise UnreadableRates(country=code)
    yield TaxZoneDraft(code, code, rates=(federal,))
    for state, described in states.items():
        own = _rate(f"{code}-{state}", described)
        rates = tuple(rate for rate in (federal, own) if not rate.rate.is_zero()) or (own,)
        yield TaxZoneDraft(f"{code}-{state}", code, region=state, rates=rates)


def _rate(place: str, entry: Any) -> TaxRate:
    try:
        rate = Decimal(str(entry["rate"]))
        kind = str(entry.get("type", "tax"))[:_LONGEST_NAME]
    except (TypeError, KeyError, AttributeError, InvalidOperation):
        raise UnreadableRates(country=place) from None
    if not rate.is_finite() or not 0 <= rate <= 1:
        raise UnreadableRates(country=place)
    name = "Tax" if kind == "none" else kind.upper()
    treatment = Treatment.ZERO if rate.is_zero() else Treatment.STANDARD
    return TaxRate(STANDARD, f"{name} {(rate * 100).normalize():f} %", rate, treatment)
