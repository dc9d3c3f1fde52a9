"""Goods that a form names by slug or SKU, as the API knows them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from shopwright.faces.backoffice.page import Desk
from shopwright.faces.backoffice.promotion_forms import Fields, tokens_of

_LONGEST = 100


def is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


async def with_ids(asked: Desk, fields: Fields) -> Fields:
    """The form with ids in place of slugs and SKUs; what is not found stays, for the API to refuse."""
    found = dict(fields)
    for name, values in fields.items():
        if name.endswith(("product_ids", "variant_ids")):
            look = _product_id if name.endswith("product_ids") else variant_id
            tokens = [token for value in values for token in tokens_of(value)][:_LONGEST]
            found[name] = [", ".join([await _resolved(asked, token, look) for token in tokens])]
    return found


async def variant_id(asked: Desk, sku: str) -> str:
    """The id of the variant with a SKU; empty where there is none, or it may not be looked for."""
    answer = await asked.ask("GET", "/api/v1/admin/search", query={"q": sku, "limit": 20})
    groups: list[Mapping[str, Any]] = answer.data["groups"] if answer.is_well else []
    hits = [hit for group in groups if group["kind"] == "products" for hit in group["items"]]
    for hit in hits:
        product = await asked.ask("GET", f"/api/v1/products/{quote(hit['id'], safe='')}")
        for variant in product.data["variants"] if product.is_well else ():
            if variant["sku"].lower() == sku.lower():
                return str(variant["id"])
    return ""


async def titles(asked: Desk, fields: Fields) -> dict[str, str]:
    """What the products are called that a promotion names by their ids."""
    ids = [
        token
        for name, values in fields.items()
        if name.endswith("product_ids")
        for value in values
        for token in tokens_of(value)
        if is_id(token)
    ]
    told = {}
    for each in ids[:_LONGEST]:
        answer = await asked.ask("GET", f"/api/v1/products/{quote(each, safe='')}")
        if answer.is_well:
            told[each] = answer.data["title"]
    return told


async def _product_id(asked: Desk, slug: str) -> str:
    answer = await asked.ask("GET", f"/api/v1/products/{quote(slug, safe='')}")
    return str(answer.data["id"]) if answer.is_well else ""


async def _resolved(asked: Desk, token: str, look: Any) -> str:
    return token if is_id(token) else await look(asked, token) or token
