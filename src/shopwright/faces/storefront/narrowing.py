"""Narrowing a list: what was chosen in its address, and the addresses of what could be chosen further."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

SORTS = ("relevance", "newest", "price", "-price", "title")
ATTRIBUTE = "attribute"
_NAMES = frozenset(
    (
        "q",
        "sort",
        "category",
        "brand",
        "tag",
        ATTRIBUTE,
        "min_price",
        "max_price",
        "in_stock",
        "min_rating",
    )
)
_MANY = frozenset((ATTRIBUTE, "brand"))
_LONGEST, _MOST = 200, 20
Chosen = Mapping[str, Sequence[str]]


def choices_of(given: QueryParams) -> dict[str, list[str]]:
    """What the address of a list says, as far as a list can be asked it."""
    found = {}
    for name in _NAMES:
        values = [value.strip()[:_LONGEST] for value in given.getlist(name)[:_MOST]]
        if values := [value for value in values if value]:
            found[name] = values if name in _MANY else values[-1:]
    if found.get("sort", [""])[0] not in SORTS:
        found.pop("sort", None)
    return found


def address(path: str, chosen: Chosen, **changes: Any) -> str:
    """The list's address with other choices; None takes one away. Another choice begins at the first page."""
    kept = {name: value for name, value in {**chosen, **changes}.items() if value}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def facets_of(
    facets: Iterable[Mapping[str, Any]], path: str, chosen: Chosen, fixed: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Each facet with the address of each choice: chosen where it is not, given up where it is."""
    found = []
    for facet in facets:
        if facet["name"] == "category" and (fixed or not facet["values"]):
            continue
        choices = [
            {**value, "href": address(path, chosen, **_changes(facet["name"], value, chosen))}
            for value in facet["values"]
        ]
        if choices:
            found.append({"name": facet["name"], "label": facet["label"], "choices": choices})
    return found


def _changes(facet: str, value: Mapping[str, Any], chosen: Chosen) -> dict[str, Any]:
    told, is_chosen = value["value"], value["selected"]
    if facet == "price":
        low, _, high = told.partition("..")
        return (
            {"min_price": None, "max_price": None}
            if is_chosen
            else {"min_price": low, "max_price": high}
        )
    if facet == "rating":
        return {"min_rating": None if is_chosen else told}
    if facet.startswith(f"{ATTRIBUTE}:"):
        return {ATTRIBUTE: _toggled(chosen.get(ATTRIBUTE, ()), f"{facet.partition(':')[2]}:{told}")}
    if facet == "brand":
        return {facet: _toggled(chosen.get(facet, ()), told)}
    return {facet: None if is_chosen else told}


def _toggled(values: Sequence[str], value: str) -> list[str]:
    return [each for each in values if each != value] if value in values else [*values, value]
