"""One field for everything: orders, customers, products, documents, codes."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import Looking, told

router = APIRouter(include_in_schema=False)
_SHORTEST = 2
_TITLES: Mapping[str, str] = {
    "orders": "Orders",
    "customers": "Customers",
    "products": "Products",
    "documents": "Invoices and credit notes",
    "codes": "Discount codes",
}
_PAGES: Mapping[str, str] = {
    "orders": "/admin/orders/{id}",
    "customers": "/admin/customers/{id}",
    "products": "/admin/products/{id}",
    "codes": "/admin/promotions/{id}",
}
_ALL: Mapping[str, str] = {
    "orders": "/admin/orders",
    "customers": "/admin/customers",
    "products": "/admin/products",
}


@router.get("/admin/search")
async def search_page(asked: Looking) -> Response:
    words = asked.request.query_params.get("q", "").strip()[:100]
    shown: dict[str, Any] = {"words": words, "groups": (), "shortest": _SHORTEST}
    if len(words) < _SHORTEST:
        return await asked.show("search.html", shown)
    answer = await asked.ask("GET", "/api/v1/admin/search", query={"q": words, "limit": 10})
    if not answer.is_well:
        if answer.status != 422:
            return await asked.refused(answer)
        return await asked.show("search.html", {**shown, **told(answer)}, status=422)
    shown["groups"] = [_group(each, words) for each in answer.data["groups"] if each["items"]]
    return await asked.show("search.html", shown)


def _group(found: Mapping[str, Any], words: str) -> dict[str, Any]:
    kind = found["kind"]
    more = f"{_ALL[kind]}?{urlencode({'q': words})}" if kind in _ALL and found["has_more"] else ""
    hits = [{**hit, "address": _address(kind, hit)} for hit in found["items"]]
    return {"title": _TITLES.get(kind, kind), "hits": hits, "more": more}


def _address(kind: str, hit: Mapping[str, Any]) -> str:
    if kind == "documents":
        return f"/admin/documents?{urlencode({'number': hit['title']})}"
    read_by = hit["url"].rpartition("/")[2] if hit["url"] else hit["id"]
    return _PAGES.get(kind, "/admin").format(id=quote(read_by, safe=""))
