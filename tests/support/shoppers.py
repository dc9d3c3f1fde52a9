"""Somebody in the storefront: looks at pages and sends their forms, as a browser without scripts does."""

import re
from dataclasses import dataclass
from html import unescape

import httpx2

from tests.support.people import PASSWORD, Person

OURS = {"sec-fetch-site": "same-origin"}


@dataclass(slots=True)
class Shopper:
    """``token`` is what the forms of somebody signed in hold; a guest's hold none."""

    client: httpx2.AsyncClient
    token: str = ""

    async def look(self, address: str, language: str = "en") -> httpx2.Response:
        return await self.client.get(address, headers={"accept-language": language})

    async def send(self, address: str, /, **fields: str) -> httpx2.Response:
        form = {"csrf_token": self.token, **fields}
        return await self.client.post(address, data=form, headers=OURS)

    async def sign_in(self, person: Person) -> "Shopper":
        form = {"username": person.email, "password": PASSWORD}
        answer = await self.client.post("/store/sign-in", data=form, headers=OURS)
        assert answer.status_code == 303, answer.text
        self.token = hidden(await self.client.get("/store/cart"), "csrf_token")
        return self


def hidden(page: httpx2.Response, name: str) -> str:
    """What a hidden field of a page's forms holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, page.text
    return unescape(found[1])


def addresses(page: httpx2.Response, begin: str) -> list[str]:
    """Where a page leads, by link or form, below an address; each once, in order."""
    found = re.findall(rf'(?:href|action)="({re.escape(begin)}[^"]*)"', page.text)
    return list(dict.fromkeys(unescape(each) for each in found))
