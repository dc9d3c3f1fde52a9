"""A vendor's product with what he has asked to be changed of it: he goes on from that, not from what is shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from shopwright.faces.backoffice.page import Desk
from shopwright.faces.backoffice.shelf import Fields, is_own

_ALIKE = (
    *("title", "slug", "description", "brand", "product_type", "seo_title", "seo_description"),
    *("tax_class", "most_per_order", "status", "tags", "options", "images", "attributes"),
    *("published_from", "published_until"),
)


async def wish_for(asked: Desk, product: Mapping[str, Any]) -> Fields | None:
    """The change of a vendor's own product that waits for staff."""
    if not is_own(asked):
        return None
    query = {"state": "pending", "product": product["id"]}
    found = await asked.got("/api/v1/vendor/approvals", query)
    return next(iter(found["items"]), None)


def overlaid(product: Mapping[str, Any], wish: Mapping[str, Any] | None) -> Fields:
    """The product as it would be."""
    if wish is None:
        return dict(product)
    after = {each["field"]: each["after"] for each in wish["changes"]}
    found = {**product, **{name: after[name] for name in _ALIKE if name in after}}
    if "options" in after:
        found["options"] = [{"name": name, "values": []} for name in after["options"]]
    if "category_ids" in after:
        found["categories"] = [{"id": each} for each in after["category_ids"]]
    variants = _variants(product["variants"], after.get("variants"))
    found["variants"] = [_priced(each, wish["prices"]) for each in variants]
    return found


def _variants(
    there: Sequence[Mapping[str, Any]], wished: Sequence[Mapping[str, Any]] | None
) -> list[Fields]:
    if wished is None:
        return [dict(each) for each in there]
    known = {each["id"]: each for each in there}
    return [{"prices": [], **known.get(each["id"], {}), **each} for each in wished]


def _priced(variant: Fields, wished: Sequence[Mapping[str, Any]]) -> Fields:
    prices = {each["currency"]: each for each in variant["prices"]}
    for each in wished:
        if each["variant_id"] == variant["id"]:
            prices[each["currency"]] = {**each["after"], "currency": each["currency"]}
    return {**variant, "prices": list(prices.values())}


def still_wished(variants: Sequence[Fields], wish: Mapping[str, Any] | None) -> list[Fields]:
    """Variants that are said anew, with the prices that wait for staff where nothing else is said: they go on waiting."""
    wished = wish["prices"] if wish is not None else ()
    return [_with_wished(each, wished) for each in variants]


def _with_wished(variant: Fields, wished: Sequence[Mapping[str, Any]]) -> Fields:
    said = variant.get("prices", [])
    spoken_of = {each["currency"] for each in said}
    waiting = [
        {**each["after"], "currency": each["currency"]}
        for each in wished
        if each["variant_id"] == variant.get("id") and each["currency"] not in spoken_of
    ]
    return {**variant, "prices": [*said, *waiting]}
