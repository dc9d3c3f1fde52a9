"""A visit: a request for a page, what is asked of the API for it, and how it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, TypeVar
from urllib.parse import quote

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from shopwright.faces.pages.leaving import Leaving
from shopwright.faces.pages.rendering import Theme
from shopwright.faces.pages.site import Site
from shopwright.faces.pages.words import language_of
from shopwright.faces.services import Services
from shopwright.infra.http import cookies
from shopwright.infra.http.inside import Answered, Raw, ask
from shopwright.infra.http.origin import refuse_known_cross_site

FORM, FILES = "application/x-www-form-urlencoded", "multipart/form-data"
TAKES_FORM: dict[str, Any] = {"requestBody": {"content": {FORM: {}}}}
_LONGEST = 5_000
HEADERS = {
    "cache-control": "private, no-cache",
    "referrer-policy": "same-origin",
    "vary": "Accept-Language, Cookie",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: https:;"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
_NEVER_KEPT = HEADERS | {"cache-control": "private, no-store"}
_OPENING = frozenset(
    ("token", "order_id", "challenge")
)  # what an address names that opens something
V = TypeVar("V", bound="Visit")
_theme = cache(Theme)


@dataclass(slots=True)
class Visit:
    """Asks the API as its visitor, and carries to his browser what the API wants kept there.

    ``form`` holds the last value of each field that was sent, ``fields`` all of them in order, ``files`` what was
    uploaded.
    """

    site: ClassVar[Site]

    request: Request
    form: dict[str, str] = field(default_factory=dict)
    fields: Sequence[tuple[str, str]] = ()
    files: Sequence[tuple[str, UploadFile]] = ()
    kept: list[bytes] = field(default_factory=list)

    @property
    def services(self) -> Services:
        found: Services = self.request.app.state.services
        return found

    @property
    def language(self) -> str:
        is_https = self.services.settings.is_https
        return language_of(self.request, self.site.languages, is_https=is_https)

    @property
    def has_session(self) -> bool:
        return self.has_cookie(cookies.SESSION)

    @property
    def here(self) -> str:
        """The address of the page, to come back to."""
        query = self.request.url.query
        return self.request.url.path + (f"?{query}" if query else "")

    @property
    def _looked_at(self) -> str:
        """The page that somebody had before him: this one, or the one whose form he sent."""
        if self.request.method == "GET":
            return self.here
        before = self.request.headers.get("referer", "").partition("://")[2]
        path = "/" + before.partition("/")[2].partition("?")[0]
        return self.site.inner(path, self.site.root)

    def has_cookie(self, name: str) -> bool:
        is_https = self.services.settings.is_https
        return cookies.read(self.request, name, is_https=is_https) is not None

    def all_of(self, name: str) -> list[str]:
        """Every value that a field was sent with."""
        return [value for each, value in self.fields if each == name]

    async def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | Raw | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answered:
        """Ask the API; a form's token goes with it, and its key if it is to be taken only once (field ``once``)."""
        added = dict(headers or {})
        if token := self.form.get("csrf_token"):
            added["x-csrf-token"] = token
        if method == "POST" and (key := self.form.get("once")):
            added.setdefault("idempotency-key", key[:64])
        found = await ask(self.request, method, path, query=query, body=body, headers=added)
        self.kept += found.cookies
        return found

    async def got(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """What the API answers to a question.

        Raises:
            Leaving: it refuses; the refusal's page is shown.
        """
        found = await self.ask("GET", path, query=query)
        if not found.is_well:
            raise Leaving(await self.show_refusal(found))
        return found.data

    async def frame(self) -> dict[str, Any]:
        """What every page of the site shows around what is its own."""
        return {"shop_name": self.services.settings.shop_name, "here": self.here}

    async def show(
        self, template: str, facts: Mapping[str, Any] | None = None, *, status: int = 200
    ) -> Response:
        """The page of a template within the frame."""
        frame = await self.frame()
        text = self._theme().render(template, self.language, {**frame, **(facts or {})})
        return self._sent(HTMLResponse(text, status_code=status, headers=self.headers))

    async def show_part(self, template: str, facts: Mapping[str, Any]) -> Response:
        """A piece of a page, without the frame."""
        text = self._theme().render(template, self.language, facts)
        return self._sent(HTMLResponse(text, headers=self.headers))

    async def show_refusal(self, refused: Answered) -> Response:
        """A page for what the API would not do; who is not signed in is led to where he can."""
        status = refused.status
        if status == 401:
            return self.lead(f"{self.site.root}/sign-in?next={quote(self._looked_at, safe='')}")
        page = await self.show("refusal.html", {"problem": problem_of(refused)}, status=status)
        waits = [each for each in refused.headers if each[0] == b"retry-after"]
        page.raw_headers.extend(waits)
        return page

    def lead(self, address: str) -> Response:
        """Send the browser on; by GET, so that reloading repeats nothing."""
        headers = {"cache-control": "no-store"}
        return self._sent(RedirectResponse(address, status_code=303, headers=headers))

    @property
    def headers(self) -> dict[str, str]:
        """What is somebody's own stays nowhere: also not for who goes back after he has signed out."""
        is_own = self.has_session or self.has_cookie(cookies.CART) or self.request.method == "POST"
        opens = _OPENING & (self.request.path_params.keys() | self.request.query_params.keys())
        if is_own or self.kept or opens:
            return _NEVER_KEPT
        return HEADERS

    def theme_folder(self) -> str:
        """A shop's own folder of templates; none unless a site says so."""
        return ""

    def _theme(self) -> Theme:
        return _theme(self.site, self.theme_folder())

    def _sent(self, response: Response) -> Response:
        response.raw_headers.extend((b"set-cookie", value) for value in self.kept)
        return response


async def read_form(
    kind: type[V],
    request: Request,
    *,
    most_fields: int,
    most_files: int = 0,
    longest: int = _LONGEST,
) -> V:
    """The visit of somebody who sends a form; by another site's page it is not sent.

    What is longer than ``longest`` characters is cut off there.

    Raises:
        CrossSiteRequest: the browser says that it was: a guest, too, would find another cart in place of his own.
    """
    refuse_known_cross_site(request, request.app.state.services.settings)
    form = await request.form(max_files=most_files, max_fields=most_fields)
    sent = form.multi_items()
    fields = [(name, value[:longest]) for name, value in sent if isinstance(value, str)]
    files = [(name, value) for name, value in sent if isinstance(value, UploadFile)]
    return kind(request, dict(fields), fields, files)


def problem_of(refused: Answered) -> dict[str, Any]:
    """What the API says of a refusal; the fields that are at fault by their names."""
    told: dict[str, Any] = refused.data
    at_fault = {
        str(each.get("pointer", "")).rpartition("/")[2]: each.get("message", "")
        for each in told.get("errors") or ()
    }
    return {"title": "", "detail": "", "code": "", **told, "fields": at_fault}


def whole_number(text: str, otherwise: int) -> int:
    """What somebody wrote into a field for a number, where it is one that can be meant."""
    found = text.strip()
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 7 else otherwise
