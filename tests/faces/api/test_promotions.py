"""Promotions by the API: made by staff, tried out, put into carts as codes, seen on orders."""

from typing import Any

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.kernel import ids
from tests.modules.promotions.making import code_of, running
from tests.support.buying import filled_cart, stocked
from tests.support.people import Person

pytestmark = pytest.mark.anyio
PROMOTIONS, CODES = "/api/v1/admin/promotions", "/api/v1/cart/codes"
SPRING: dict[str, Any] = {
    "name": "Spring 2026",
    "label": "A tenth off from 50 euros",
    "class": "order",
    "benefit": {"kind": "percent", "percent": "12.5", "most": {"EUR": "20"}},
    "conditions": [
        {"any_of": [{"asks": "spend", "amounts": {"EUR": "50.00"}}]},
        {
            "any_of": [
                {"asks": "country", "countries": ["DE", "AT"], "negated": True},
                {"asks": "hours", "weekdays": [0, 4], "begins": "09:00", "ends": "17:30"},
            ]
        },
        {"any_of": [{"asks": "first_order"}]},
        {"any_of": [{"asks": "pieces", "pieces": 2, "among": {"tags": ["Sale"]}}]},
    ],
    "needs_code": True,
    "customer_limit": 1,
    "combines_with": ["item"],
}


async def made(client: httpx2.AsyncClient, admin: Person, **fields: Any) -> dict[str, Any]:
    answer = await client.post(PROMOTIONS, json=SPRING | fields, headers=admin.headers)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_promotion_is_shown_as_it_was_sent(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    body = await made(client, admin)
    shown = await client.get(f"{PROMOTIONS}/{body['id']}", headers=admin.headers)

    assert shown.json() == body
    assert shown.headers["etag"].startswith('"1')  # how it is packed is told behind it
    assert (body["class"], body["state"], body["used"]) == ("order", "inactive", 0)
    assert body["benefit"]["percent"] == "12.50"
    assert body["benefit"]["most"] == {"EUR": "20.00"}
    first, second, third, fourth = (each["any_of"] for each in body["conditions"])
    assert first[0]["amounts"] == {"EUR": "50.00"}
    assert [(each["asks"], each["negated"]) for each in second] == [
        ("country", True),
        ("hours", False),
    ]
    assert (second[1]["begins"], second[1]["ends"]) == ("09:00", "17:30")
    assert third[0]["asks"] == "first_order"
    assert (fourth[0]["pieces"], fourth[0]["among"]["tags"]) == (2, ["sale"])


async def test_what_was_shown_can_be_sent_again(client: httpx2.AsyncClient, admin: Person) -> None:
    body = await made(client, admin)
    sent = {name: body[name] for name in SPRING}

    again = await client.put(f"{PROMOTIONS}/{body['id']}", json=sent, headers=admin.headers)

    assert again.status_code == 200, again.text
    assert again.json() == body | {"version": 2}


async def test_a_stale_change_is_refused(client: httpx2.AsyncClient, admin: Person) -> None:
    body = await made(client, admin)
    path = f"{PROMOTIONS}/{body['id']}"
    await client.put(path, json=SPRING | {"priority": 1}, headers=admin.headers)

    stale = await client.put(
        path, json=SPRING | {"priority": 2}, headers=admin.headers | {"if-match": '"1"'}
    )

    assert (stale.status_code, stale.json()["code"]) == (412, "promotion_changed")
    assert (await client.get(path, headers=admin.headers)).json()["priority"] == 1


async def test_a_promotion_goes_rests_and_is_put_away(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    path = f"{PROMOTIONS}/{(await made(client, admin))['id']}"

    states = []
    for state in ("active", "inactive", "archived", "active"):
        answer = await client.put(f"{path}/state", json={"state": state}, headers=admin.headers)
        states.append((answer.status_code, answer.json().get("state") or answer.json()["code"]))

    assert states == [
        (200, "active"),
        (200, "inactive"),
        (200, "archived"),
        (409, "promotion_archived"),
    ]
    listed = await client.get(PROMOTIONS, headers=admin.headers)
    archived = await client.get(f"{PROMOTIONS}?state=archived", headers=admin.headers)
    assert (len(listed.json()["items"]), len(archived.json()["items"])) == (0, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"benefit": {"kind": "percent"}},
        {"benefit": {"kind": "percent", "percent": "100.01"}},
        {"benefit": {"kind": "percent", "percent": "-1"}},
        {"benefit": {"kind": "fixed", "amounts": {"EUR": "0.001"}}},
        {"benefit": {"kind": "fixed", "amounts": {"eur": "1"}}},
        {"benefit": {"kind": "free_shipping"}},
        {"conditions": [{"any_of": []}]},
        {"conditions": [{"any_of": [{"asks": "hours", "time_zone": "Mars/Base"}]}]},
        {"conditions": [{"any_of": [{"asks": "customer_group"}]}]},
        {"usage_limit": 0},
        {"starts_at": "2026-02-01T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z"},
        {"unknown": 1},
    ],
)
async def test_what_can_not_be_is_refused(
    client: httpx2.AsyncClient, admin: Person, fields: dict[str, Any]
) -> None:
    answer = await client.post(PROMOTIONS, json=SPRING | fields, headers=admin.headers)

    assert answer.status_code == 422, answer.text
    assert (await client.get(PROMOTIONS, headers=admin.headers)).json()["items"] == []


async def test_codes_are_given_out_withdrawn_and_counted(
    client: httpx2.AsyncClient, admin: Person, services: Services
) -> None:
    promotion = await running(services.works, needs_code=True)
    path = f"{PROMOTIONS}/{promotion.id}/codes"

    one = await client.post(path, json={"code": "HELLO"}, headers=admin.headers)
    again = await client.post(path, json={"code": "hello"}, headers=admin.headers)
    many = await client.post(
        f"{path}/batch", json={"count": 20, "prefix": "VIP-"}, headers=admin.headers
    )
    withdrawn = await client.put(
        f"{path}/{one.json()['id']}", json={"is_active": False}, headers=admin.headers
    )
    listed = await client.get(f"{path}?limit=100", headers=admin.headers)

    assert (one.status_code, again.status_code, again.json()["code"]) == (201, 409, "code_exists")
    assert len(set(many.json()["codes"])) == 20
    assert withdrawn.json()["is_active"] is False
    assert len(listed.json()["items"]) == 21


async def test_a_code_lowers_the_cart_and_the_order_and_is_counted(
    client: httpx2.AsyncClient, admin: Person, customer: Person, services: Services
) -> None:
    tea = await stocked(services.works)
    promotion = await running(services.works, needs_code=True)
    await code_of(services.works, promotion.id)
    await filled_cart(services, (tea, 2), user_id=customer.user_id)

    cart = (await client.post(CODES, json={"code": "spring"}, headers=customer.headers)).json()
    order = await client.post(
        "/api/v1/cart/checkout",
        json={
            "payment": {"provider": "test", "token": "test_ok"},
            "expected_total": cart["total"],
        },
        headers=customer.headers,
    )
    usage = await client.get(f"{PROMOTIONS}/{promotion.id}/usage", headers=admin.headers)

    assert (cart["total"], cart["discount"], cart["codes"]) == ("18.00", "2.00", ["spring"])
    [told] = cart["promotions"]
    assert (told["applied"], told["reason"], told["amount"]) == (True, "applied", "2.00")
    [adjustment] = cart["adjustments"]
    assert (adjustment["line"], adjustment["label"], adjustment["amount"]) == (
        0,
        "Spring",
        "-2.00",
    )
    assert order.status_code == 201, order.text
    assert usage.json() == {
        "orders": 1,
        "released": 0,
        "customers": 1,
        "taken_off": [{"amount": "2.00", "currency": "EUR"}],
    }


async def test_a_code_is_taken_out_again(
    client: httpx2.AsyncClient, customer: Person, services: Services
) -> None:
    promotion = await running(services.works, needs_code=True)
    await code_of(services.works, promotion.id)
    await filled_cart(services, (await stocked(services.works), 1), user_id=customer.user_id)
    await client.post(CODES, json={"code": "SPRING"}, headers=customer.headers)

    cart = (await client.delete(f"{CODES}/spring", headers=customer.headers)).json()

    assert (cart["codes"], cart["total"]) == ([], "10.00")


async def test_a_guest_may_begin_with_a_code(client: httpx2.AsyncClient) -> None:
    answer = await client.post(CODES, json={"code": "NOPE"})
    token = answer.json()["cart_token"]

    shown = await client.get("/api/v1/cart", headers={"x-cart-token": token})

    assert shown.json()["codes"] == ["NOPE"]


async def test_a_cart_takes_ten_codes(client: httpx2.AsyncClient, customer: Person) -> None:
    answers = [
        await client.post(CODES, json={"code": f"CODE-{i}"}, headers=customer.headers)
        for i in range(11)
    ]

    assert [each.status_code for each in answers] == [200] * 10 + [409]
    assert answers[-1].json()["code"] == "too_many_codes"
    cart = await client.get("/api/v1/cart", headers=customer.headers)
    assert len(cart.json()["codes"]) == 10


async def test_an_order_of_items_takes_codes(
    client: httpx2.AsyncClient, customer: Person, services: Services
) -> None:
    tea = await stocked(services.works)
    promotion = await running(services.works, needs_code=True)
    await code_of(services.works, promotion.id)

    answer = await client.post(
        "/api/v1/orders",
        json={
            "items": [{"variant_id": str(tea), "quantity": 1}],
            "codes": ["spring"],
            "payment": {"provider": "test", "token": "test_ok"},
        },
        headers=customer.headers,
    )

    assert answer.status_code == 201, answer.text
    assert answer.json()["total"] == "9.00"


async def test_staff_try_out_what_rests(
    client: httpx2.AsyncClient, admin: Person, services: Services
) -> None:
    tea = await stocked(services.works, price="30.00")
    resting = await made(
        client, admin, needs_code=False, conditions=[], benefit={"kind": "percent", "percent": "50"}
    )
    basket = {"items": [{"variant_id": str(tea), "quantity": 1}]}

    plain = await client.post(f"{PROMOTIONS}/preview", json=basket, headers=admin.headers)
    tried = await client.post(
        f"{PROMOTIONS}/preview",
        json=basket | {"promotion_ids": [resting["id"]], "country": "DE", "codes": ["NOPE"]},
        headers=admin.headers,
    )

    assert (plain.json()["total"], plain.json()["promotions"]) == ("30.00", [])
    assert tried.status_code == 200, tried.text
    assert tried.json()["total"] == "15.00"
    assert [each["reason"] for each in tried.json()["promotions"]] == ["applied", "unknown_code"]


async def test_customers_are_put_into_groups(
    client: httpx2.AsyncClient, admin: Person, customer: Person
) -> None:
    groups = "/api/v1/admin/customer-groups"
    group = (await client.post(groups, json={"name": "Friends"}, headers=admin.headers)).json()
    twin = await client.post(groups, json={"name": "fRIENDS"}, headers=admin.headers)
    member = f"{groups}/{group['id']}/customers/{customer.user_id}"

    joined = [(await client.put(member, headers=admin.headers)).status_code for _ in range(2)]
    full = (await client.get(groups, headers=admin.headers)).json()
    left = await client.delete(member, headers=admin.headers)
    strange = await client.put(
        f"{groups}/{group['id']}/customers/{ids.new()}", headers=admin.headers
    )
    empty = (await client.get(groups, headers=admin.headers)).json()

    assert (twin.status_code, twin.json()["code"]) == (409, "customer_group_exists")
    assert (joined, left.status_code, strange.status_code) == ([204, 204], 204, 404)
    assert [each["customers"] for each in (*full, *empty)] == [1, 0]


async def test_customers_do_not_see_what_staff_make(
    client: httpx2.AsyncClient, customer: Person
) -> None:
    answers = [
        await client.get(PROMOTIONS, headers=customer.headers),
        await client.post(PROMOTIONS, json=SPRING, headers=customer.headers),
        await client.get("/api/v1/admin/customer-groups", headers=customer.headers),
    ]

    assert [each.status_code for each in answers] == [403, 403, 403]
