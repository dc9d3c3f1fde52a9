"""What the API answers, as clients of other dialects expect it: all that it says, and their names for it beside."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from shopwright.faces.services import Services
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import Category
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.inventory.contracts import StockLevel

Body = dict[str, Any]
Gives = Callable[[Services, Body], Awaitable[Body]]


async def account(_: Services, body: Body) -> Body:
    return _account(body)


async def accounts(_: Services, body: Body) -> Body:
    return _page(body, map(_account, body["items"]))


async def product(shop: Services, body: Body) -> Body:
    [found] = await _products(shop, [body])
    return found


async def products(shop: Services, body: Body) -> Body:
    return _page(body, await _products(shop, body["items"]))


async def cart(_: Services, body: Body) -> Body:
    return _goods(body) | {"total_items": body["item_count"]}


async def order(_: Services, body: Body) -> Body:
    return _order(body)


async def orders(_: Services, body: Body) -> Body:
    return _page(body, map(_order, body["items"]))


async def payment(_: Services, body: Body) -> Body:
    made = body["payment"] or {}
    named = {"payment_id": made.get("id"), "payment_intent_id": made.get("id")}
    return body | named | {"status": made.get("status"), "order": _order(body["order"])}


async def address(_: Services, body: Body) -> Body:
    return _address(body)


async def addresses(_: Services, body: Body) -> Body:
    return body | {"items": [_address(each) for each in body["items"]]}


async def review(_: Services, body: Body) -> Body:
    return body | {"comment": body.get("text")}


async def greeting(_: Services, body: Body) -> Body:
    return body | {"message": f"Welcome, {body['full_name'] or body['email']}."}


async def signed_out(_: Services, _nothing: Body) -> Body:
    return {"message": "You are signed out."}


async def password_set(_: Services, _nothing: Body) -> Body:
    return {"message": "The password is set; sign in with it."}


def _page(body: Body, items: Iterable[Body]) -> Body:
    """A list, with what is known of its length also beside its items."""
    mark = body["page"]
    known = {"total": mark["total"], "pages": mark["pages"], "size": mark["limit"]}
    return body | {name: value for name, value in known.items() if value is not None} | {"items": list(items)}  # fmt: skip


def _account(body: Body) -> Body:
    if "id" not in body:  # an account that its mail will open
        return body
    return body | {
        "name": body["full_name"],
        "is_verified": body["email_verified"],
        "is_admin": body["role"] == "admin",
    }


def _order(body: Body) -> Body:
    return _goods(body) | {"order_number": body["number"], "created_at": body["placed_at"]}


def _goods(body: Body) -> Body:
    """A cart or an order with its lines."""
    lines = [
        line | {"name": line["title"], "product_name": line["title"], "price": line["unit_price"], "subtotal": line["total"]}
        for line in body["items"]
    ]  # fmt: skip
    total = body["total"]
    return body | {"items": lines, "total_amount": total, "total_price": total}


def _address(body: Body) -> Body:
    return body | {
        "full_name": body["recipient"],
        "street": body["line1"],
        "state": body["region"],
        "zip_code": body["postal_code"],
        "is_default": body["is_default_shipping"],
    }


async def _products(shop: Services, found: list[Body]) -> list[Body]:
    """Pages or cards of products, with what is in stock of them now and the name of their first category."""
    slugs = {slug for each in found for slug in _slugs(each)[:1]}
    async with shop.works.reading() as db:
        variants = await catalog.variants_by_product(db, {UUID(each["id"]) for each in found})
        levels = await inventory.levels(db, [each for some in variants.values() for each in some])
        categories = {each.slug: each for each in await catalog.categories_by_slug(db, slugs)}
    answers = []
    for each in found:
        counted = [levels[one] for one in variants.get(UUID(each["id"]), ()) if one in levels]
        filed = [categories[slug] for slug in _slugs(each)[:1] if slug in categories]
        answers.append(each | _named_otherwise(each, _quantity(counted), filed))
    return answers


def _named_otherwise(body: Body, quantity: int | None, filed: Sequence[Category]) -> Body:
    return {
        "name": body["title"],
        "stock_quantity": quantity,
        "inventory_count": quantity,
        "category": filed[0].name if filed else None,
        "category_id": str(filed[0].id) if filed else None,
        "is_active": body["status"] == "published",
    }


def _quantity(levels: Iterable[StockLevel]) -> int | None:
    """Pieces that can be sold; None where none are counted, so that there are always enough."""
    counted = [level.available for level in levels if level.tracked]
    return sum(counted) if counted else None


def _slugs(body: Body) -> list[str]:
    """Of the categories that a product is filed under: cards name slugs, pages more."""
    return [each if isinstance(each, str) else each["slug"] for each in body["categories"]]
