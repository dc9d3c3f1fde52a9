"""Codes are not guessed by orders that are then refused, nor faster than one signs in."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx2
import pytest
from sqlalchemy import func, select

from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.main import create_app
from shopwright.modules.orders.models import OrderRow
from tests.modules.promotions.making import code_of, running
from tests.support.buying import stocked

pytestmark = pytest.mark.anyio
PLACE = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}


@pytest.fixture
async def strict(settings: Settings, services: Services) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a shop where four tries an hour are enough."""
    settings = settings.model_copy(update={"rate_limit_auth": "4/hour"})
    app = create_app(settings, services=replace(services, settings=settings))
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://shop.test"
    ) as client:
        yield client


@pytest.mark.parametrize("path", ["/api/v1/orders", "/api/v1/cart/checkout"])
async def test_orders_count_each_code_that_they_try(
    strict: httpx2.AsyncClient, services: Services, path: str
) -> None:
    tea = await stocked(services.works)
    filled = await strict.post("/api/v1/cart/items", json={"variant_id": str(tea)})
    items = {"items": [{"variant_id": str(tea)}]} if path.endswith("orders") else {}
    order = {"email": "g@example.com", "shipping_address": PLACE, "expected_total": "0.01"} | items
    token = {"x-cart-token": filled.json()["cart_token"]}

    tries = [
        await strict.post(path, json=order | {"codes": codes}, headers=token)
        for codes in (["FIRST", "SECOND"], [], ["THIRD", "FOURTH"], ["FIFTH"], [])
    ]

    assert [each.status_code for each in tries] == [409, 409, 409, 429, 409]
    assert tries[0].json()["code"] == "total_changed"
    assert int(tries[3].headers["retry-after"]) >= 1
    assert tries[3].json()["code"] == "too_many_requests"
    async with services.works.reading() as db:
        assert (await db.execute(select(func.count()).select_from(OrderRow))).scalar_one() == 0


async def test_codes_in_carts_and_in_orders_are_counted_together(
    strict: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works)
    order = {"items": [{"variant_id": str(tea)}], "email": "g@example.com", "codes": ["FIRST"]}
    for number in range(4):
        await strict.post("/api/v1/cart/codes", json={"code": f"CODE-{number}"})

    refused = await strict.post("/api/v1/orders", json=order | {"shipping_address": PLACE})

    assert refused.status_code == 429


async def test_right_codes_cost_nothing_until_too_many_wrong_ones_were_tried(
    strict: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works, stock=90)
    promotion = await running(services.works, needs_code=True)
    await code_of(services.works, promotion.id)
    order = {"items": [{"variant_id": str(tea)}], "email": "g@example.com"}
    order |= {"shipping_address": PLACE, "codes": ["SPRING"], "payment": {"token": "test_ok"}}

    honest = [(await strict.post("/api/v1/orders", json=order)).status_code for _ in range(8)]
    carts = [
        (await strict.post("/api/v1/cart/codes", json={"code": "spring"})).status_code
        for _ in range(8)
    ]
    guessing = [
        (await strict.post("/api/v1/cart/codes", json={"code": f"GUESS-{each}"})).status_code
        for each in range(5)
    ]
    right = await strict.post("/api/v1/orders", json=order)

    assert (set(honest), set(carts)) == ({201}, {200})
    assert guessing == [200, 200, 200, 200, 429]
    assert (right.status_code, right.json()["code"]) == (429, "too_many_requests")
