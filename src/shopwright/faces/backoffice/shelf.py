"""What pages of goods share: whose goods they show, one of them, and what it can be filed under."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from shopwright.faces.backoffice.page import Desk
from shopwright.faces.pages.leaving import Leaving
from shopwright.kernel import ids

API = "/api/v1/products"
ALL, OWN = "/admin/products", "/admin/own/products"
_NOT_THERE = {"status": 404, "title": "There is no such product here.", "detail": ""}
_NOT_FOR_YOU = {"status": 403, "title": "Your role may not do this.", "detail": ""}
Fields = dict[str, Any]


def is_own(asked: Desk) -> bool:
    """Whether the page is one of a vendor's, about his own goods alone."""
    return asked.request.url.path.startswith("/admin/own/")


def root_of(asked: Desk) -> str:
    return OWN if is_own(asked) else ALL


async def demand(asked: Desk, *rights: str) -> None:
    """Show a page to those alone who have one of these rights.

    Raises:
        Leaving: the visitor has none of them.
    """
    if not asked.may(*rights):
        raise Leaving(await asked.show("refusal.html", {"problem": _NOT_FOR_YOU}, status=403))


async def demand_shelf(asked: Desk) -> None:
    """The same for goods: of the whole shop, or a vendor's own."""
    await demand(asked, "products:write_own" if is_own(asked) else "products:read")


async def product_of(asked: Desk, product_id: str) -> Fields:
    """The product of an address.

    Raises:
        Leaving: there is none, or it is not the vendor's whose pages these are.
    """
    await demand_shelf(asked)
    if ids.parse(product_id) is None:
        raise Leaving(await not_there(asked))
    found: Fields = await asked.got(f"{API}/{quote(product_id, safe='')}")
    if is_own(asked) and found["vendor_id"] != asked.staff["id"]:
        raise Leaving(await not_there(asked))
    return found


async def not_there(asked: Desk) -> Any:
    return await asked.show("refusal.html", {"problem": _NOT_THERE}, status=404)


async def filing(asked: Desk) -> Fields:
    """Categories as choices, and names of brands."""
    brands = await asked.got("/api/v1/brands", {"limit": 100})
    return {
        "categories": await categories(asked),
        "brands": [(each["name"], each["name"]) for each in brands["items"]],
    }


async def categories(asked: Desk) -> list[tuple[str, str]]:
    """Categories by their ids, in the order of their tree, each with those that it is within."""
    return list(_branches((await asked.got("/api/v1/categories"))["items"], ""))


def _branches(branches: Sequence[Mapping[str, Any]], above: str) -> Iterator[tuple[str, str]]:
    for each in branches:
        name = f"{above}{each['name']}"
        yield each["id"], name
        yield from _branches(each["children"], f"{name} \u203a ")


def typed_number(text: str) -> int | str | None:
    """What was written into a field for a whole number; what is none goes to the API as it is, which says so."""
    found = text.strip()
    if not found:
        return None
    digits = found.removeprefix("-")
    is_whole = digits.isascii() and digits.isdecimal() and len(digits) < 15
    return int(found) if is_whole else found


def listed(text: str) -> list[str]:
    """Words that were written with commas between them, each once."""
    return list(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))


def plain(text: str) -> str:
    """A text as it was before a form gave its lines other ends."""
    return text.replace("\r\n", "\n").strip()
