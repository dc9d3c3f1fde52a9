from typing import Any

import anyio
import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog import queries as catalog
from tests.support.goods import make_product
from tests.support.people import Person

pytestmark = pytest.mark.anyio
BRANDS, PRODUCTS = "/api/v1/brands", "/api/v1/products"


async def described(client: httpx2.AsyncClient, admin: Person, **more: Any) -> httpx2.Response:
    body = {"name": "Kilnhouse"} | more
    return await client.post(BRANDS, json=body, headers=admin.headers)


async def test_a_brand_is_made_by_the_product_that_names_it(
    client: httpx2.AsyncClient, works: Works
) -> None:
    mug = await make_product(works, "mug", brand="Kiln & House")
    await make_product(works, "jug", brand="KILN & HOUSE")

    page = (await client.get(f"{PRODUCTS}/{mug.id}")).json()
    listed = (await client.get(BRANDS)).json()["items"]

    assert (page["brand"], page["brand_slug"]) == ("Kiln & House", "kiln-house")
    assert [(each["name"], each["slug"]) for each in listed] == [("Kiln & House", "kiln-house")]
    shown = await client.get(f"{BRANDS}/kiln-house")
    assert (shown.status_code, shown.json()["id"]) == (200, listed[0]["id"])


async def test_brands_are_described_and_found_by_id_slug_and_former_slug(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    made = await described(client, admin, description="Stoneware.", seo_title="Kilnhouse mugs")
    path = f"{BRANDS}/{made.json()['id']}"
    body = {"name": "Kilnhouse", "slug": "kiln"}

    changed = await client.put(path, json=body, headers=admin.headers)
    moved = await client.get(f"{BRANDS}/kilnhouse")

    assert (made.status_code, made.json()["seo_title"]) == (201, "Kilnhouse mugs")
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert (moved.status_code, moved.headers["location"]) == (301, f"{BRANDS}/kiln")
    assert (await client.get(path)).json()["slug"] == "kiln"
    assert (await client.get(f"{BRANDS}/nobody")).status_code == 404


async def test_products_bear_the_new_name_of_their_brand(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    mug = await make_product(works, "mug", brand="Kilnhouse")
    brand = (await client.get(f"{BRANDS}/kilnhouse")).json()
    before = (await client.get(f"{PRODUCTS}/{mug.id}")).headers["etag"]

    await client.put(f"{BRANDS}/{brand['id']}", json={"name": "Kiln & Sons"}, headers=admin.headers)

    page = await client.get(f"{PRODUCTS}/{mug.id}")
    assert (page.json()["brand"], page.headers["etag"] != before) == ("Kiln & Sons", True)
    found = await client.get(PRODUCTS, params={"brand": "Kiln & Sons"})
    assert [each["slug"] for each in found.json()["items"]] == ["mug"]


async def test_a_stale_edit_of_a_brand_is_refused(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    made = await described(client, admin)
    path = f"{BRANDS}/{made.json()['id']}"
    headers = admin.headers | {"if-match": made.headers["etag"]}

    first = await client.put(path, json={"name": "Kiln"}, headers=headers)
    second = await client.put(path, json={"name": "House"}, headers=headers)
    third = await client.delete(path, headers=headers)

    assert [each.status_code for each in (first, second, third)] == [200, 412, 412]
    assert (await client.get(path)).json()["name"] == "Kiln"


async def test_a_brand_with_products_stays(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    mug = await make_product(works, "mug", brand="Kilnhouse")
    path = f"{BRANDS}/{(await client.get(f'{BRANDS}/kilnhouse')).json()['id']}"

    refused = await client.delete(path, headers=admin.headers)
    await client.delete(f"{PRODUCTS}/{mug.id}", headers=admin.headers)
    gone = await client.delete(path, headers=admin.headers)

    assert (refused.status_code, refused.json()["code"]) == (409, "brand_in_use")
    assert (gone.status_code, (await client.get(path)).status_code) == (204, 404)


async def test_two_brands_have_neither_one_name_nor_one_slug(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    await described(client, admin)

    name = await described(client, admin, name="KILNHOUSE")
    slug = await described(client, admin, name="Other", slug="kilnhouse")

    assert [each.json()["code"] for each in (name, slug)] == ["brand_taken", "slug_taken"]
    assert len((await client.get(BRANDS)).json()["items"]) == 1


async def test_brands_come_in_the_order_of_their_names_page_by_page(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    for name in ("cup", "Ash", "Bowl"):
        await described(client, admin, name=name)

    first = (await client.get(BRANDS, params={"limit": 2})).json()
    cursor = first["page"]["next_cursor"]
    second = (await client.get(BRANDS, params={"limit": 2, "cursor": cursor})).json()

    assert [each["name"] for each in first["items"]] == ["Ash", "Bowl"]
    assert [each["name"] for each in second["items"]] == ["cup"]
    assert second["page"]["has_more"] is False


async def test_many_who_name_a_new_brand_at_once_make_one(
    works: Works, db: AsyncConnection
) -> None:
    async def make(number: int) -> None:
        await make_product(works, f"mug-{number}", brand="Kilnhouse")

    async with anyio.create_task_group() as group:
        for number in range(6):
            group.start_soon(make, number)

    assert [each.name for each in (await catalog.brands(db, PageRequest())).items] == ["Kilnhouse"]
    products = await catalog.products(db, await catalog.product_ids_after(db, None, limit=10))
    assert {each.brand_slug for each in products.values()} == {"kilnhouse"}


async def test_customers_and_vendors_describe_no_brand(
    client: httpx2.AsyncClient, customer: Person, vendor: Person
) -> None:
    answers = [await described(client, who) for who in (customer, vendor)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (await client.get(BRANDS)).json()["items"] == []
