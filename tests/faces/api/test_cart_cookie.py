"""The cookie that names a guest's cart."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.main import create_app
from shopwright.wiring import close_services, open_services
from tests.support.buying import stocked

pytestmark = pytest.mark.anyio
CART = "/api/v1/cart"
SHOP = "https://shop.example"


@pytest.fixture
async def secure(settings: Settings) -> AsyncIterator[Services]:
    """A shop that the world reaches by https."""
    opened = open_services(settings.model_copy(update={"public_url": SHOP}))
    yield opened
    await close_services(opened)


def browser(services: Services) -> httpx2.AsyncClient:
    app = create_app(services.settings, services=services)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=SHOP)


async def test_a_shop_reached_by_https_binds_its_cookie_to_host_and_https(
    secure: Services,
) -> None:
    tea = await stocked(secure.works)

    async with browser(secure) as client:
        added = await client.post(f"{CART}/add", json={"variant_id": str(tea)})
        shown = await client.get(CART)

    name, *attributes = added.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-shopwright_cart=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(attributes)
    assert "domain" not in added.headers["set-cookie"].lower()
    assert shown.json()["item_count"] == 1


async def test_without_https_the_cookie_has_the_plain_name(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works)

    added = await client.post(f"{CART}/add", json={"variant_id": str(tea)})

    assert added.headers["set-cookie"].startswith("shopwright_cart=")
    assert "Secure" not in added.headers["set-cookie"]


async def test_a_cookie_that_a_neighbour_planted_names_nothing(secure: Services) -> None:
    tea = await stocked(secure.works)

    async with browser(secure) as client:
        added = await client.post(f"{CART}/add", json={"variant_id": str(tea)})
        client.cookies.clear()
        planted = {"cookie": f"shopwright_cart={added.headers['x-cart-token']}"}
        shown = await client.get(CART, headers=planted)

    assert shown.json()["item_count"] == 0


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": SHOP},
        {"sec-fetch-site": "none"},
        {"origin": "https://attacker.example"},
        {"origin": "http://shop.example"},
        {"origin": "null"},
    ],
    ids=str,
)
async def test_another_site_can_not_fill_the_cart_that_a_browser_keeps(
    secure: Services, elsewhere: dict[str, str]
) -> None:
    tea = await stocked(secure.works)

    async with browser(secure) as client:
        await client.post(f"{CART}/add", json={"variant_id": str(tea)})
        refused = await client.post(f"{CART}/add", json={"variant_id": str(tea)}, headers=elsewhere)
        shown = await client.get(CART, headers=elsewhere)

    assert (refused.status_code, refused.json()["code"]) == (403, "cross_site_request")
    assert shown.json()["item_count"] == 1


@pytest.mark.parametrize(
    "here", [{"sec-fetch-site": "same-origin"}, {"origin": SHOP}, {"origin": SHOP.upper()}, {}]
)
async def test_our_own_pages_and_clients_that_are_no_browsers_can(
    secure: Services, here: dict[str, str]
) -> None:
    tea = await stocked(secure.works)

    async with browser(secure) as client:
        await client.post(f"{CART}/add", json={"variant_id": str(tea)})
        added = await client.post(f"{CART}/add", json={"variant_id": str(tea)}, headers=here)

    assert added.json()["item_count"] == 2
