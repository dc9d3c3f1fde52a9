"""What a page costs: statements, bytes, requests."""

import gzip
import re
from collections.abc import AsyncIterator

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.faces.storefront.page import SITE
from shopwright.main import create_app
from tests.support.goods import make_category, make_product
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
KITCHEN = "/store/categories/kitchen"
MOST_BYTES, MOST_ASSETS, MOST_REQUESTS = 150_000, 40_000, 3
# Of a page that was seen before since the shop last changed: the look at the version, at most.
MOST_WARM, MOST_COLD = 1, 12


@pytest.fixture
async def remembering(services: Services) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a shop that keeps what guests read in memory."""
    settings = services.settings.model_copy(update={"hot_megabytes": 8})
    services.settings = settings
    transport = httpx2.ASGITransport(app=create_app(settings, services=services))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as opened:
        yield opened


async def furnished(services: Services, products: int) -> None:
    kitchen = await make_category(services.works, "Kitchen")
    for place in range(products):
        await make_product(services.works, f"kettle-{place}", category=kitchen, brand="Kilnhouse")


async def test_a_guests_page_of_a_category_costs_few_statements(
    remembering: httpx2.AsyncClient, services: Services
) -> None:
    await furnished(services, 3)
    with counted(services.works.engine) as cold:
        first = await remembering.get(KITCHEN)
    with counted(services.works.engine) as warm:
        second = await remembering.get(KITCHEN)

    assert (first.status_code, second.text) == (200, first.text)
    assert len(cold) <= MOST_COLD
    assert len(warm) <= MOST_WARM


async def test_what_changes_in_the_shop_is_seen_on_the_next_page(
    remembering: httpx2.AsyncClient, services: Services
) -> None:
    await furnished(services, 1)
    before = await remembering.get(KITCHEN)

    garden = await make_category(services.works, "Garden")
    after = await remembering.get(KITCHEN)

    assert garden.slug not in before.text
    assert f"/store/categories/{garden.slug}" in after.text


async def test_who_is_signed_in_gets_nothing_of_what_is_kept_for_guests(
    remembering: httpx2.AsyncClient, services: Services
) -> None:
    await furnished(services, 1)
    await remembering.get(KITCHEN)
    cart = await remembering.get("/store/cart")

    assert cart.status_code == 200
    assert "nothing in your cart" in cart.text


async def test_a_page_of_a_category_stays_within_its_budget(
    client: httpx2.AsyncClient, services: Services
) -> None:
    await furnished(services, 24)

    page = await client.get(KITCHEN)

    files = re.findall(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"', page.text)
    sizes = [len((SITE.static / each.rpartition("/")[2]).read_bytes()) for each in files]
    assert page.text.count('class="card"') == 24
    assert len(page.content) < MOST_BYTES
    assert len(gzip.compress(page.content)) < MOST_BYTES / 8
    assert sum(sizes) < MOST_ASSETS
    assert len(files) <= MOST_REQUESTS
