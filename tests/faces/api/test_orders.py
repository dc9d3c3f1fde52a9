"""Orders over HTTP: placed, seen by those who may, moved along, taken back."""

import asyncio
from typing import Any
from uuid import UUID

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.kernel import ids
from tests.support.buying import assert_sound, stock_of, stocked
from tests.support.people import Person, make_customer

pytestmark = pytest.mark.anyio
ORDERS = "/api/v1/orders"
HOME = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}


def body(*items: tuple[UUID, int], token: str | None = "test_ok", **fields: Any) -> dict[str, Any]:
    order: dict[str, Any] = {"items": [{"variant_id": str(v), "quantity": q} for v, q in items]}
    if token:
        order["payment"] = {"provider": "test", "token": token}
    return order | fields


def guest(*items: tuple[UUID, int], **fields: Any) -> dict[str, Any]:
    return body(*items, email="guest@example.com", shipping_address=HOME, **fields)


async def test_a_customer_buys_from_the_cart(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, price="4.50")
    await client.post(
        "/api/v1/cart/items", json={"variant_id": str(tea), "quantity": 2}, headers=customer.headers
    )

    payment = {"provider": "test", "token": "test_ok"}
    placed = await client.post(
        "/api/v1/cart/checkout",
        json={"shipping_address": HOME, "payment": payment, "expected_total": "9.00"},
        headers=customer.headers,
    )

    assert placed.status_code == 201
    order = placed.json()
    assert (order["status"], order["payment_status"], order["total"]) == (
        "confirmed",
        "paid",
        "9.00",
    )
    assert order["email"] == customer.email
    assert order["shipping_address"]["city"] == "York"
    shown = (await client.get(f"{ORDERS}/{order['id']}", headers=customer.headers)).json()
    told = ("adjustments", "tax_lines")
    assert [order[each] for each in told] == [shown[each] for each in told] == [[], []]
    assert order["problems"] == []
    assert (await client.get("/api/v1/cart", headers=customer.headers)).json()["items"] == []
    history = (await client.get(f"{ORDERS}/history", headers=customer.headers)).json()
    assert [each["id"] for each in history["items"]] == [order["id"]]
    await assert_sound(services.works)


async def test_a_guest_buys_and_sees_his_order_by_its_token(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works)

    order = (await client.post(ORDERS, json=guest((tea, 1)))).json()

    seen = await client.get(
        f"{ORDERS}/{order['id']}", headers={"X-Order-Token": order["order_token"]}
    )
    blind = await client.get(f"{ORDERS}/{order['id']}")
    assert seen.json()["number"] == order["number"]
    assert blind.status_code == 404


async def test_an_order_is_refused_whole_with_the_names_of_what_is_short(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=5)
    cup = await stocked(services.works, stock=1, handle="big-cup")

    refused = await client.post(ORDERS, json=body((tea, 1), (cup, 2)), headers=customer.headers)

    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    problem = refused.json()
    assert problem["code"] == "out_of_stock"
    assert problem["detail"] == "There is not enough stock. Big Cup: 2 wanted, 1 available."
    assert problem["shortages"] == [
        {"variant_id": str(cup), "name": "Big Cup", "requested": 2, "available": 1}
    ]
    assert await stock_of(services.works, tea) == (5, 0)
    assert (await client.get(ORDERS, headers=customer.headers)).json()["items"] == []


async def test_sixteen_clients_with_one_key_get_one_order_and_equal_answers(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    headers = customer.headers | {"Idempotency-Key": "one-order-please"}

    answers = await asyncio.gather(
        *(client.post(ORDERS, json=body((tea, 1)), headers=headers) for _ in range(16))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum(answer.headers.get("idempotency-replayed") == "true" for answer in answers) == 15
    assert await stock_of(services.works, tea) == (5, 1)
    await assert_sound(services.works)


async def test_a_key_belongs_to_its_caller_and_its_request(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    stranger = await make_customer(services)
    key = {"Idempotency-Key": "a-key-of-mine"}
    mine = await client.post(ORDERS, json=body((tea, 1)), headers=customer.headers | key)

    other = await client.post(ORDERS, json=body((tea, 2)), headers=customer.headers | key)
    theirs = await client.post(ORDERS, json=body((tea, 1)), headers=stranger.headers | key)
    short = await client.post(
        ORDERS, json=body((tea, 1)), headers=customer.headers | {"Idempotency-Key": "short"}
    )

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert theirs.json()["id"] != mine.json()["id"]
    assert (short.status_code, short.json()["code"]) == (400, "idempotency_key_malformed")


async def test_a_declined_payment_is_a_402_that_is_replayed(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    headers = customer.headers | {"Idempotency-Key": "declined-order"}

    first = await client.post(ORDERS, json=body((tea, 1), token="test_declined"), headers=headers)
    again = await client.post(ORDERS, json=body((tea, 1), token="test_declined"), headers=headers)

    assert (first.status_code, first.json()["code"], first.json()["reason"]) == (
        402,
        "payment_declined",
        "card_declined",
    )
    assert again.status_code == 402
    assert again.json()["order_id"] == first.json()["order_id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert await stock_of(services.works, tea) == (5, 0)


async def test_orders_of_others_are_not_there(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    tea = await stocked(services.works)
    order = (await client.post(ORDERS, json=body((tea, 1)), headers=customer.headers)).json()
    stranger = await make_customer(services)
    path = f"{ORDERS}/{order['id']}"

    for request in (
        client.get(path, headers=stranger.headers),
        client.get(f"{path}/track", headers=stranger.headers),
        client.post(f"{path}/cancel", headers=stranger.headers),
        client.get(path),
        client.get(f"{ORDERS}/{ids.new()}", headers=admin.headers),
    ):
        assert (await request).status_code == 404
    assert (await client.get(ORDERS, headers=stranger.headers)).json()["items"] == []
    assert (await client.get(ORDERS)).status_code == 401
    assert len((await client.get(ORDERS, headers=admin.headers)).json()["items"]) == 1


async def test_customers_may_not_do_what_staff_do(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    order = (await client.post(ORDERS, json=body((tea, 1)), headers=customer.headers)).json()
    path = f"{ORDERS}/{order['id']}"

    answers = [
        await client.put(f"{path}/status", json={"status": "shipped"}, headers=customer.headers),
        await client.post(f"{path}/refund", headers=customer.headers),
        await client.delete(path, headers=customer.headers),
        await client.get("/api/v1/admin/orders", headers=customer.headers),
        await client.post(
            f"/api/v1/admin/stock/{tea}/adjust", json={"change": 5}, headers=customer.headers
        ),
        await client.get("/api/v1/admin/jobs/dead", headers=customer.headers),
    ]

    assert [answer.status_code for answer in answers] == [403] * 6
    assert (await client.get(path, headers=customer.headers)).json()["status"] == "confirmed"


async def test_staff_move_an_order_along(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    tea = await stocked(services.works)
    order = (await client.post(ORDERS, json=body((tea, 2)), headers=customer.headers)).json()
    path = f"{ORDERS}/{order['id']}"

    tracking = {"carrier": "DHL", "number": "JD014600003"}
    shipped = await client.put(
        f"{path}/status", json={"status": "shipped", "tracking": tracking}, headers=admin.headers
    )
    backwards = await client.put(
        f"{path}/status", json={"status": "pending"}, headers=admin.headers
    )
    nonsense = await client.put(f"{path}/status", json={"status": "lost"}, headers=admin.headers)

    assert shipped.json()["status"] == "shipped"
    assert (backwards.status_code, backwards.json()["code"]) == (409, "illegal_order_step")
    assert nonsense.status_code == 422
    track = (await client.get(f"{path}/track", headers=customer.headers)).json()
    assert track["tracking"] == tracking
    assert [step["to_status"] for step in track["history"] if step["axis"] == "order"] == [
        "pending",
        "confirmed",
        "shipped",
    ]
    assert {step["actor"] for step in track["history"]} == {None}
    assert await stock_of(services.works, tea) == (3, 0)


async def test_an_owner_cancels_and_gets_his_money_back(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    order = (await client.post(ORDERS, json=body((tea, 2)), headers=customer.headers)).json()

    cancelled = await client.post(
        f"{ORDERS}/{order['id']}/cancel", json={"reason": "too late"}, headers=customer.headers
    )

    assert (cancelled.json()["status"], cancelled.json()["payment_status"]) == (
        "cancelled",
        "refunded",
    )
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


async def test_a_refund_in_part_needs_a_key_and_is_given_once(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    tea = await stocked(services.works)
    order = (await client.post(ORDERS, json=body((tea, 2)), headers=customer.headers)).json()
    path = f"{ORDERS}/{order['id']}/refund"
    key = admin.headers | {"Idempotency-Key": "refund-number-1"}

    keyless = await client.post(path, json={"amount": "5.00"}, headers=admin.headers)
    first = await client.post(path, json={"amount": "5.00"}, headers=key)
    again = await client.post(path, json={"amount": "5.00"}, headers=key)
    too_fine = await client.post(
        path, json={"amount": "0.001"}, headers=admin.headers | {"Idempotency-Key": "fine-12345"}
    )

    assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency_key_required")
    assert (first.json()["amount"], first.json()["order"]["refunded"]) == ("5.00", "5.00")
    assert again.content == first.content
    assert (too_fine.status_code, too_fine.json()["code"]) == (422, "invalid_money")
    await assert_sound(services.works)


async def test_a_removed_order_is_archived_and_its_stock_is_back(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    tea = await stocked(services.works)
    order = (await client.post(ORDERS, json=body((tea, 2)), headers=customer.headers)).json()

    removed = await client.delete(f"{ORDERS}/{order['id']}", headers=admin.headers)

    assert removed.status_code == 204
    assert (await client.get("/api/v1/admin/orders", headers=admin.headers)).json()["items"] == []
    kept = await client.get("/api/v1/admin/orders?archived=true", headers=admin.headers)
    assert [each["id"] for each in kept.json()["items"]] == [order["id"]]
    assert await stock_of(services.works, tea) == (5, 0)


async def test_pages_of_orders_follow_each_other(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=50)
    placed = [
        (
            await client.post(ORDERS, json=body((tea, 1), token=None), headers=customer.headers)
        ).json()["id"]
        for _ in range(5)
    ]

    first = (await client.get(f"{ORDERS}?limit=2", headers=customer.headers)).json()
    second = (
        await client.get(
            f"{ORDERS}?limit=2&cursor={first['page']['next_cursor']}", headers=customer.headers
        )
    ).json()
    numbered = (await client.get(f"{ORDERS}?page=3&size=2", headers=customer.headers)).json()

    assert [each["id"] for each in first["items"] + second["items"]] == placed[:0:-1]
    assert [each["id"] for each in numbered["items"]] == placed[:1]
    assert (numbered["page"]["total"], numbered["page"]["pages"]) == (5, 3)


async def test_a_second_step_is_taken_on_the_providers_page(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    order = (
        await client.post(
            ORDERS, json=body((tea, 1), token="test_challenge"), headers=customer.headers
        )
    ).json()
    page = order["payment"]["action_url"].removeprefix("http://127.0.0.1:8000")

    shown = await client.get(page)
    approved = await client.post(page, data={"decision": "approve"})
    again = await client.post(page, data={"decision": "approve"})
    confirmed = await client.post(
        "/api/v1/payments/confirm",
        json={"payment_id": order["payment"]["id"]},
        headers=customer.headers,
    )

    assert "10.00 EUR" in shown.text
    assert approved.status_code == 200
    assert again.status_code == 404
    assert confirmed.json()["order"]["status"] == "confirmed"
    assert len(confirmed.json()["order"]["items"]) == 1


async def test_an_unpaid_order_is_paid_later_by_its_owner_alone(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    order = (
        await client.post(ORDERS, json=body((tea, 1), token=None), headers=customer.headers)
    ).json()
    stranger = await make_customer(services)
    intent = {"order_id": order["id"], "provider": "test", "token": "test_ok"}

    foreign = await client.post(
        "/api/v1/payments/create-intent", json=intent, headers=stranger.headers
    )
    paid = await client.post(
        "/api/v1/payments/create-intent", json=intent, headers=customer.headers
    )

    assert foreign.status_code == 404
    assert paid.status_code == 201
    assert paid.json()["order"]["payment_status"] == "paid"
    assert [item["variant_id"] for item in paid.json()["order"]["items"]] == [str(tea)]


async def test_a_forged_webhook_is_refused(client: httpx2.AsyncClient) -> None:
    forged = await client.post(
        "/api/v1/webhooks/test",
        json={"id": "evt", "reference": "x"},
        headers={"x-test-gateway-signature": "A" * 43, "x-test-gateway-timestamp": "1"},
    )
    unknown = await client.post("/api/v1/webhooks/barter", json={})

    assert (forged.status_code, forged.json()["code"]) == (400, "webhook_refused")
    assert unknown.status_code == 404


@pytest.mark.parametrize("asked", ["Guest@Example.COM", "guest@example.com"])
async def test_staff_find_orders_by_email_however_it_is_written(
    client: httpx2.AsyncClient, services: Services, admin: Person, asked: str
) -> None:
    tea = await stocked(services.works)
    written = {"email": "Guest@example.com", "shipping_address": HOME}
    placed = (await client.post(ORDERS, json=body((tea, 1), **written))).json()
    await client.post(ORDERS, json=body((tea, 1), **written | {"email": "other@example.com"}))

    found = await client.get("/api/v1/admin/orders", params={"email": asked}, headers=admin.headers)

    assert [order["id"] for order in found.json()["items"]] == [placed["id"]]
    assert placed["email"] == "Guest@example.com"
