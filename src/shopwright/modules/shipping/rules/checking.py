"""What can be a zone or a method."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shopwright.kernel.currencies import exponent_of
from shopwright.kernel.errors import InvalidMoney
from shopwright.kernel.money import LARGEST_MINOR
from shopwright.kernel.places import is_postal_pattern, tidy_postal_pattern
from shopwright.modules.shipping.contracts import Area, DeliveryMethodDraft, RateKind, Tariff
from shopwright.modules.shipping.errors import InvalidDelivery

_MOST_AREAS, _MOST_PATTERNS, _MOST_STEPS, _MOST_GRAMS = 300, 500, 50, 2_000_000_000


def checked_areas(areas: Sequence[Area]) -> tuple[Area, ...]:
    """Areas as they are kept: codes in capitals, postal codes without spaces.

    Raises:
        InvalidDelivery: names the part that can't be used.
    """
    if len(areas) > _MOST_AREAS:
        raise InvalidDelivery(f"A zone has {_MOST_AREAS} areas at most.", field="areas")
    return tuple(_area(each) for each in areas)


def checked_method(draft: DeliveryMethodDraft) -> DeliveryMethodDraft:
    """A method whose tariffs hold together.

    Raises:
        InvalidDelivery: names the part that can't be used.
    """
    if not draft.tariffs:
        raise InvalidDelivery("A method has a tariff in one currency or more.", field="tariffs")
    if draft.days is not None and not 0 <= draft.days[0] <= draft.days[1] <= 365:
        raise InvalidDelivery("A delivery takes so many days at least and at most.", field="days")
    if draft.most_grams is not None and not 0 < draft.most_grams <= _MOST_GRAMS:
        raise InvalidDelivery("A weight is above nothing.", field="most_grams")
    for currency, tariff in draft.tariffs.items():
        _check_tariff(draft.kind, currency, tariff)
    return draft


def _area(area: Area) -> Area:
    country, region = area.country.upper(), area.region.upper()
    patterns = tuple(dict.fromkeys(tidy_postal_pattern(each) for each in area.postal_codes))
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise InvalidDelivery("A country has a code of two letters.", field="country")
    if len(patterns) > _MOST_PATTERNS or any(not is_postal_pattern(each) for each in patterns):
        message = "A postal code is exact (78266), begins with something (35*), or lies between two of one length (97000-97999)."
        raise InvalidDelivery(message, field="postal_codes")
    return replace(area, country=country, region=region, postal_codes=patterns)


def _check_tariff(kind: RateKind, currency: str, tariff: Tariff) -> None:
    try:
        exponent_of(currency)
    except InvalidMoney:
        raise InvalidDelivery(f"{currency} is no currency.", field="tariffs") from None
    amounts = [tariff.amount, tariff.minimum, *(step.amount for step in tariff.steps)]
    amounts += [each for each in (tariff.free_from, tariff.maximum) if each is not None]
    if any(not 0 <= amount <= LARGEST_MINOR for amount in amounts):
        raise InvalidDelivery("An amount is nothing or more.", field="tariffs")
    if tariff.maximum is not None and tariff.maximum < tariff.minimum:
        raise InvalidDelivery("The maximum is below the minimum.", field="tariffs")
    starts = [step.at_least for step in tariff.steps]
    if len(starts) > _MOST_STEPS or starts != sorted(set(starts)) or any(s < 0 for s in starts):
        raise InvalidDelivery(f"Steps rise, and are {_MOST_STEPS} at most.", field="tariffs")
    if starts and kind not in (RateKind.BY_WEIGHT, RateKind.BY_PRICE):
        raise InvalidDelivery("Only prices by weight or by price have steps.", field="tariffs")
