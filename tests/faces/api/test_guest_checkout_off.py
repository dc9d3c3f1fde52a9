"""A shop that sells to those with an account only."""

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.faces.storefront.test_buying import count_orders
from tests.support.buying import stocked
from tests.support.people import Person

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("way", "wanted"),
    [
        ("/api/v1/cart/checkout", {"payment": {"provider": "test", "token": "test_ok"}}),
        ("/api/v1/payments/create-intent", {"provider": "test", "token": "test_ok"}),
    ],
)
async def test_a_guests_cart_becomes_an_order_in_no_way(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    way: str,
    wanted: dict[str, object],
) -> None:
    tea = await stocked(services.works)
    _ = await client.post("/api/v1/cart/items", json={"variant_id": str(tea), "quantity": 1})
    place = {"recipient": "R", "line1": "1 Mill Lane", "city": "York", "country": "GB"}
    said = {"email": "g@example.com", "shipping_address": place | {"postal_code": "YO1 7HH"}}
    assert (await client.patch("/api/v1/cart", json=said)).status_code == 200
    off = {"features": {"guest_checkout": False}}
    _ = await client.patch("/api/v1/admin/settings", json=off, headers=admin.headers)

    refused = await client.post(way, json=wanted)
    count = await count_orders(services)
    on = {"features": {"guest_checkout": True}}
    _ = await client.patch("/api/v1/admin/settings", json=on, headers=admin.headers)
    taken = await client.post(way, json=wanted)

    assert (refused.status_code, refused.json()["code"], count) == (403, "feature_off", 0)
    assert (taken.status_code, await count_orders(services)) == (201, 1)
