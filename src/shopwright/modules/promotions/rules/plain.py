"""Benefits and conditions as plain values, as they are kept."""

from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID

from shopwright.modules.promotions.contracts import (
    AllOf,
    AnyOf,
    Benefit,
    BenefitKind,
    Condition,
    FirstOrder,
    GoesTo,
    Hours,
    InGroup,
    Not,
    Pieces,
    Spend,
    Target,
)

Plain = dict[str, Any]
_IDS = ("category_ids", "product_ids", "variant_ids")
_WORDS = ("brands", "tags")


def plain_benefit(benefit: Benefit) -> Plain:
    return {
        "kind": benefit.kind.value,
        "target": _plain_target(benefit.target),
        "hundredths": benefit.hundredths,
        "amounts": dict(benefit.amounts),
        "most": dict(benefit.most),
        "buy": benefit.buy,
        "get": benefit.get,
        "repeats": benefit.repeats,
        "bought": None if benefit.bought is None else _plain_target(benefit.bought),
    }


def benefit_of(plain: Mapping[str, Any]) -> Benefit:
    values = dict(plain)
    bought = values.pop("bought")
    return Benefit(
        kind=BenefitKind(values.pop("kind")),
        target=_target_of(values.pop("target")),
        bought=None if bought is None else _target_of(bought),
        **values,
    )


def plain_condition(condition: Condition) -> Plain:
    if isinstance(condition, AllOf):
        return {"all": [plain_condition(part) for part in condition.parts]}
    if isinstance(condition, AnyOf):
        return {"any": [plain_condition(part) for part in condition.parts]}
    if isinstance(condition, Not):
        return {"not": plain_condition(condition.part)}
    return _plain_leaf(condition)


def condition_of(plain: Mapping[str, Any]) -> Condition:
    if "all" in plain:
        return AllOf(tuple(condition_of(part) for part in plain["all"]))
    if "any" in plain:
        return AnyOf(tuple(condition_of(part) for part in plain["any"]))
    if "not" in plain:
        return Not(condition_of(plain["not"]))
    return _leaf_of(plain)


def _plain_leaf(leaf: Spend | Pieces | FirstOrder | InGroup | GoesTo | Hours) -> Plain:
    match leaf:
        case Spend():
            return {"spend": dict(leaf.amounts), "among": _plain_target(leaf.among)}
        case Pieces():
            return {"pieces": leaf.quantity, "among": _plain_target(leaf.among)}
        case FirstOrder():
            return {"first_order": True}
        case InGroup():
            return {"groups": sorted(map(str, leaf.group_ids))}
        case GoesTo():
            return {"countries": sorted(leaf.countries)}
        case Hours():
            return {
                "weekdays": sorted(leaf.weekdays),
                "begins": leaf.begins.isoformat() if leaf.begins else None,
                "ends": leaf.ends.isoformat() if leaf.ends else None,
                "zone": leaf.zone,
            }


def _leaf_of(plain: Mapping[str, Any]) -> Condition:
    match plain:
        case {"spend": amounts, "among": among}:
            return Spend(amounts, _target_of(among))
        case {"pieces": quantity, "among": among}:
            return Pieces(quantity, _target_of(among))
        case {"groups": groups}:
            return InGroup(frozenset(map(UUID, groups)))
        case {"countries": countries}:
            return GoesTo(frozenset(countries))
        case {"weekdays": weekdays, "begins": begins, "ends": ends, "zone": zone}:
            return Hours(frozenset(weekdays), _time(begins), _time(ends), zone)
        case _:
            return FirstOrder()


def _time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def _plain_target(target: Target) -> Plain:
    """Names as they are compared: in small letters."""
    named = {name: sorted(str(each) for each in getattr(target, name)) for name in _IDS}
    named |= {name: sorted(each.casefold() for each in getattr(target, name)) for name in _WORDS}
    return {name: values for name, values in named.items() if values}


def _target_of(plain: Mapping[str, Any]) -> Target:
    ids = {name: frozenset(map(UUID, plain.get(name, ()))) for name in _IDS}
    words = {name: frozenset(map(str, plain.get(name, ()))) for name in _WORDS}
    return Target(
        ids["category_ids"],
        ids["product_ids"],
        ids["variant_ids"],
        words["brands"],
        words["tags"],
    )
