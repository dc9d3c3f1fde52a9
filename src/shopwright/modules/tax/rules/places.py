"""Which zone a place lies in."""

import re
from collections.abc import Iterable
from dataclasses import replace

from shopwright.modules.tax.contracts import (
    EXEMPT,
    Place,
    TaxRules,
    TaxZone,
    TaxZoneDraft,
    Treatment,
)
from shopwright.modules.tax.errors import InvalidTaxZone

_PATTERN = re.compile(r"[0-9A-Z]{1,12}(\*|-[0-9A-Z]{1,12})?")
_MOST_PATTERNS, _MOST_RATES = 500, 50


def zone_of(rules: TaxRules, place: Place) -> TaxZone | None:
    """The narrowest zone of a place: one of its postal code before one of its region before one of its country."""
    postal_code, best, width = _plain(place.postal_code), None, -1
    for zone in rules.zones.get(place.country, ()):
        if zone.region and zone.region != place.region.upper():
            continue
        if zone.postal_codes and not _lies_in(postal_code, zone.postal_codes):
            continue
        narrowness = 2 * bool(zone.postal_codes) + bool(zone.region)
        if narrowness > width:
            best, width = zone, narrowness
    return best


def checked_zone(draft: TaxZoneDraft) -> TaxZoneDraft:
    """A zone as it is kept: codes in capitals, postal codes without spaces.

    Raises:
        InvalidTaxZone: names the part that can't be used.
    """
    country, region = draft.country.upper(), draft.region.upper()
    patterns = tuple(dict.fromkeys(_plain(each) for each in draft.postal_codes))
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise InvalidTaxZone("A country has a code of two letters.", field="country")
    if len(patterns) > _MOST_PATTERNS or any(not _is_pattern(each) for each in patterns):
        message = "A postal code is exact (78266), begins with something (35*), or lies between two of one length (97000-97999)."
        raise InvalidTaxZone(message, field="postal_codes")
    if len(draft.rates) > _MOST_RATES:
        raise InvalidTaxZone(f"A zone has {_MOST_RATES} rates at most.", field="rates")
    for rate in draft.rates:
        if rate.tax_class == EXEMPT:
            raise InvalidTaxZone("What is exempt has no rate.", field="rates")
        if rate.treatment not in (Treatment.STANDARD, Treatment.REDUCED, Treatment.ZERO):
            raise InvalidTaxZone("A rate is standard, reduced or zero.", field="rates")
        if (rate.treatment is Treatment.ZERO) != rate.rate.is_zero():
            raise InvalidTaxZone("A rate of zero is treated as zero, no other is.", field="rates")
    return replace(draft, country=country, region=region, postal_codes=patterns)


def _is_pattern(pattern: str) -> bool:
    if not _PATTERN.fullmatch(pattern):
        return False
    first, dash, last = pattern.partition("-")
    return not dash or (len(first) == len(last) and first <= last)


def _lies_in(postal_code: str, patterns: Iterable[str]) -> bool:
    return bool(postal_code) and any(_matches(postal_code, each) for each in patterns)


def _matches(postal_code: str, pattern: str) -> bool:
    if pattern.endswith("*"):
        return postal_code.startswith(pattern[:-1])
    first, dash, last = pattern.partition("-")
    if not dash:
        return postal_code == pattern
    return len(postal_code) >= len(first) and first <= postal_code[: len(first)] <= last


def _plain(postal_code: str) -> str:
    """Without spaces; a hyphen is kept only where it stands for a range of two equally long codes."""
    text = postal_code.upper().replace(" ", "")
    first, dash, last = text.partition("-")
    return text if not dash or (len(first) == len(last) and len(first) > 3) else first + last
