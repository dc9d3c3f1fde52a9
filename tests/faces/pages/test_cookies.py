"""Cookies of the pages: where there is https they are bound to the host, so that no neighbour plants one."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from shopwright.infra.settings import Settings
from shopwright.main import create_app
from shopwright.wiring import close_services, open_services

pytestmark = pytest.mark.anyio
SHOP = "https://shop.example"


@pytest.fixture
async def secure(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser at a shop that the world reaches by https."""
    opened = open_services(settings.model_copy(update={"public_url": SHOP}))
    transport = httpx2.ASGITransport(app=create_app(opened.settings, services=opened))
    async with httpx2.AsyncClient(transport=transport, base_url=SHOP) as browser:
        yield browser
    await close_services(opened)


@pytest.mark.parametrize("site", ["/store", "/admin"])
async def test_the_language_is_kept_for_this_host_alone(
    secure: httpx2.AsyncClient, site: str
) -> None:
    headers = {"sec-fetch-site": "same-origin", "origin": SHOP}

    chosen = await secure.post(f"{site}/language", data={"language": "de"}, headers=headers)
    shown = await secure.get(f"{site}/sign-in")

    name, *attributes = chosen.headers["set-cookie"].split("; ")
    assert name == "__Host-shopwright_language=de"
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(attributes)
    assert '<html lang="de"' in shown.text


async def test_what_a_neighbour_planted_turns_no_language_and_tells_nothing(
    secure: httpx2.AsyncClient,
) -> None:
    planted = {"cookie": "shopwright_language=de; shopwright_notice=Call%20this%20number"}

    shown = await secure.get("/admin/sign-in", headers=planted)

    assert '<html lang="en"' in shown.text
    assert "Call this number" not in shown.text


async def test_a_notice_of_ours_is_told_once(secure: httpx2.AsyncClient) -> None:
    kept = {"cookie": "__Host-shopwright_notice=It%20is%20done."}

    shown = await secure.get("/admin/sign-in", headers=kept)

    assert "It is done." in shown.text
    assert shown.headers["set-cookie"].startswith("__Host-shopwright_notice=; Max-Age=0; Path=/;")
