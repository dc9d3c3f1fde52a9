"""What somebody tries who would rather not pay, or read what is not his."""

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import PriceRecord
from shopwright.kernel.money import Money
from tests.support.buying import assert_sound, buy, stock_of, stocked
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio
HOME = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}


async def test_an_order_beyond_what_money_can_be_is_a_422(
    client: httpx2.AsyncClient, services: Services
) -> None:
    dearest = (PriceRecord(Money(10**15, "CLF")),)
    goods = [await stocked(services.works, stock=1000, prices=dearest) for _ in range(10)]
    items = [{"variant_id": str(each), "quantity": 1000} for each in goods]
    order = {"email": "a@example.com", "shipping_address": HOME, "currency": "CLF", "items": items}

    answer = await client.post("/api/v1/orders", json=order)

    assert (answer.status_code, answer.json()["code"]) == (422, "total_too_large")
    assert await stock_of(services.works, goods[0]) == (1000, 0)


async def test_a_refund_of_nothing_is_a_422_and_keeps_no_other_from_its_turn(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    placed = await buy(services, (await stocked(services.works), 1))
    address = f"/api/v1/orders/{placed.order.id}/refund"

    nothing = await client.post(
        address, json={"amount": "0.00"}, headers=admin.headers | {"Idempotency-Key": "nothing-1"}
    )
    rest = await client.post(address, headers=admin.headers)

    assert (nothing.status_code, nothing.json()["code"]) == (422, "refund_of_nothing")
    assert (rest.status_code, rest.json()["amount"]) == (200, "10.00")
    await assert_sound(services.works)


async def test_a_cart_that_went_into_a_customers_is_shown_to_no_token_any_more(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    added = await client.post("/api/v1/cart/add", json={"variant_id": str(tea)})
    token = {"X-Cart-Token": added.json()["cart_token"]}
    details = {"email": "robin@example.com", "shipping_address": HOME}
    await client.patch("/api/v1/cart", json=details, headers=token)

    login = {"email": customer.email, "password": PASSWORD}
    await client.post("/api/v1/auth/login", json=login, headers=token)
    client.cookies.clear()
    shown = (await client.get("/api/v1/cart", headers=token)).json()

    assert (shown["id"], shown["email"], shown["shipping_address"]) == (None, "", None)
