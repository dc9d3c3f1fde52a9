"""Idempotency keys of guests: nobody's key stands in another's way, or opens another's order."""

from typing import Any
from uuid import UUID

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.support.buying import stock_of, stocked

pytestmark = pytest.mark.anyio
ORDERS = "/api/v1/orders"
HOME = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}
KEY = {"Idempotency-Key": "checkout-1"}


def order(variant_id: UUID, email: str) -> dict[str, Any]:
    items = [{"variant_id": str(variant_id), "quantity": 1}]
    payment = {"provider": "test", "token": "test_ok"}
    return {"items": items, "email": email, "shipping_address": HOME, "payment": payment}


async def test_guests_may_choose_the_same_key(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works)

    mine = await client.post(ORDERS, json=order(tea, "me@example.com"), headers=KEY)
    theirs = await client.post(ORDERS, json=order(tea, "you@example.com"), headers=KEY)

    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["id"] != theirs.json()["id"]
    assert mine.json()["order_token"] != theirs.json()["order_token"]
    assert await stock_of(services.works, tea) == (5, 2)


async def test_a_guest_who_sends_his_order_again_gets_the_same_answer(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works)
    first = await client.post(ORDERS, json=order(tea, "me@example.com"), headers=KEY)

    again = await client.post(ORDERS, json=order(tea, "me@example.com"), headers=KEY)
    other = order(tea, "me@example.com") | {"note": "Ring twice."}
    changed = await client.post(ORDERS, json=other, headers=KEY)

    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert (changed.status_code, changed.json()["code"]) == (422, "idempotency_key_reused")
    assert await stock_of(services.works, tea) == (5, 1)
