"""Looking around: the front page, categories, brands, the search."""

from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import whole_number
from shopwright.faces.storefront.facts import crumbs_of, shop_facts
from shopwright.faces.storefront.narrowing import SORTS, address, choices_of, facets_of
from shopwright.faces.storefront.page import Looking, Shopping

router = APIRouter(include_in_schema=False)
PAGE = 24


@router.get("/store")
async def home(asked: Looking) -> Response:
    newest = await asked.ask("GET", "/api/v1/products", query={"limit": 12, "sort": "newest"})
    settings = asked.services.settings
    shown = {
        "newest": newest.data.get("items", []),
        "facts": shop_facts(settings.shop_name, settings.public_url),
    }
    return await asked.show("home.html", shown)


@router.get("/store/search")
async def search(asked: Looking) -> Response:
    return await _list(asked, {}, {"category": None, "heading": ""})


@router.get("/store/categories/{slug}")
async def category(asked: Looking, slug: str) -> Response:
    found = await asked.ask("GET", f"/api/v1/categories/{slug}")
    if found.status == 301:
        return asked.lead_for_good(moved(found.headers, "categories"))
    if not found.is_well:
        return await asked.show_refusal(found)
    about = found.data
    return await _list(
        asked, {"category": about["id"]}, {"category": about, "heading": about["name"]}
    )


@router.get("/store/suggestions")
async def suggestions(asked: Looking) -> Response:
    """What the search field shows while somebody types."""
    words = asked.request.query_params.get("q", "")[:200]
    found = await asked.ask("GET", "/api/v1/products/suggestions", query={"q": words})
    told = (
        found.data
        if found.is_well
        else {"queries": [], "categories": [], "brands": [], "products": []}
    )
    return await asked.show_part("suggestions.html", {"found": told, "q": words})


def moved(headers: Any, kind: str) -> str:
    """Where a slug of earlier leads to."""
    location = next(value.decode() for name, value in headers if name == b"location")
    return f"/store/{kind}/{location.partition('?')[0].rpartition('/')[2]}"


async def _list(asked: Shopping, fixed: dict[str, Any], about: dict[str, Any]) -> Response:
    given = asked.request.query_params
    chosen = choices_of(given)
    page = min(max(whole_number(given.get("page", ""), 1), 1), 500)
    query: dict[str, Any] = {**chosen, **fixed, "page": page, "size": PAGE, "facets": "true"}
    found = await asked.ask("GET", "/api/v1/products", query=query)
    if not found.is_well:
        return await asked.show_refusal(found)
    path = asked.request.url.path
    category, public = about["category"], asked.services.settings.public_url
    shown = {
        **about,
        "found": {"did_you_mean": None, **found.data},
        "sorts": [each for each in SORTS if "q" in chosen or each != "relevance"],
        "sort": chosen.get("sort", ["relevance" if "q" in chosen else "newest"])[0],
        "chosen": chosen,
        "facets": facets_of(found.data.get("facets", ()), path, chosen, fixed),
        "address": partial(address, path, chosen),
        "page": page,
        "crumbs": category and crumbs_of(category["ancestors"], category, public),
    }
    return await asked.show("list.html", shown)
