"""The root of the shop: a page for people, JSON for programs, the shop itself in production."""

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.flows.onboarding import run as onboarding
from shopwright.infra.settings import Environment

pytestmark = pytest.mark.anyio
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_a_browser_is_shown_where_to_go_and_how_to_sign_in(
    client: httpx2.AsyncClient, services: Services
) -> None:
    await onboarding.open_accounts(services.works, services.security)

    page = await client.get("/", headers=HTML)

    assert page.status_code == 200
    assert page.headers["vary"].startswith("Accept")
    for address in ("/store", "/admin", "/docs", "/health"):
        assert f'href="{address}"' in page.text
    assert "admin-of-the-shop" in page.text


async def test_a_program_is_answered_as_ever(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/")

    assert answer.json()["links"]["docs"] == "/docs"


async def test_a_shop_without_the_demos_people_names_none(client: httpx2.AsyncClient) -> None:
    page = await client.get("/", headers=HTML)
    asked = await client.get("/api/v1/demo")

    assert "of-the-shop" not in page.text
    assert asked.status_code == 404


async def test_in_production_browsers_are_led_into_the_shop_and_told_no_password(
    client: httpx2.AsyncClient, services: Services
) -> None:
    await onboarding.open_accounts(services.works, services.security)
    services.settings = services.settings.model_copy(update={"environment": Environment.PRODUCTION})

    led = await client.get("/", headers=HTML)
    asked = await client.get("/api/v1/demo")

    assert (led.status_code, led.headers["location"]) == (303, "/store")
    assert asked.status_code == 404
