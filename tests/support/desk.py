"""Staff at the back office: a browser that signs in, looks at pages, and sends the forms that stand on them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape

import httpx2
from fastapi import FastAPI

from tests.support.people import PASSWORD, Person

BROWSER = {"sec-fetch-site": "same-origin", "origin": "http://shop.test"}
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_INPUT = re.compile(r"<input\b([^>]*)>")
_AREA = re.compile(r"<textarea\b([^>]*)>(.*?)</textarea>", re.DOTALL)
_SELECT = re.compile(r"<select\b([^>]*)>(.*?)</select>", re.DOTALL)
_CHOSEN = re.compile(r'<option value="([^"]*)" selected')
_FIRST = re.compile(r'<option value="([^"]*)"')

Fields = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Clerk:
    """Somebody signed in with a browser."""

    browser: httpx2.AsyncClient

    async def look(self, address: str, **query: str) -> httpx2.Response:
        return await self.browser.get(address, params=query or None)

    async def send(self, page: str, action: str, /, **fields: str | list[str]) -> httpx2.Response:
        """Fill in the form of ``page`` that goes to ``action`` as it stands there, but for ``fields``, and send it."""
        shown = await self.look(page)
        filled: Fields = {**form_of(shown.text, action), **fields}
        return await self.browser.post(action, data=filled)

    async def follow(self, answer: httpx2.Response) -> httpx2.Response:
        """The page that an answer leads to."""
        assert answer.status_code == 303, (answer.status_code, answer.text[-2000:])
        return await self.look(answer.headers["location"])


def form_of(page: str, action: str) -> Fields:
    """The fields of a page's form as a browser would send them unchanged.

    Raises:
        AssertionError: there is no such form.
    """
    found = next((body for head, body in _FORM.findall(page) if f'action="{action}"' in head), None)
    assert found is not None, f"no form to {action}"
    fields: Fields = {}
    for head in _INPUT.findall(found):
        told = dict(_ATTRIBUTE.findall(head))
        kind = told.get("type", "text")
        if "name" not in told or kind in {"file", "submit"}:
            continue
        if kind in {"checkbox", "radio"} and " checked" not in head:
            continue
        _add(fields, told["name"], unescape(told.get("value", "")))
    for head, value in _AREA.findall(found):
        _add(fields, dict(_ATTRIBUTE.findall(head))["name"], unescape(value).removeprefix("\n"))
    for head, options in _SELECT.findall(found):
        chosen = _CHOSEN.findall(options) or _FIRST.findall(options)[:1]
        for each in chosen:
            _add(fields, dict(_ATTRIBUTE.findall(head))["name"], unescape(each))
    return fields


@asynccontextmanager
async def at_the_desk(app: FastAPI, person: Person) -> AsyncIterator[Clerk]:
    """A browser of its own in which ``person`` has signed in at the back office."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://shop.test", headers=BROWSER
    ) as browser:
        entered = await browser.post(
            "/admin/sign-in", data={"username": person.email, "password": PASSWORD}
        )
        assert entered.status_code == 303, entered.text
        yield Clerk(browser)


def _add(fields: Fields, name: str, value: str) -> None:
    before = fields.get(name)
    if before is None:
        fields[name] = value
    else:
        fields[name] = [*(before if isinstance(before, list) else [before]), value]
