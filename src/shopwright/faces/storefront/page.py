"""A page: what frames it, what is asked of the API for it, and how it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from shopwright.faces.services import Services
from shopwright.faces.storefront.rendering import Theme
from shopwright.faces.storefront.words import language_of, languages
from shopwright.infra.http import cookies
from shopwright.infra.http.inside import Answered, ask
from shopwright.infra.http.origin import refuse_known_cross_site

FORM = "application/x-www-form-urlencoded"
TAKES_FORM: dict[str, Any] = {"requestBody": {"content": {FORM: {}}}}
_LONGEST, _FIELDS = 5_000, 60
_MOST_BRANCHES = 12
_HEADERS = {
    "cache-control": "private, no-cache",
    "referrer-policy": "same-origin",
    "vary": "Accept-Language, Cookie",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:;"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
_THEMES: dict[str, Theme] = {}


@dataclass(slots=True)
class Visit:
    """A request for a page: asks the API, and carries to the browser what the API wants kept there."""

    request: Request
    form: dict[str, str] = field(default_factory=dict)
    kept: list[bytes] = field(default_factory=list)

    @property
    def services(self) -> Services:
        found: Services = self.request.app.state.services
        return found

    @property
    def has_session(self) -> bool:
        is_https = self.services.settings.is_https
        return cookies.read(self.request, cookies.SESSION, is_https=is_https) is not None

    @property
    def has_cart(self) -> bool:
        is_https = self.services.settings.is_https
        return cookies.read(self.request, cookies.CART, is_https=is_https) is not None

    @property
    def here(self) -> str:
        """The address of the page, to come back to."""
        query = self.request.url.query
        return self.request.url.path + (f"?{query}" if query else "")

    async def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answered:
        """Ask the API; a form's token goes with it."""
        added = dict(headers or {})
        if token := self.form.get("csrf_token"):
            added["x-csrf-token"] = token
        found = await ask(self.request, method, path, query=query, body=body, headers=added)
        self.kept += found.cookies
        return found

    async def show(
        self, template: str, facts: Mapping[str, Any] | None = None, *, status: int = 200
    ) -> Response:
        """The page of a template within the frame."""
        frame = await self._frame()
        text = self._theme().render(template, frame["locale"], {**frame, **(facts or {})})
        return self._with_cookies(HTMLResponse(text, status_code=status, headers=self._headers))

    async def show_part(self, template: str, facts: Mapping[str, Any]) -> Response:
        """A piece of a page, without the frame."""
        text = self._theme().render(template, language_of(self.request), facts)
        return self._with_cookies(HTMLResponse(text, headers=self._headers))

    async def show_refusal(self, refused: Answered) -> Response:
        """A page for what the API would not do."""
        status = refused.status
        if status == 401:
            return self.lead(f"/store/sign-in?next={quote(self.here, safe='')}")
        page = await self.show("refusal.html", {"problem": problem_of(refused)}, status=status)
        waits = [each for each in refused.headers if each[0] == b"retry-after"]
        page.raw_headers.extend(waits)
        return page

    def lead(self, address: str) -> Response:
        """Send the browser on; by GET, so that reloading repeats nothing."""
        headers = {"cache-control": "no-store"}
        return self._with_cookies(RedirectResponse(address, status_code=303, headers=headers))

    @property
    def _headers(self) -> dict[str, str]:
        """What is somebody's own stays nowhere: also not for who goes back after he has signed out."""
        is_own = self.has_session or self.has_cart or self.request.method == "POST"
        if is_own or self.kept or "token" in self.request.query_params:
            return _HEADERS | {"cache-control": "private, no-store"}
        return _HEADERS

    def _theme(self) -> Theme:
        folder = self.services.settings.storefront_theme
        return _THEMES.setdefault(folder, Theme(folder))

    def _with_cookies(self, response: Response) -> Response:
        response.raw_headers.extend((b"set-cookie", value) for value in self.kept)
        return response

    async def _frame(self) -> dict[str, Any]:
        settings, user, token = self.services.settings, None, ""
        if self.has_session:
            found = await self.ask("GET", "/api/v1/users/me")
            user = found.data if found.is_well else None
        if user is not None:
            token = (await self.ask("GET", "/api/v1/auth/csrf")).data.get("csrf_token", "")
        pieces = 0
        if user is not None or self.has_cart:
            pieces = (await self.ask("GET", "/api/v1/cart")).data.get("item_count", 0)
        branches = (await self.ask("GET", "/api/v1/categories")).data.get("items", [])
        return {
            "shop_name": settings.shop_name,
            "currency": settings.shop_currency,
            "locale": language_of(self.request),
            "languages": languages(),
            "user": user,
            "csrf_token": token,
            "cart_pieces": pieces,
            "branches": branches[:_MOST_BRANCHES],
            "here": self.here,
            "canonical": settings.public_url.rstrip("/") + self.request.url.path,
            "q": self.request.query_params.get("q", "")[:200],
        }


def visit(request: Request) -> Visit:
    """The dependency of pages that are looked at."""
    return Visit(request)


async def sent_form(request: Request) -> Visit:
    """The dependency of pages that a form is sent to; by another site's page it is not.

    Raises:
        CrossSiteRequest: the browser says that it was: a guest, too, would find another cart in place of his own.
    """
    refuse_known_cross_site(request, request.app.state.services.settings)
    form = await request.form(max_files=0, max_fields=_FIELDS)
    fields = {name: value[:_LONGEST] for name, value in form.items() if isinstance(value, str)}
    return Visit(request, fields)


def problem_of(refused: Answered) -> dict[str, Any]:
    """What the API says of a refusal; the fields that are at fault by their names."""
    told: dict[str, Any] = refused.data
    at_fault = {
        str(each.get("pointer", "")).rpartition("/")[2]: each.get("message", "")
        for each in told.get("errors") or ()
    }
    return {"title": "", "detail": "", "code": "", **told, "fields": at_fault}


def inner(address: str, otherwise: str) -> str:
    """An address within the shop to go on to, whatever was asked for; never another site's."""
    is_ours = address.startswith("/store") and "\\" not in address and "//" not in address
    return address if is_ours and address.isprintable() and len(address) < 500 else otherwise


def whole_number(text: str, otherwise: int) -> int:
    """What somebody wrote into a field for a number, where it is one that can be meant."""
    found = text.strip()
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 7 else otherwise
