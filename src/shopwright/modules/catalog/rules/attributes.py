"""Values of attributes that are defined: checked, and written one way."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from shopwright.modules.catalog.contracts import (
    AttributeDefinition,
    AttributeDraft,
    AttributeKind,
    ProductDraft,
)
from shopwright.modules.catalog.errors import InvalidAttributeDefinition, InvalidProduct
from shopwright.modules.catalog.rules.products import is_slug

YES, NO = "Yes", "No"
LARGEST_CHOICES, LONGEST_VALUE = 500, 10_000
_TRUE = {"yes", "true", "1", "y", "on", "ja"}
_FALSE = {"no", "false", "0", "n", "off", "nein"}
_NUMBER = re.compile(r"([-+]?\d{1,15}(?:[.,]\d{1,9})?)\s*(\S.{0,19})?")
# What a unit is of the first one of its kind.
_KINDS: Sequence[Mapping[str, str]] = (
    {
        "g": "1",
        "mg": "0.001",
        "kg": "1000",
        "t": "1000000",
        "oz": "28.349523125",
        "lb": "453.59237",
    },
    {"mm": "1", "cm": "10", "dm": "100", "m": "1000", "km": "1000000", "in": "25.4", "ft": "304.8"},
    {"ml": "1", "cl": "10", "dl": "100", "l": "1000"},
    {"s": "1", "min": "60", "h": "3600", "d": "86400"},
    {"w": "1", "kw": "1000", "mw": "1000000"},
    {"wh": "1", "kwh": "1000"},
    {"mah": "1", "ah": "1000"},
    {"hz": "1", "khz": "1000", "mhz": "1000000", "ghz": "1000000000"},
    {"mb": "1", "gb": "1000", "tb": "1000000"},
)


def check_definition(draft: AttributeDraft) -> None:
    """Refuse an attribute that can't be.

    Raises:
        InvalidAttributeDefinition: says what is wrong with it.
    """
    if not is_slug(draft.code):
        raise InvalidAttributeDefinition("A code is made of small letters, digits and hyphens.")
    if not draft.name.strip():
        raise InvalidAttributeDefinition("An attribute has a name.")
    if draft.unit and draft.kind is not AttributeKind.NUMBER:
        raise InvalidAttributeDefinition("Only numbers have a unit.")
    if bool(draft.choices) != (draft.kind is AttributeKind.CHOICE):
        raise InvalidAttributeDefinition("Choices are there where one of them is chosen.")
    if len(draft.choices) > LARGEST_CHOICES:
        raise InvalidAttributeDefinition(f"There are {LARGEST_CHOICES} choices at most.")
    folded = [choice.casefold() for choice in draft.choices]
    if len(set(folded)) < len(folded) or not all(folded):
        raise InvalidAttributeDefinition("Choices are not empty, and each is there once.")


def typed(
    attributes: Mapping[str, str], definitions: Iterable[AttributeDefinition]
) -> dict[str, str]:
    """Attributes with what is defined written as it is defined; those that are not stay as they are.

    Raises:
        InvalidProduct: a value is none of its attribute.
    """
    known = {key: each for each in definitions for key in (each.code, each.name.casefold())}
    found: dict[str, str] = {}
    for name, value in attributes.items():
        definition = known.get(name.casefold())
        if definition is None:
            found[name] = value
        elif value:
            found[definition.name] = normalised(definition, value)
    return found


def normalised(definition: AttributeDefinition, value: str) -> str:
    """A value as its attribute has it: a number in its unit, ``1500 g``; Yes or No; a choice as it is spelled.

    Raises:
        InvalidProduct: it is none.
    """
    if definition.kind is AttributeKind.NUMBER:
        return _number(definition, value)
    if definition.kind is AttributeKind.BOOLEAN:
        word = value.strip().casefold()
        if word not in _TRUE | _FALSE:
            raise InvalidProduct(f"{definition.name} is yes or no.")
        return YES if word in _TRUE else NO
    if definition.kind is AttributeKind.CHOICE:
        spelled = {choice.casefold(): choice for choice in definition.choices}
        if value.strip().casefold() not in spelled:
            raise InvalidProduct(f"{definition.name} is one of {', '.join(definition.choices)}.")
        return spelled[value.strip().casefold()]
    return value.strip()[:LONGEST_VALUE]


def demanded(
    draft: ProductDraft,
    definitions: Iterable[AttributeDefinition],
    required: Mapping[UUID, frozenset[UUID]],
) -> list[str]:
    """The names of the attributes that a product lacks where it is filed; ``required``: categories by definition."""
    filed = set(draft.category_ids)
    return [
        each.name
        for each in definitions
        if filed & required.get(each.id, frozenset()) and not draft.attributes.get(each.name)
    ]


def _number(definition: AttributeDefinition, value: str) -> str:
    found = _NUMBER.fullmatch(value.strip())
    if found is None:
        raise InvalidProduct(f"{definition.name} is a number, in {definition.unit or 'no unit'}.")
    number = Decimal(found[1].replace(",", "."))
    given = (found[2] or definition.unit).strip()
    if given.casefold() != definition.unit.casefold():
        number = _converted(definition, number, given)
    text = f"{number.normalize():f}"
    return f"{text} {definition.unit}".strip()


def _converted(definition: AttributeDefinition, number: Decimal, unit: str) -> Decimal:
    wanted, given = definition.unit.casefold(), unit.casefold()
    for units in _KINDS:
        if wanted in units and given in units:
            return round(number * Decimal(units[given]) / Decimal(units[wanted]), 6)
    raise InvalidProduct(f"{definition.name} is in {definition.unit or 'no unit'}, not in {unit}.")
