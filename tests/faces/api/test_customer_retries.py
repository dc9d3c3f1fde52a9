"""A customer whose answer was lost asks again: his cart is an order by then, and the answer is the same."""

import asyncio

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.support.buying import assert_sound, stock_of, stocked
from tests.support.people import Person

pytestmark = pytest.mark.anyio
HOME = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}
PAID = {"shipping_address": HOME, "payment": {"provider": "test", "token": "test_ok"}}
KEY = {"Idempotency-Key": "once-and-no-more"}
ROUTES = ["/api/v1/cart/checkout", "/api/v1/orders"]


@pytest.mark.parametrize("route", ROUTES)
async def test_the_same_key_after_the_cart_is_completed_gives_the_same_answer(
    client: httpx2.AsyncClient, services: Services, customer: Person, route: str
) -> None:
    tea = await stocked(services.works)
    await client.post("/api/v1/cart/add", json={"variant_id": str(tea)}, headers=customer.headers)
    first = await client.post(route, json=PAID, headers=customer.headers | KEY)

    again = await client.post(route, json=PAID, headers=customer.headers | KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert await stock_of(services.works, tea) == (5, 1)


@pytest.mark.parametrize("route", ROUTES)
async def test_eight_at_once_with_one_key_get_one_answer(
    client: httpx2.AsyncClient, services: Services, customer: Person, route: str
) -> None:
    tea = await stocked(services.works)
    await client.post("/api/v1/cart/add", json={"variant_id": str(tea)}, headers=customer.headers)

    answers = await asyncio.gather(
        *(client.post(route, json=PAID, headers=customer.headers | KEY) for _ in range(8))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await stock_of(services.works, tea) == (5, 1)
    await assert_sound(services.works)


@pytest.mark.parametrize("route", ROUTES)
async def test_without_a_cart_there_is_nothing_to_order(
    client: httpx2.AsyncClient, customer: Person, route: str
) -> None:
    answer = await client.post(route, json=PAID, headers=customer.headers | KEY)

    assert (answer.status_code, answer.json()["code"]) == (409, "empty_cart")
