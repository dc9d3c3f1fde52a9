"""API keys over HTTP: what they open, and what they never do."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from shopwright.faces.api.context import ACCESS, ANONYMOUS, PUBLIC, SELF, SIGNED_IN
from shopwright.faces.services import Services
from shopwright.kernel import ids
from tests.conftest import SteppingClock
from tests.support.buying import HOME, buy, filled_cart, stocked
from tests.support.contents import contents
from tests.support.people import Person

pytestmark = pytest.mark.anyio
KEYS, ADMIN_KEYS, AUDIT = "/api/v1/api-keys", "/api/v1/admin/api-keys", "/api/v1/admin/audit"


async def make(client: httpx2.AsyncClient, person: Person, *scopes: str, **more: Any) -> Any:
    body = {"name": "Warehouse", "scopes": list(scopes)} | more
    answer = await client.post(KEYS, json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def by(made: Any) -> dict[str, str]:
    return {"x-api-key": made["key"]}


async def test_a_key_is_shown_once_and_then_by_its_ends_alone(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    answer = await client.post(
        KEYS, json={"name": "Warehouse", "scopes": ["orders:read"]}, headers=admin.headers
    )
    made = answer.json()

    listed = await client.get(KEYS, headers=admin.headers)

    assert answer.headers["cache-control"] == "no-store"
    assert made["key"].startswith(f"sw_{made['prefix']}_")
    assert made["key"].endswith(made["last4"])
    assert listed.json()["items"] == [
        {name: value for name, value in made.items() if name != "key"}
    ]
    assert made["key"] not in listed.text


async def test_both_headers_take_a_key_and_two_of_them_are_one_too_many(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    made = await make(client, admin, "orders:read")
    bearer = {"authorization": f"Bearer {made['key']}"}
    path = "/api/v1/admin/orders"

    answers = [
        await client.get(path, headers=headers)
        for headers in (by(made), bearer, by(made) | bearer, by(made) | admin.headers)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 401, 401]


@pytest.mark.parametrize("header", ["x-api-key", "authorization"])
@pytest.mark.parametrize("path", ["/api/v1/admin/orders", "/api/v1/products", "/api/v1/cart"])
async def test_a_bad_key_is_an_error_and_never_a_guest(
    client: httpx2.AsyncClient, header: str, path: str
) -> None:
    key = "sw_abcdefgh_" + "a" * 43
    value = key if header == "x-api-key" else f"Bearer {key}"

    answer = await client.get(path, headers={header: value})

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_api_key")
    assert key not in answer.text


async def test_an_access_token_is_no_key(client: httpx2.AsyncClient, admin: Person) -> None:
    answer = await client.get("/api/v1/admin/orders", headers={"x-api-key": admin.token})

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_api_key")


async def test_a_key_may_what_its_scopes_say_and_nothing_else(
    client: httpx2.AsyncClient, app: FastAPI, services: Services, admin: Person
) -> None:
    """Each route that asks for a right, by a key that has every scope but those of the route."""
    everything = sorted(set(services.rights) - {"roles:write"})
    opened = []

    for route, right in guarded(app):
        scopes = [each for each in everything if each not in right.split("|")]
        made = await make(client, admin, *scopes, "self")
        answer = await client.request(
            *called(route), headers=by(made) | {"content-type": "application/json"}, content="{}"
        )
        await client.delete(f"{KEYS}/{made['id']}", headers=admin.headers)
        if (answer.status_code, answer.json()["code"]) != (403, "forbidden"):
            opened.append((route.path, answer.status_code))

    assert opened == []


async def test_no_key_does_what_is_done_in_person(
    client: httpx2.AsyncClient, app: FastAPI, services: Services, admin: Person
) -> None:
    """Passwords, factors, sessions, keys: each route of its kind, by a key that may everything."""
    made = await make(client, admin, *sorted(set(services.rights) - {"roles:write"}), "self")
    routes = [route for route, right in declared(app) if right == SIGNED_IN]
    await client.get("/api/v1/admin/orders", headers=by(made))
    before = await contents(services.works)

    answers = [
        await client.request(
            *called(route), headers=by(made) | {"content-type": "application/json"}, content="{}"
        )
        for route in routes
    ]

    assert {KEYS, "/api/v1/auth/logout", "/api/v1/users/me"} <= {route.path for route in routes}
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {
        (403, "key_not_accepted")
    }
    assert await contents(services.works) == before


async def test_only_with_the_scope_self_is_a_key_its_owner(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), user_id=admin.user_id, email=admin.email)
    await filled_cart(services, (tea, 1), user_id=admin.user_id)
    without = await make(client, admin, "products:read")
    with_self = await make(client, admin, "self")
    own = ["/api/v1/auth/me", "/api/v1/users/me", "/api/v1/orders", "/api/v1/users/me/addresses"]
    order = f"/api/v1/orders/{placed.order.id}"

    for path in own:
        refused = await client.get(path, headers=by(without))
        assert (refused.status_code, refused.json()["code"]) == (403, "key_not_accepted"), path
        assert (await client.get(path, headers=by(with_self))).status_code == 200, path

    assert (await client.get(order, headers=by(without))).status_code == 404
    assert (await client.get(order, headers=by(with_self))).status_code == 200
    carts = [await client.get("/api/v1/cart", headers=by(made)) for made in (without, with_self)]
    assert [cart.json().get("item_count", 0) for cart in carts] == [0, 1]


async def test_a_key_without_self_buys_for_nobody(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    tea = await stocked(services.works)
    made = await make(client, admin, "products:read")

    placed = await client.post(
        "/api/v1/orders",
        json={
            "items": [{"variant_id": str(tea), "quantity": 1}],
            "email": "guest@example.com",
            "shipping_address": HOME.as_dict(),
            "payment": {"provider": "test", "token": "test_ok"},
        },
        headers=by(made),
    )
    mine = await client.get("/api/v1/orders/my-orders", headers=admin.headers)

    assert placed.status_code == 201
    assert mine.json()["items"] == []


async def test_a_vendors_key_writes_his_products_under_its_own_name(
    client: httpx2.AsyncClient, services: Services, vendor: Person, admin: Person
) -> None:
    made = await make(client, vendor, "products:write_own")
    product = {"title": "Teapot", "price": "10.00", "sku": "TP-1", "status": "draft"}

    written = await client.post("/api/v1/products", json=product, headers=by(made))
    drafts = await client.get("/api/v1/products", params={"status": "draft"}, headers=by(made))
    trail = await client.get(
        AUDIT, params={"actor": f"user:{vendor.user_id}"}, headers=admin.headers
    )

    assert written.status_code == 201
    assert [item["id"] for item in drafts.json()["items"]] == [written.json()["id"]]
    assert [(entry["action"], entry["actor"]) for entry in trail.json()["items"]] == [
        ("product.created", f"user:{vendor.user_id}/key:{made['prefix']}"),
        ("api_key.made", f"user:{vendor.user_id}"),
    ]


async def test_a_key_is_exchanged_and_revoked_by_its_owner_and_the_trail_tells(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    old = await make(client, admin, "orders:read")
    path = "/api/v1/admin/orders"

    new = (await client.post(f"{KEYS}/{old['id']}/rotate", headers=admin.headers)).json()
    worked = [(await client.get(path, headers=by(key))).status_code for key in (old, new)]
    revoked = await client.delete(f"{KEYS}/{new['id']}", headers=admin.headers)
    again = await client.delete(f"{KEYS}/{new['id']}", headers=admin.headers)

    assert worked == [401, 200]
    assert (revoked.status_code, again.status_code) == (204, 204)
    assert (await client.get(path, headers=by(new))).status_code == 401
    trail = (await client.get(AUDIT, headers=admin.headers)).json()["items"]
    assert [entry["action"] for entry in trail] == [
        "api_key.revoked",
        "api_key.rotated",
        "api_key.made",
    ]
    assert new["key"] not in str(trail)


async def test_staff_see_and_revoke_everybodys_keys(
    client: httpx2.AsyncClient, customer: Person, admin: Person
) -> None:
    made = await make(client, customer, "self")

    listed = await client.get(
        ADMIN_KEYS, params={"user_id": str(customer.user_id)}, headers=admin.headers
    )
    refused = await client.delete(f"{ADMIN_KEYS}/{made['id']}", headers=customer.headers)
    by_own_door = await client.delete(f"{KEYS}/{made['id']}", headers=admin.headers)
    revoked = await client.delete(f"{ADMIN_KEYS}/{made['id']}", headers=admin.headers)

    assert [item["user_id"] for item in listed.json()["items"]] == [str(customer.user_id)]
    assert (refused.status_code, by_own_door.status_code, revoked.status_code) == (403, 404, 204)
    assert (await client.get("/api/v1/auth/me", headers=by(made))).status_code == 401


async def test_a_key_ends_when_it_says(
    client: httpx2.AsyncClient, clock: SteppingClock, customer: Person
) -> None:
    end = (clock() + timedelta(days=1)).isoformat()
    made = await make(client, customer, "self", expires_at=end)
    assert (await client.get("/api/v1/auth/me", headers=by(made))).status_code == 200

    clock.advance(days=1)

    assert (await client.get("/api/v1/auth/me", headers=by(made))).status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "", "scopes": ["self"]}, 422, "invalid"),
        ({"name": "A", "scopes": []}, 422, "invalid"),
        ({"name": "A", "scopes": ["*"]}, 422, "invalid"),
        ({"name": "A", "scopes": ["orders:fly"]}, 422, "unknown_scope"),
        ({"name": "A", "scopes": ["orders:read"]}, 403, "beyond_own_rights"),
        ({"name": "A", "scopes": ["self"], "expires_at": "2020-01-01T00:00:00Z"}, 422, None),
        ({"name": "A", "scopes": ["self"], "user_id": str(ids.new())}, 422, "invalid"),
        ({"name": "A", "scopes": ["self"], "key": "sw_mine"}, 422, "invalid"),
    ],
)
async def test_a_key_that_can_not_be_is_refused(
    client: httpx2.AsyncClient,
    customer: Person,
    body: dict[str, object],
    status: int,
    code: str | None,
) -> None:
    answer = await client.post(KEYS, json=body, headers=customer.headers)

    assert answer.status_code == status
    assert answer.json()["code"] == (code or "invalid_key_expiry")
    assert (await client.get(KEYS, headers=customer.headers)).json()["items"] == []


def declared(app: FastAPI) -> list[tuple[APIRoute, str]]:
    """Routes of the API with what they ask for; pages ask the API, and declare nothing."""
    found = [
        (route, str((route.openapi_extra or {}).get(ACCESS, "")))
        for route in app.routes
        if isinstance(route, APIRoute)
    ]
    return [(route, right) for route, right in found if right]


def guarded(app: FastAPI) -> list[tuple[APIRoute, str]]:
    ways = {PUBLIC, ANONYMOUS, SIGNED_IN, SELF}
    return [(route, right) for route, right in declared(app) if right not in ways]


def called(route: APIRoute) -> tuple[str, str]:
    """A method of the route, and its path with ids of nothing."""
    values = dict.fromkeys(route.param_convertors, "x") | {
        name: str(ids.new()) for name in route.param_convertors if name.endswith("_id")
    }
    return next(iter(sorted(route.methods or ()))), route.path_format.format(**values)
