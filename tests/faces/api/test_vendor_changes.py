import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import VendorTerms
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.pricing import queries as pricing
from tests.support.approving import (
    PRODUCTS,
    decide,
    page,
    shown,
    waiting,
    wanted,
)
from tests.support.goods import make_category
from tests.support.people import Person

pytestmark = pytest.mark.anyio


async def test_a_change_of_what_is_shown_is_a_difference_until_it_is_approved(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    kitchen = await make_category(services.works, "Kitchen")

    answer = await wanted(
        client, vendor, mug.id, title="Cup", price="12.00", category_ids=[str(kitchen.id)]
    )
    before = await page(client, mug.id)
    [wish] = await waiting(client, admin)
    await decide(client, admin, wish)
    after = await page(client, mug.id)

    assert (answer.status_code, answer.json()["title"]) == (202, "Mug")
    assert (before["title"], before["price"]) == ("Mug", "10.00")
    assert {each["field"]: (each["before"], each["after"]) for each in wish["changes"]} == {
        "title": ("Mug", "Cup"),
        "category_ids": ([], [str(kitchen.id)]),
    }
    [price] = wish["prices"]
    assert (price["before"]["price"], price["after"]["price"]) == ("10.00", "12.00")
    assert (after["title"], after["price"]) == ("Cup", "12.00")
    assert [each["slug"] for each in after["categories"]] == ["kitchen"]


async def test_a_second_change_goes_on_from_the_one_that_waits(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)

    await wanted(client, vendor, mug.id, title="Cup", price="12.00")
    [first] = await waiting(client, admin)
    await wanted(client, vendor, mug.id, brand="Potter")
    [second] = await waiting(client, admin)
    stale = await decide(client, admin, first)
    await decide(client, admin, second)

    assert (second["id"], second["version"]) == (first["id"], 2)
    assert (stale.status_code, stale.json()["code"]) == (409, "approval_changed")
    after = await page(client, mug.id)
    assert (after["title"], after["brand"], after["price"]) == ("Cup", "Potter", "12.00")


async def test_a_change_that_is_taken_back_waits_no_more(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    await wanted(client, vendor, mug.id, title="Cup")

    answer = await wanted(client, vendor, mug.id, title="Mug")

    assert answer.status_code == 200
    assert await waiting(client, admin) == []


async def test_new_variants_wait_with_their_prices_and_stock(
    client: httpx2.AsyncClient,
    vendor: Person,
    admin: Person,
    services: Services,
    db: AsyncConnection,
) -> None:
    mug = await shown(services, vendor)
    variants = [
        {"id": str(mug.variants[0].id), "option_values": ["Red"], "price": "10.00"},
        {"sku": "blue", "option_values": ["Blue"], "price": "11.00", "stock_quantity": 7},
    ]

    await wanted(client, vendor, mug.id, options=["Colour"], variants=variants)
    await wanted(client, vendor, mug.id, brand="Potter")
    before = await catalog.skus(db, ["blue"])
    [wish] = await waiting(client, admin)
    approved = await decide(client, admin, wish)

    assert approved.status_code == 200, approved.text
    assert before == {}
    blue = (await catalog.skus(db, ["blue"]))["blue"].variant_id
    level = await inventory.level(db, blue)
    price = (await pricing.prices(db, [blue], "EUR"))[blue]
    assert level is not None
    assert (level.on_hand, price.amount.amount) == (7, "11.00")
    assert (await page(client, mug.id))["brand"] == "Potter"


async def test_stock_goes_through_and_asks_for_nothing(
    client: httpx2.AsyncClient,
    vendor: Person,
    admin: Person,
    services: Services,
    db: AsyncConnection,
) -> None:
    mug = await shown(services, vendor)

    answer = await wanted(client, vendor, mug.id, stock_quantity=2)

    level = await inventory.level(db, mug.variants[0].id)
    assert level is not None
    assert (answer.status_code, level.on_hand) == (200, 2)
    assert await waiting(client, admin) == []


async def test_who_takes_his_product_down_asks_nobody(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    await wanted(client, vendor, mug.id, title="Cup")

    answer = await wanted(client, vendor, mug.id, status="draft")
    up_again = await wanted(client, vendor, mug.id, status="published")

    assert (answer.status_code, answer.json()["status"], answer.json()["title"]) == (
        200,
        "draft",
        "Mug",
    )
    assert (up_again.status_code, up_again.json()["status"]) == (202, "draft")
    assert [each["kind"] for each in await waiting(client, admin)] == ["new"]


async def test_what_staff_changed_meanwhile_is_not_overwritten(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    await wanted(client, vendor, mug.id, title="Cup", brand="Potter")
    await client.patch(f"{PRODUCTS}/{mug.id}", json={"title": "Jug"}, headers=admin.headers)
    [wish] = await waiting(client, admin)

    refused = await decide(client, admin, wish)

    assert (refused.status_code, refused.json()["code"]) == (409, "change_outdated")
    assert refused.json()["fields"] == ["title"]
    now = await page(client, mug.id)
    assert (now["title"], now["brand"]) == ("Jug", "")
    assert [each["id"] for each in await waiting(client, admin)] == [wish["id"]]


async def test_a_price_that_staff_changed_meanwhile_is_not_overwritten(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    await wanted(client, vendor, mug.id, price="12.00")
    await client.patch(f"{PRODUCTS}/{mug.id}", json={"price": "8.00"}, headers=admin.headers)
    [wish] = await waiting(client, admin)

    refused = await decide(client, admin, wish)

    assert (refused.status_code, (await page(client, mug.id))["price"]) == (409, "8.00")


async def test_what_staff_changed_elsewhere_stays(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    await wanted(client, vendor, mug.id, title="Cup")
    await client.patch(f"{PRODUCTS}/{mug.id}", json={"brand": "Potter"}, headers=admin.headers)
    [wish] = await waiting(client, admin)

    approved = await decide(client, admin, wish)

    now = await page(client, mug.id)
    assert (approved.status_code, now["title"], now["brand"]) == (200, "Cup", "Potter")


@pytest.mark.parametrize(
    ("terms", "answer", "title", "price"),
    [
        (VendorTerms(holds_products=False), 200, "Cup", "12.00"),
        (VendorTerms(holds_prices=False), 202, "Mug", "12.00"),
        (VendorTerms(), 202, "Mug", "10.00"),
    ],
)
async def test_settings_say_what_waits(
    client: httpx2.AsyncClient,
    vendor: Person,
    services: Services,
    terms: VendorTerms,
    answer: int,
    title: str,
    price: str,
) -> None:
    object.__setattr__(services.gallery, "terms", terms)
    mug = await shown(services, vendor)

    told = await wanted(client, vendor, mug.id, title="Cup", price="12.00")

    now = await page(client, mug.id)
    assert (told.status_code, now["title"], now["price"]) == (answer, title, price)
