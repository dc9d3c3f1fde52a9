"""Pages of the back office: who looks at them, what frames them, what is told after something was done."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import quote, unquote

from fastapi import Depends, Request
from starlette.responses import Response
from typing_extensions import override

from shopwright.faces.backoffice.menu import menu_for
from shopwright.faces.backoffice.once import Once, Outcome
from shopwright.faces.pages.leaving import Leaving
from shopwright.faces.pages.site import Site
from shopwright.faces.pages.visit import FILES, FORM, Visit, problem_of, read_form
from shopwright.faces.pages.words import said, translations
from shopwright.infra.http import cookies
from shopwright.infra.http.inside import Answered
from shopwright.kernel.ids import new

SITE = Site("/admin", Path(__file__).parent)
TAKES_FILES: dict[str, Any] = {"requestBody": {"content": {FORM: {}, FILES: {}}}}
_FIELDS, _FILES = 4_000, 20
# More than any text that the API takes: what is too long is refused, and nothing is cut off in silence.
_LONGEST = 100_000
_NOTICE = "shopwright_notice"
_TOLD_BEFORE = "It is done already; what was shown then is not shown again."
_NOTICE_SECONDS, _LONGEST_NOTICE = 60, 300


@dataclass(slots=True)
class Desk(Visit):
    """A visit of the back office by somebody who is signed in and may do something there.

    ``outcome`` is where the form that he sent has led to, once it has.
    """

    site: ClassVar[Site] = SITE

    staff: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None

    @property
    def rights(self) -> Collection[str]:
        found: Collection[str] = self.staff.get("rights", ())
        return found

    def may(self, *rights: str) -> bool:
        """Whether the visitor has one of these rights: for what a page offers; what is allowed, the API decides."""
        return any(right in self.rights for right in rights)

    @override
    async def frame(self) -> dict[str, Any]:
        notice = unquote(self.request.cookies.get(self._notice_cookie, ""))[:_LONGEST_NOTICE]
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
            "sent_to": self._sent_to,
            "problem": None,
        }

    def say(self, text: str, **facts: object) -> str:
        """A text in the visitor's language, with what goes into its ``%(places)s``."""
        told = said(translations(SITE.locales, self.language), text)
        return told % facts if facts else told

    def done(self, address: str, notice: str = "", **facts: object) -> Response:
        """Send the browser on, and tell there what was done."""
        told = self.say(notice, **facts)[:_LONGEST_NOTICE] if notice else ""
        if told:
            self._keep_notice(told)
        self.outcome = Outcome(address, told)
        return self.lead(address)

    async def settled(
        self,
        done: Answered,
        again: Callable[[Answered], Awaitable[Response]],
        address: str,
        notice: str,
        **facts: object,
    ) -> Response:
        """On to an address where the API has done something; where it has refused, the page once ``again`` with why."""
        return self.done(address, notice, **facts) if done.is_well else await again(done)

    async def show_again(
        self, template: str, facts: Mapping[str, Any], refused: Answered | None
    ) -> Response:
        """A page, after a refusal with its reason and its status."""
        status = refused.status if refused is not None else 200
        return await self.show(template, {**facts, **told(refused)}, status=status)

    async def show_once(self, template: str, facts: Mapping[str, Any], *, onward: str) -> Response:
        """A page of what is told this once; the same form, sent twice, leads ``onward`` without it."""
        self.outcome = Outcome(onward, self.say(_TOLD_BEFORE))
        return await self.show(template, facts)

    def mistake(self, text: str, **facts: object) -> Answered:
        """What a page refuses by itself, told as the API tells its refusals."""
        return Answered(422, body=json.dumps({"title": self.say(text, **facts)}).encode())

    async def refused(self, answer: Answered) -> Response:
        """The page of a refusal."""
        return await self.show_refusal(answer)

    @property
    def once(self) -> Once | None:
        """The form that was sent, by its key; None where none stands in it."""
        key = self.form.get("once", "")
        fields = [each for each in self.fields if each[0] != "csrf_token"]
        files = [(name, file.filename, file.size) for name, file in self.files]
        return Once.of(self.services, self.staff["id"], [self.here, fields, files]) if key else None

    def _sent_to(self, deed: str) -> Mapping[str, str]:
        """What was typed into the form of one deed, by how its address ends; nothing of what others were sent."""
        return self.form if self.request.url.path.endswith(f"/{deed}") else {}

    def _keep_notice(self, notice: str) -> None:
        seconds = _NOTICE_SECONDS if notice else 0
        secure = "; Secure" if self.services.settings.is_https else ""
        named = f"{self._notice_cookie}={quote(notice, safe='')}"
        self.kept.append(
            f"{named}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Strict{secure}".encode()
        )

    @property
    def _notice_cookie(self) -> str:
        return cookies.name_of(_NOTICE, is_https=self.services.settings.is_https)


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

    A form that was sent before leads to where it led then, and nothing is done a second time.

    Raises:
        Leaving: as for :func:`desk`, or the form was sent before.
    """
    try:
        form = await read_form(
            Desk, request, most_fields=_FIELDS, most_files=_FILES, longest=_LONGEST
        )
        sent = await _admitted(form)
        once = sent.once
        if once is None:
            yield sent
            return
        if before := await once.before():
            raise Leaving(sent.done(before.address, before.notice))
        try:
            yield sent
        finally:
            await once.keep(sent.outcome)
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


def grouped(fields: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Every value that each field was sent with."""
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def told(refused: Answered | None) -> dict[str, Any]:
    """A refusal for a page that is shown again, as ``{"problem": …}``; nothing without one."""
    return {"problem": problem_of(refused)} if refused is not None else {}
