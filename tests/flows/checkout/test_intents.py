"""Paying by an intent: of an order or of the caller's cart, on a page or by the provider's script, safe to retry."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from sqlalchemy import func, select

from shopwright.faces.services import Services
from shopwright.infra.idempotency import IdempotencyKeyRow
from shopwright.main import create_app
from shopwright.modules.orders.contracts import OrderStatus, PaymentStatus
from shopwright.modules.orders.models import OrderRow
from tests.flows.checkout.stripe_talk import hear, intents
from tests.support.buying import assert_sound, stocked
from tests.support.paying import last_order
from tests.support.stripe import DECLINED, FakeStripe

pytestmark = pytest.mark.anyio
INTENT = "/api/v1/payments/create-intent"
PLACE = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}


@pytest.fixture
async def client(shop: Services) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(shop.settings, services=shop)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


async def filled(client: httpx2.AsyncClient, shop: Services) -> dict[str, str]:
    """A guest's cart of two pieces that can be ordered; answers the header that names it."""
    tea = await stocked(shop.works, price="10.00", handle="tea")
    added = await client.post("/api/v1/cart/items", json={"variant_id": str(tea), "quantity": 2})
    token = {"x-cart-token": str(added.json()["cart_token"])}
    said = {"email": "g@example.com", "shipping_address": PLACE}
    await client.patch("/api/v1/cart", json=said, headers=token)
    client.cookies.clear()
    return token


async def count(shop: Services) -> int:
    async with shop.works.reading() as db:
        return int((await db.execute(select(func.count()).select_from(OrderRow))).scalar_one())


async def test_a_cart_is_paid_by_the_providers_script(
    client: httpx2.AsyncClient, shop: Services, stripe: FakeStripe
) -> None:
    token = await filled(client, shop)
    wanted = {"provider": "stripe", "token": "script", "expected_total": "20.00"}
    headers = token | {"idempotency-key": "intent-0001"}

    first = await client.post(INTENT, json=wanted, headers=headers)
    again = await client.post(INTENT, json=wanted, headers=headers)

    [intent] = intents(stripe)
    body = first.json()
    assert (first.status_code, again.status_code) == (201, 201)
    assert body["client_secret"] == intent["client_secret"]
    assert body["payment"]["status"] == "requires_action"
    assert again.json() == body
    assert again.headers["idempotency-replayed"] == "true"
    assert (intent["amount"], await count(shop)) == (2000, 1)

    stripe.pay_by_script(body["client_secret"], DECLINED)
    await hear(shop, stripe)
    stripe.pay_by_script(body["client_secret"])
    await hear(shop, stripe)
    order = await last_order(shop.works)
    assert (order.status, order.payment_status) == (OrderStatus.CONFIRMED, PaymentStatus.PAID)
    shown = {"x-order-token": body["order"]["order_token"]}
    done = await client.post(
        "/api/v1/payments/confirm", json={"payment_id": body["payment"]["id"]}, headers=shown
    )
    assert (done.status_code, done.json()["client_secret"]) == (200, None)
    await assert_sound(shop.works)


async def test_the_secret_is_kept_nowhere(
    client: httpx2.AsyncClient, shop: Services, stripe: FakeStripe
) -> None:
    token = await filled(client, shop)
    headers = token | {"idempotency-key": "intent-0002"}
    wanted = {"provider": "stripe", "token": "script"}

    answer = await client.post(INTENT, json=wanted, headers=headers)

    assert answer.json()["client_secret"]
    async with shop.works.reading() as db:
        kept = (await db.execute(select(IdempotencyKeyRow.body))).scalars().all()
    assert kept
    assert not any("_secret_" in (each or "") for each in kept)


async def test_an_order_is_paid_on_the_providers_page(
    client: httpx2.AsyncClient, shop: Services, stripe: FakeStripe
) -> None:
    tea = await stocked(shop.works)
    placed = await client.post(
        "/api/v1/orders",
        json={
            "items": [{"variant_id": str(tea)}],
            "email": "g@example.com",
            "shipping_address": PLACE,
        },
    )
    order = placed.json()
    wanted = {"order_id": order["id"], "provider": "stripe"}

    foreign = await client.post(INTENT, json=wanted)
    answer = await client.post(INTENT, json=wanted, headers={"x-order-token": order["order_token"]})

    assert foreign.status_code == 404
    assert answer.json()["payment"]["action_url"].startswith(f"{stripe.base}/page/cs_test_")
    assert answer.json()["client_secret"] is None


@pytest.mark.parametrize(
    ("wanted", "status", "code"),
    [
        ({"provider": "stripe", "expected_total": "19.00"}, 409, "total_changed"),
        ({"provider": "barter"}, 422, "unknown_payment_provider"),
        ({"provider": "test", "token": "script"}, 422, "unknown_payment_token"),
    ],
)
async def test_a_cart_that_can_not_be_paid_so_stays_as_it_was(
    client: httpx2.AsyncClient,
    shop: Services,
    wanted: dict[str, str],
    status: int,
    code: str,
) -> None:
    token = await filled(client, shop)

    refused = await client.post(INTENT, json=wanted, headers=token)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    cart = (await client.get("/api/v1/cart", headers=token)).json()
    assert (cart["item_count"], cart["problems"]) == (2, [])


async def test_who_has_no_cart_pays_nothing(client: httpx2.AsyncClient, shop: Services) -> None:
    refused = await client.post(INTENT, json={"provider": "stripe"})

    assert (refused.status_code, refused.json()["code"]) == (404, "cart_not_found")
    assert await count(shop) == 0
