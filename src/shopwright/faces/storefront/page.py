"""Pages of the shop: what frames them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import quote

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response
from typing_extensions import override

from shopwright.faces.pages.site import Site
from shopwright.faces.pages.visit import Visit, read_form
from shopwright.infra.http import cookies
from shopwright.infra.http.inside import Answered

SITE = Site("/store", Path(__file__).parent)
_FIELDS = 120
_FILE = frozenset((b"content-type", b"content-disposition"))
_MOST_BRANCHES = 12
_NOTHING = {"status": 404, "title": "", "detail": ""}


@dataclass(slots=True)
class Shopping(Visit):
    """A visit of the shop."""

    site: ClassVar[Site] = SITE

    user: Mapping[str, Any] | None = None
    has_asked_who: bool = False
    basket: dict[str, Any] | None = None

    async def who(self) -> Mapping[str, Any] | None:
        """Who is signed in, with his profile."""
        if self.has_session and not self.has_asked_who:
            found = await self.ask("GET", "/api/v1/users/me")
            self.user = found.data if found.is_well else None
        self.has_asked_who = True
        return self.user

    async def cart(self) -> dict[str, Any]:
        """The visitor's cart, asked for once."""
        if self.basket is None:
            self.basket = (await self.ask("GET", "/api/v1/cart")).data
        return self.basket

    def lead_for_good(self, address: str) -> Response:
        """To where something has moved; search engines forget the old address."""
        headers = {"cache-control": "public, max-age=3600"}
        return self._sent(RedirectResponse(address, status_code=301, headers=headers))

    def hand_on(self, found: Answered) -> Response:
        """A file of the API's as it is."""
        headers = {name.decode(): value.decode() for name, value in found.headers if name in _FILE}
        headers["cache-control"] = "private, no-store"
        return self._sent(Response(found.body, headers=headers))

    async def show_nothing(self) -> Response:
        """The page of an address that leads nowhere."""
        return await self.show("refusal.html", {"problem": _NOTHING}, status=404)

    @override
    async def show_refusal(self, refused: Answered) -> Response:
        """An address with a part that can be no name of ours leads nowhere."""
        faults = refused.data.get("errors") or () if refused.status == 422 else ()
        if faults and all(each.get("in") == "path" for each in faults):
            return await self.show_nothing()
        return await Visit.show_refusal(self, refused)

    @override
    def theme_folder(self) -> str:
        return self.services.settings.storefront_theme

    @override
    async def frame(self) -> dict[str, Any]:
        settings, user, token = self.services.settings, await self.who(), ""
        if user is not None:
            token = (await self.ask("GET", "/api/v1/auth/csrf")).data.get("csrf_token", "")
        pieces = 0
        if user is not None or self.has_cookie(cookies.CART):
            pieces = (await self.cart()).get("item_count", 0)
        branches = (await self.ask("GET", "/api/v1/categories")).data.get("items", [])
        return {
            "shop_name": settings.shop_name,
            "currency": settings.shop_currency,
            "locale": self.language,
            "languages": self.site.languages,
            "user": user,
            "csrf_token": token,
            "cart_pieces": pieces,
            "branches": branches[:_MOST_BRANCHES],
            "here": self.here,
            "public_url": settings.public_url.rstrip("/"),
            "canonical": settings.public_url.rstrip("/") + self.request.url.path,
            "prices_include_tax": settings.prices_include_tax,
            "q": self.request.query_params.get("q", "")[:200],
            "done": self.request.query_params.get("done", "")[:30],
            "path": self.request.url.path,
        }


def theme_of(request: Request) -> str:
    """The shop's own folder of templates and files."""
    return str(request.app.state.services.settings.storefront_theme)


def visit(request: Request) -> Shopping:
    """The dependency of pages that are looked at."""
    return Shopping(request)


async def sent_form(request: Request) -> Shopping:
    """The dependency of pages that a form is sent to."""
    return await read_form(Shopping, request, most_fields=_FIELDS)


Looking = Annotated[Shopping, Depends(visit)]
Sending = Annotated[Shopping, Depends(sent_form)]


def address_of(kind: str, name: str, rest: str = "") -> str:
    """An address of the API below a thing that a request names."""
    return f"/api/v1/{kind}/{quote(name, safe='')}{rest}"


def page_of(kind: str, name: str) -> str:
    """The address of the shop's page of a thing that a request names."""
    return f"{SITE.root}/{kind}/{quote(name, safe='')}"


def inner(address: str, otherwise: str) -> str:
    """An address within the shop to go on to, whatever was asked for; never another site's."""
    return SITE.inner(address, otherwise)
