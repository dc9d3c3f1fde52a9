"""Buying the same again by the API: whoever sees the order puts its goods into his own cart, as far as there are any."""

import httpx2
import pytest

from shopwright.faces.api import tokens
from shopwright.faces.services import Services
from tests.support.buying import assert_sound, buy, stocked
from tests.support.people import Person

pytestmark = pytest.mark.anyio


def path_of(order_id: object) -> str:
    return f"/api/v1/orders/{order_id}/to-cart"


async def test_what_there_is_goes_in_and_the_rest_is_told(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    plenty, scarce, gone = [
        await stocked(services.works, stock=stock, handle=f"tea-{stock}") for stock in (9, 3, 1)
    ]
    placed = await buy(services, (plenty, 2), (scarce, 2), (gone, 1), user_id=customer.user_id)

    answer = await client.post(path_of(placed.order.id), headers=customer.headers)
    told = answer.json()

    found = {each["variant_id"]: (each["added"], each["moved"]) for each in told["results"]}
    assert answer.status_code == 200
    assert found == {str(plenty): (2, True), str(scarce): (1, False), str(gone): (0, False)}
    assert told["cart"]["item_count"] == 3
    assert answer.headers["cache-control"] == "private, no-store"
    await assert_sound(services.works)


async def test_pieces_that_were_in_the_cart_are_not_counted_as_put_in(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=9)
    placed = await buy(services, (tea, 2), user_id=customer.user_id)

    answers = [
        (await client.post(path_of(placed.order.id), headers=customer.headers)).json()
        for _ in range(2)
    ]

    assert [each["results"][0]["added"] for each in answers] == [2, 2]
    assert answers[-1]["cart"]["item_count"] == 4


async def test_a_guest_does_it_with_the_orders_token_and_gets_a_cart(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1))
    token = tokens.sign(services, tokens.ORDER, placed.order.id)

    answer = await client.post(path_of(placed.order.id), headers={"x-order-token": token})

    assert answer.status_code == 200
    assert answer.json()["cart"]["item_count"] == 1
    assert answer.headers["x-cart-token"] == answer.json()["cart"]["cart_token"]


async def test_where_nothing_can_be_had_no_cart_is_opened(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=1)
    placed = await buy(services, (tea, 1), user_id=customer.user_id)

    answer = await client.post(path_of(placed.order.id), headers=customer.headers)

    assert answer.json()["results"][0]["moved"] is False
    assert answer.json()["cart"]["id"] is None


async def test_nobody_does_it_with_the_order_of_another(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1))

    answers = [
        await client.post(path_of(placed.order.id), headers=headers)
        for headers in ({}, {"x-order-token": "x" * 40}, customer.headers)
    ]

    cart = await client.get("/api/v1/cart", headers=customer.headers)
    assert {answer.status_code for answer in answers} == {404}
    assert cart.json()["item_count"] == 0
