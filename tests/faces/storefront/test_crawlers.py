"""What search engines find: the sitemap, robots.txt, one address for each page."""

import re
from xml.etree import ElementTree as ET

import pytest

from shopwright.faces.services import Services
from shopwright.kernel import ids
from shopwright.satellites.search.queries import addresses
from tests.support.goods import make_category, make_product
from tests.support.shoppers import Shopper

pytestmark = pytest.mark.anyio
_SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(text: str) -> list[str]:
    """The paths that a sitemap names."""
    found = ET.fromstring(text).iter(f"{_SPACE}loc")  # noqa: S314 - of our own making
    return [re.sub(r"https?://[^/]+", "", each.text or "") for each in found]


async def test_the_sitemap_names_what_is_shown_and_nothing_else(
    guest: Shopper, services: Services
) -> None:
    kitchen = await make_category(services.works, "Kitchen")
    await make_product(services.works, "kettle", category=kitchen)
    await make_product(services.works, "secret", status="draft")

    index = await guest.look("/sitemap.xml")
    parts = [await guest.look(each) for each in places(index.text)]

    assert index.headers["content-type"] == "application/xml"
    assert places(index.text) == ["/sitemaps/categories-1.xml", "/sitemaps/products-1.xml"]
    assert [places(each.text) for each in parts] == [
        ["/store", "/store/categories/kitchen"],
        ["/store/products/kettle"],
    ]
    assert "<lastmod>" in parts[1].text


async def test_products_come_in_parts_by_their_numbers(
    guest: Shopper, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "PART", 1)
    for slug in ("kettle", "mug"):
        await make_product(services.works, slug)

    index = await guest.look("/sitemap.xml")
    parts = [await guest.look(each) for each in places(index.text)[1:]]

    assert [places(each.text) for each in parts] == [
        ["/store/products/kettle"],
        ["/store/products/mug"],
    ]


@pytest.mark.parametrize(
    "address", ["/sitemaps/products-0.xml", "/sitemaps/users-1.xml", "/sitemaps/products-x.xml"]
)
async def test_there_are_no_other_parts(guest: Shopper, address: str) -> None:
    assert (await guest.look(address)).status_code in (404, 422)


async def test_robots_are_kept_from_what_is_somebodys_own_and_told_of_the_sitemap(
    guest: Shopper,
) -> None:
    told = (await guest.look("/robots.txt")).text

    assert "Disallow: /store/checkout" in told
    assert "Disallow: /store/products" not in told
    assert re.search(r"^Sitemap: https?://[^/]+/sitemap\.xml$", told, flags=re.MULTILINE)


async def test_a_page_names_its_one_address(guest: Shopper, services: Services) -> None:
    kitchen = await make_category(services.works, "Kitchen")
    await make_product(services.works, "kettle", category=kitchen)

    first = await guest.look("/store/categories/kitchen?utm=1")
    second = await guest.look("/store/categories/kitchen?page=2")
    product = await guest.look(f"/store/products/kettle?variant={ids.new()}")

    found = [
        re.findall(r'rel="canonical" href="https?://[^/]+([^"]+)"', page.text)
        for page in (first, second, product)
    ]
    assert found == [
        ["/store/categories/kitchen"],
        ["/store/categories/kitchen?page=2"],
        ["/store/products/kettle"],
    ]
