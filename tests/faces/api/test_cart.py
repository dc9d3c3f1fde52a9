"""The cart over HTTP: a guest's by token, a customer's by account, one after sign-in."""

from uuid import UUID

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.kernel import ids
from tests.support.buying import stocked
from tests.support.people import PASSWORD, Person, make_customer

pytestmark = pytest.mark.anyio
CART = "/api/v1/cart"


async def add(
    client: httpx2.AsyncClient, variant: UUID, quantity: int = 1, **headers: str
) -> httpx2.Response:
    body = {"variant_id": str(variant), "quantity": quantity}
    return await client.post(f"{CART}/items", json=body, headers=headers)


def token_of(answer: httpx2.Response) -> dict[str, str]:
    return {"X-Cart-Token": answer.json()["cart_token"]}


async def test_a_guest_gets_a_token_that_names_his_cart(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works, price="4.50", handle="earl-grey")

    added = await add(client, tea, 2)
    client.cookies.clear()
    shown = await client.get(CART, headers=token_of(added))

    assert added.status_code == 201
    body = shown.json()
    assert [(i["title"], i["quantity"], i["unit_price"], i["total"]) for i in body["items"]] == [
        ("Earl Grey", 2, "4.50", "9.00")
    ]
    assert (body["subtotal"], body["total"], body["currency"], body["item_count"]) == (
        "9.00",
        "9.00",
        "EUR",
        2,
    )
    assert [p["code"] for p in body["problems"]] == ["missing_email", "missing_shipping_address"]
    assert shown.headers["cache-control"] == "private, no-store"


async def test_a_browser_keeps_the_cart_by_a_cookie(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works)

    added = await add(client, tea)

    cookie = added.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert (await client.get(CART)).json()["item_count"] == 1


async def test_no_cart_is_an_empty_one(client: httpx2.AsyncClient) -> None:
    answer = await client.get(CART)

    assert answer.json()["items"] == []
    assert answer.json()["id"] is None


@pytest.mark.parametrize("spoil", ["other-id", "no-signature", "garbage", "long"])
async def test_a_made_up_token_names_no_cart(
    client: httpx2.AsyncClient, services: Services, spoil: str
) -> None:
    tea = await stocked(services.works)
    token = token_of(await add(client, tea))["X-Cart-Token"]
    client.cookies.clear()
    made_up = {
        "other-id": f"{ids.new().hex}.{token.partition('.')[2]}",
        "no-signature": token.partition(".")[0],
        "garbage": "%00'; DROP TABLE carts --",
        "long": "a" * 200,
    }[spoil]

    answer = await client.get(CART, headers={"X-Cart-Token": made_up})

    assert answer.json()["id"] is None


async def test_lines_are_changed_taken_out_and_cleared(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea, cup, pot = [await stocked(services.works) for _ in range(3)]
    token = token_of(await add(client, tea))
    await add(client, cup, **token)
    lines = {i["variant_id"]: i["id"] for i in (await add(client, pot, **token)).json()["items"]}

    changed = await client.put(f"{CART}/{lines[str(tea)]}", json={"quantity": 4}, headers=token)
    removed = await client.delete(f"{CART}/{lines[str(cup)]}", headers=token)
    zeroed = await client.put(
        f"{CART}/items/{lines[str(pot)]}", json={"quantity": 0}, headers=token
    )
    cleared = await client.delete(f"{CART}/clear", headers=token)

    assert changed.json()["items"][0]["quantity"] == 4
    assert [i["variant_id"] for i in removed.json()["items"]] == [str(tea), str(pot)]
    assert [i["variant_id"] for i in zeroed.json()["items"]] == [str(tea)]
    assert cleared.json()["items"] == []


async def test_no_more_goes_in_than_there_is(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works, stock=3)
    token = token_of(await add(client, tea, 2))

    refused = await add(client, tea, 2, **token)

    assert refused.status_code == 409
    assert refused.json()["code"] == "out_of_stock"
    assert refused.json()["shortages"] == [
        {"variant_id": str(tea), "name": "", "requested": 4, "available": 3}
    ]
    assert (await client.get(CART, headers=token)).json()["item_count"] == 2


@pytest.mark.parametrize("quantity", [0, -1, 1001, 10**30, 1.5, "2", True, None])
async def test_a_quantity_that_makes_no_sense_is_refused(
    client: httpx2.AsyncClient, services: Services, quantity: object
) -> None:
    tea = await stocked(services.works)

    answer = await client.post(f"{CART}/items", json={"variant_id": str(tea), "quantity": quantity})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/quantity"
    assert (await client.get(CART)).json()["item_count"] == 0


async def test_an_unknown_variant_is_refused(client: httpx2.AsyncClient) -> None:
    answer = await add(client, ids.new())

    assert answer.status_code == 409
    assert answer.json()["code"] == "variant_unavailable"
    assert (await client.get(CART)).json()["id"] is None


async def test_an_item_can_be_named_by_its_product(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works)
    product_id = (await add(client, tea)).json()["items"][0]["product_id"]

    again = await client.post(f"{CART}/add", json={"product_id": product_id})
    both = await client.post(f"{CART}/add", json={"product_id": product_id, "variant_id": str(tea)})

    assert again.status_code == 200
    assert again.json()["item_count"] == 2
    assert both.json()["code"] == "item_unnamed"


async def test_a_customers_cart_is_his_alone(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    added = await add(client, tea, **customer.headers)
    stranger = await make_customer(services)
    line = added.json()["items"][0]["id"]

    theirs = await client.get(CART, headers=stranger.headers)
    meddled = await client.put(f"{CART}/{line}", json={"quantity": 3}, headers=stranger.headers)

    assert added.json()["cart_token"] is None
    assert theirs.json()["items"] == []
    assert meddled.status_code == 404
    assert (await client.get(CART, headers=customer.headers)).json()["item_count"] == 1


async def test_what_a_guest_collected_is_his_after_sign_in(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea, cup = await stocked(services.works, stock=5), await stocked(services.works, stock=3)
    await add(client, tea, 2, **customer.headers)
    await add(client, cup, 2, **customer.headers)
    token = token_of(await add(client, tea, 2))
    await add(client, cup, 2, **token)

    login = {"email": customer.email, "password": PASSWORD}
    for _ in range(2):
        signed_in = await client.post("/api/v1/auth/login", json=login, headers=token)

    merged = await client.get(
        CART, headers={"authorization": f"Bearer {signed_in.json()['access_token']}"}
    )
    assert {i["variant_id"]: i["quantity"] for i in merged.json()["items"]} == {
        str(tea): 4,
        str(cup): 3,
    }
    client.cookies.clear()
    assert (await client.get(CART, headers=token)).json()["items"] == []


async def test_a_local_cart_is_merged_within_stock(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=3)
    await add(client, tea, 1, **customer.headers)

    items = [{"variant_id": str(tea), "quantity": 9}, {"variant_id": str(ids.new()), "quantity": 1}]
    synced = await client.post(f"{CART}/sync", json={"items": items}, headers=customer.headers)

    assert [(i["variant_id"], i["quantity"]) for i in synced.json()["items"]] == [(str(tea), 3)]


async def test_a_changed_price_is_told(client: httpx2.AsyncClient, services: Services) -> None:
    tea = await stocked(services.works, price="4.50")
    token = token_of(await add(client, tea, 2))
    async with services.works.engine.begin() as db:
        await db.exec_driver_sql("UPDATE prices SET amount_minor = 500")

    shown = (await client.get(CART, headers=token)).json()

    assert shown["total"] == "10.00"
    told = [p for p in shown["problems"] if p["code"] == "price_changed"]
    assert told[0]["details"] == {"before": "4.50", "now": "5.00", "currency": "EUR"}
    assert not told[0]["is_blocking"]
