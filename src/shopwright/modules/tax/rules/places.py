"""Which zone a place lies in."""

import re
from dataclasses import replace

from shopwright.kernel.places import (
    Place,
    is_postal_pattern,
    lies_in,
    tidy_postal_pattern,
)
from shopwright.modules.tax.contracts import (
    EXEMPT,
    TaxRules,
    TaxZone,
    TaxZoneDraft,
    Treatment,
)
from shopwright.modules.tax.errors import InvalidTaxZone

_MOST_PATTERNS, _MOST_RATES = 500, 50


def zone_of(rules: TaxRules, place: Place) -> TaxZone | None:
    """The narrowest zone of a place: one of its postal code before one of its region before one of its country."""
    best, width = None, -1
    for zone in rules.zones.get(place.country, ()):
        if zone.region and zone.region != place.region.upper():
            continue
        if zone.postal_codes and not lies_in(place.postal_code, zone.postal_codes):
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
    patterns = tuple(dict.fromkeys(tidy_postal_pattern(each) for each in draft.postal_codes))
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise InvalidTaxZone("A country has a code of two letters.", field="country")
    if len(patterns) > _MOST_PATTERNS or any(not is_postal_pattern(each) for each in patterns):
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
