"""Pages of the back office: who looks at them, what frames them, what is told after something was done."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import quote, unquote

from fastapi import Depends, Request
from starlette.responses import Response
from typing_extensions import override

from shopwright.faces.backoffice.menu import menu_for
from shopwright.faces.pages.leaving import Leaving
from shopwright.faces.pages.site import Site
from shopwright.faces.pages.visit import FILES, FORM, Visit, problem_of, read_form
from shopwright.faces.pages.words import said, translations
from shopwright.infra.http.inside import Answered
from shopwright.kernel.ids import new

SITE = Site("/admin", Path(__file__).parent)
TAKES_FILES: dict[str, Any] = {"requestBody": {"content": {FORM: {}, FILES: {}}}}
_FIELDS, _FILES = 4_000, 20
# More than any text that the API takes: what is too long is refused, and nothing is cut off in silence.
_LONGEST = 100_000
_NOTICE = "shopwright_notice"
_NOTICE_SECONDS, _LONGEST_NOTICE = 60, 300


@dataclass(slots=True)
class Desk(Visit):
    """A visit of the back office by somebody who is signed in and may do something there."""

    site: ClassVar[Site] = SITE

    staff: dict[str, Any] = field(default_factory=dict)

    @property
    def rights(self) -> Collection[str]:
        found: Collection[str] = self.staff.get("rights", ())
        return found

    def may(self, *rights: str) -> bool:
        """Whether the visitor has one of these rights: for what a page offers; what is allowed, the API decides."""
        return any(right in self.rights for right in rights)

    @override
    async def frame(self) -> dict[str, Any]:
        notice = unquote(self.request.cookies.get(_NOTICE, ""))[:_LONGEST_NOTICE]
        if notice:
            self._keep_notice("")
        token = await self.ask("GET", "/api/v1/auth/csrf") if self.staff else None
        return {
            **await Visit.frame(self),
            "staff": self.staff,
            "languages": self.site.languages,
            "shown_at": self.here if self.request.method == "GET" else "",
            "may": self.may,
            "menu": menu_for(self.rights) if self.rights else [],
            "path": self.request.url.path,
            "csrf_token": token.data.get("csrf_token", "") if token is not None else "",
            "once": lambda: str(new()),
            "notice": notice,
            "currency": self.services.settings.shop_currency,
            "given": self.form,
            "problem": None,
        }

    def say(self, text: str, **facts: object) -> str:
        """A text in the visitor's language, with what goes into its ``%(places)s``."""
        told = said(translations(SITE.locales, self.language), text)
        return told % facts if facts else told

    def done(self, address: str, notice: str = "", **facts: object) -> Response:
        """Send the browser on, and tell there what was done."""
        if notice:
            self._keep_notice(self.say(notice, **facts)[:_LONGEST_NOTICE])
        return self.lead(address)

    async def refused(self, answer: Answered) -> Response:
        """The page of a refusal."""
        return await self.show_refusal(answer)

    def _keep_notice(self, notice: str) -> None:
        seconds = _NOTICE_SECONDS if notice else 0
        secure = "; Secure" if self.services.settings.is_https else ""
        self.kept.append(
            f"{_NOTICE}={quote(notice, safe='')}; Max-Age={seconds}; Path=/admin; HttpOnly; SameSite=Strict{secure}".encode()
        )


def stranger(request: Request) -> Desk:
    """The dependency of the few pages that are there before signing in."""
    return Desk(request)


async def sent_by_stranger(request: Request) -> Desk:
    return await read_form(Desk, request, most_fields=20)


async def desk(request: Request) -> Desk:
    """The dependency of pages that staff look at.

    Raises:
        Leaving: nobody is signed in, he owes a second factor, or he has no business here.
    """
    return await _admitted(Desk(request))


async def sent_form(request: Request) -> AsyncIterator[Desk]:
    """The dependency of pages that staff send a form to; its files are there until the page is answered.

    Raises:
        Leaving: as for :func:`desk`.
    """
    try:
        sent = await read_form(
            Desk, request, most_fields=_FIELDS, most_files=_FILES, longest=_LONGEST
        )
        yield await _admitted(sent)
    finally:
        await request.close()


async def _admitted(asked: Desk) -> Desk:
    found = await asked.ask("GET", "/api/v1/auth/me")
    if not found.is_well:
        raise Leaving(await asked.show_refusal(found))
    if not found.data["rights"]:
        factor = await asked.ask("GET", "/api/v1/users/me/second-factor")
        if factor.data.get("is_demanded"):
            raise Leaving(asked.lead("/admin/second-factor"))
        refusal = {
            "status": 403,
            "title": "The back office is for staff and vendors.",
            "detail": "",
        }
        raise Leaving(await asked.show("refusal.html", {"problem": refusal}, status=403))
    asked.staff = found.data
    return asked


Looking = Annotated[Desk, Depends(desk)]
Sending = Annotated[Desk, Depends(sent_form)]


def told(refused: Answered | None) -> dict[str, Any]:
    """A refusal for a page that is shown again, as ``{"problem": …}``; nothing of it without one."""
    return {"problem": problem_of(refused) if refused is not None else None}
