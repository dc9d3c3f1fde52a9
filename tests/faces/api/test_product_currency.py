"""A product's page in a currency that is not the shop's own."""

from typing import Any

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import PriceRecord, ProductPatch
from shopwright.flows.merchandising.run.update_product import update_product
from shopwright.kernel.money import Money
from tests.support.goods import MERCHANT, make_product, variant

pytestmark = pytest.mark.anyio
KETTLE = "/api/v1/products/kettle"


def _prices(euros: str, dollars: str | None) -> tuple[PriceRecord, ...]:
    own = PriceRecord(Money.parse(euros, "EUR"))
    if dollars is None:
        return (own,)
    return (own, PriceRecord(Money.parse(dollars, "USD"), Money.parse("99.00", "USD")))


async def _furnish(services: Services) -> None:
    """Small is cheapest in euros and large in dollars, of which medium has no price; huge is not sold."""
    sizes = (
        ("Small", "8.00", "10.00", True),
        ("Medium", "7.50", None, True),
        ("Large", "9.00", "9.50", True),
        ("Huge", "1.00", "1.00", False),
    )
    await make_product(
        services.works,
        options=("Size",),
        variants=tuple(
            variant(f"K-{size}", size, prices=_prices(euros, dollars), is_active=is_active)
            for size, euros, dollars, is_active in sizes
        ),
    )


def _shown(page: dict[str, Any]) -> tuple[str, str | None, str]:
    return page["price"], page["compare_at_price"], page["currency"]


async def test_prices_are_those_of_the_currency_where_there_are_such(
    client: httpx2.AsyncClient, services: Services
) -> None:
    await _furnish(services)

    dollars = await client.get(KETTLE, params={"currency": "USD"})
    francs = await client.get(KETTLE, params={"currency": "CHF"})
    own = await client.get(KETTLE)

    assert _shown(dollars.json()) == ("9.50", "99.00", "USD")
    assert [_shown(each) for each in dollars.json()["variants"]] == [
        ("10.00", "99.00", "USD"),
        ("7.50", None, "EUR"),
        ("9.50", "99.00", "USD"),
        ("1.00", "99.00", "USD"),
    ]
    assert _shown(own.json()) == ("7.50", None, "EUR")
    assert francs.json() == own.json()
    assert len({each.headers["etag"] for each in (dollars, francs, own)}) == 3


async def test_the_page_of_a_currency_is_known_by_its_own_etag(
    client: httpx2.AsyncClient, services: Services
) -> None:
    await _furnish(services)
    etag = (await client.get(KETTLE, params={"currency": "USD"})).headers["etag"]

    known = {"if-none-match": etag}
    same = await client.get(KETTLE, params={"currency": "USD"}, headers=known)
    other = await client.get(KETTLE, headers=known)

    assert (same.status_code, other.status_code) == (304, 200)


async def test_a_former_slug_leads_on_in_the_same_currency(
    client: httpx2.AsyncClient, services: Services
) -> None:
    kettle = await make_product(services.works)
    async with services.works(MERCHANT) as work:
        patch = ProductPatch(handle="tea-kettle")
        await update_product(work, product_id=kettle.id, patch=patch)

    moved = await client.get(KETTLE, params={"currency": "USD"})

    assert moved.status_code == 301
    assert moved.headers["location"] == "/api/v1/products/tea-kettle?currency=USD"


@pytest.mark.parametrize("bad", ["usd", "US", "", "USDX"])
async def test_what_is_no_code_of_a_currency_is_refused(
    client: httpx2.AsyncClient, services: Services, bad: str
) -> None:
    await _furnish(services)

    refused = await client.get(KETTLE, params={"currency": bad})

    assert refused.status_code == 422
