"""What search engines ask for first: robots.txt, and the sitemap in parts."""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from shopwright.faces.storefront.own import items_of
from shopwright.faces.storefront.page import Looking, Shopping, address_of

router = APIRouter(include_in_schema=False)
_PARTS = "/api/v1/catalog/addresses"
_NOT_FOR_THEM = (
    "/api/",
    "/admin",
    "/store/account",
    "/store/cart",
    "/store/checkout",
    "/store/orders/",
    "/store/sign-in",
    "/store/sign-up",
    "/store/wishlists",
    "/store/suggestions",
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_KEPT = {"cache-control": "public, max-age=3600"}


@router.get("/robots.txt")
async def robots(asked: Looking) -> Response:
    lines = ["User-agent: *", *(f"Disallow: {each}" for each in _NOT_FOR_THEM)]
    lines += ["", f"Sitemap: {_public(asked)}/sitemap.xml", ""]
    return PlainTextResponse("\n".join(lines), headers=_KEPT)


@router.get("/sitemap.xml")
async def index(asked: Looking) -> Response:
    found = items_of(await asked.ask("GET", _PARTS))
    places = [f"{_public(asked)}/sitemaps/{each['kind']}-{each['number']}.xml" for each in found]
    parts = (f"<sitemap><loc>{escape(each)}</loc></sitemap>" for each in places)
    return _document("sitemapindex", parts)


@router.get("/sitemaps/{kind}-{number}.xml")
async def part(asked: Looking, kind: str, number: str) -> Response:
    path = address_of("catalog/addresses", kind, f"/{quote(number, safe='')}")
    found = await asked.ask("GET", path)
    if not found.is_well:
        return await asked.show_refusal(found)
    begin = f"{_public(asked)}/store/{kind}/"
    lines = (_address(begin + each["slug"], each["changed_at"]) for each in items_of(found))
    first = [_address(f"{_public(asked)}/store", None)] if kind == "categories" else []
    return _document("urlset", [*first, *lines])


def _address(address: str, changed_at: str | None) -> str:
    changed = f"<lastmod>{escape(changed_at)}</lastmod>" if changed_at else ""
    return f"<url><loc>{escape(address)}</loc>{changed}</url>"


def _document(root: str, parts: Iterable[str]) -> Response:
    text = f"{_HEAD}<{root} {_SCHEMA}>\n" + "\n".join(parts) + f"\n</{root}>\n"
    return Response(text, media_type="application/xml", headers=_KEPT)


def _public(asked: Shopping) -> str:
    return asked.services.settings.public_url.rstrip("/")
