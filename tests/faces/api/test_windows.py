from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.flows.checkout.errors import VariantsUnavailable
from shopwright.modules.catalog import service as catalog
from tests.conftest import START, SteppingClock
from tests.support.buying import buy
from tests.support.goods import make_product
from tests.support.people import Person

pytestmark = pytest.mark.anyio
PRODUCTS = "/api/v1/products"


def minutes(number: int) -> str:
    return (START + timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%SZ")


async def windowed(client: httpx2.AsyncClient, admin: Person, **more: Any) -> dict[str, Any]:
    body = {"title": "Mug", "price": "9.00", "stock_quantity": 9, "published_from": minutes(1)}
    made = await client.post(PRODUCTS, json=body | more, headers=admin.headers)
    assert made.status_code == 201, made.text
    return dict(made.json())


async def listed(
    client: httpx2.AsyncClient, admin: Person | None = None, **asked: str
) -> list[str]:
    headers = admin.headers if admin else {}
    answer = await client.get(PRODUCTS, params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return [each["slug"] for each in answer.json()["items"]]


async def test_a_product_shows_when_its_window_opens_and_no_more_when_it_closes(
    client: httpx2.AsyncClient, services: Services, admin: Person, clock: SteppingClock
) -> None:
    mug = await windowed(client, admin, published_until=minutes(3))
    path = f"{PRODUCTS}/{mug['id']}"
    early = ((await client.get(path)).status_code, await listed(client))
    scheduled = await listed(client, admin, status="scheduled")

    clock.advance(minutes=1)
    opened = await catalog.flip(services.works)
    inside = ((await client.get(path)).status_code, await listed(client))
    clock.advance(minutes=2)
    closed = await catalog.flip(services.works)
    late = ((await client.get(path)).status_code, await listed(client))

    assert (early, scheduled, inside, late) == ((404, []), ["mug"], (200, ["mug"]), (404, []))
    assert (opened, closed, await catalog.flip(services.works)) == (1, 1, 0)
    assert await listed(client, admin, status="ended") == ["mug"]
    assert mug["published_from"] == START.replace(minute=1).strftime("%Y-%m-%dT%H:%M:%S.000Z")


async def test_nothing_is_sold_outside_its_window_whatever_the_lists_still_show(
    client: httpx2.AsyncClient, services: Services, admin: Person, clock: SteppingClock
) -> None:
    mug = await windowed(client, admin, published_until=minutes(3))
    item = {"variant_id": mug["variants"][0]["id"], "quantity": 1}

    async def put() -> int:
        answer = await client.post("/api/v1/cart/items", json=item)
        client.cookies.clear()
        return answer.status_code

    before = await put()
    clock.advance(minutes=1)
    inside = await put()
    clock.advance(minutes=1, seconds=59)
    last_second = await put()
    clock.advance(seconds=1)
    after = await put()

    assert (before, inside, last_second, after) == (409, 201, 201, 409)


async def test_a_cart_that_outlives_the_window_is_not_ordered(
    services: Services, client: httpx2.AsyncClient, admin: Person, clock: SteppingClock
) -> None:
    mug = await windowed(client, admin, published_from=None, published_until=minutes(1))
    variant_id = (await listed_variants(client, mug))[0]
    await buy(services, (variant_id, 1))

    clock.advance(minutes=1)

    with pytest.raises(VariantsUnavailable):
        await buy(services, (variant_id, 1))


async def listed_variants(client: httpx2.AsyncClient, product: dict[str, Any]) -> list[Any]:
    page = (await client.get(f"{PRODUCTS}/{product['id']}")).json()
    return [UUID(each["id"]) for each in page["variants"]]


async def test_a_window_is_moved_and_taken_away(client: httpx2.AsyncClient, admin: Person) -> None:
    mug = await windowed(client, admin)
    path = f"{PRODUCTS}/{mug['id']}"

    moved = await client.patch(path, json={"published_until": minutes(5)}, headers=admin.headers)
    opened = await client.patch(path, json={"published_from": None}, headers=admin.headers)

    assert moved.json()["published_from"] == mug["published_from"]
    assert (await client.get(path)).status_code == 200
    assert opened.json()["published_from"] is None
    assert opened.json()["published_until"] is not None


async def test_a_window_that_ends_before_it_begins_is_refused(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    mug = await make_product(services.works, "mug")
    window = {"published_from": minutes(2), "published_until": minutes(2)}

    answer = await client.patch(f"{PRODUCTS}/{mug.id}", json=window, headers=admin.headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_product")
    assert (await client.get(f"{PRODUCTS}/{mug.id}")).json()["published_from"] is None
