"""Roles that a shop makes for itself, over HTTP."""

from typing import Any

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.wiring import CATALOGUE, GRANTS
from tests.support.contents import contents
from tests.support.people import PASSWORD, Person, make_person

pytestmark = pytest.mark.anyio
ROLES, USERS = "/api/v1/admin/roles", "/api/v1/admin/users"
CLERK = {"name": "clerk", "title": "Order desk", "rights": ["orders:read"]}


@pytest.fixture
async def manager(services: Services) -> Person:
    """Somebody who manages roles and accounts, and may nothing else but read orders."""
    rights = frozenset({"roles:write", "users:read", "users:write", "orders:read"})
    async with services.works(system("test")) as work:
        await identity.create_role(
            work, name="manager", title="Manager", rights=rights, known=CATALOGUE
        )
    return await make_person(services, "manager")


async def send(
    client: httpx2.AsyncClient, verb: str, path: str, person: Person, body: Any = None
) -> tuple[int, str]:
    answer = await client.request(verb, path, json=body, headers=person.headers)
    return answer.status_code, answer.json().get("code", "") if answer.content else ""


async def test_the_catalogue_names_every_right_with_what_it_allows(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    answer = await client.get("/api/v1/admin/permissions", headers=admin.headers)

    items = answer.json()["items"]
    assert {item["name"] for item in items} == set(CATALOGUE) == GRANTS["admin"]
    assert {"name": "orders:read", "description": "See every order."} in items


async def test_a_role_is_made_given_changed_and_removed(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person
) -> None:
    orders, role = "/api/v1/admin/orders", f"{ROLES}/clerk"
    given = f"{USERS}/{customer.user_id}/roles"

    made = await client.post(ROLES, json=CLERK, headers=admin.headers)
    await client.put(given, json={"roles": ["customer", "clerk"]}, headers=admin.headers)
    allowed = await client.get(orders, headers=customer.headers)
    changed = await client.patch(
        role, json={"title": "Desk", "rights": ["jobs:read"]}, headers=admin.headers
    )
    refused = await client.get(orders, headers=customer.headers)
    held = await client.delete(role, headers=admin.headers)
    await client.put(given, json={"roles": ["customer"]}, headers=admin.headers)
    removed = await client.delete(role, headers=admin.headers)

    assert (made.status_code, made.json()["rights"]) == (201, ["orders:read"])
    assert (allowed.status_code, refused.status_code) == (200, 403)
    assert (changed.json()["title"], changed.json()["holders"]) == ("Desk", 1)
    assert (held.status_code, held.json()["code"]) == (409, "role_is_held")
    assert removed.status_code == 204
    assert (await client.get(role, headers=admin.headers)).status_code == 404
    trail = (await client.get("/api/v1/admin/audit", headers=admin.headers)).json()["items"]
    told = [(entry["action"], entry["before"], entry["after"]) for entry in reversed(trail)]
    assert told[2] == (
        "role.changed",
        {"title": "Order desk", "rights": ["orders:read"]},
        {"title": "Desk", "rights": ["jobs:read"]},
    )
    assert [action for action, *_ in told] == [
        "role.created",
        "user.roles_assigned",
        "role.changed",
        "user.roles_assigned",
        "role.deleted",
    ]


async def test_nobody_puts_into_a_role_or_takes_out_of_it_what_he_lacks(
    client: httpx2.AsyncClient, services: Services, admin: Person, manager: Person
) -> None:
    await client.post(ROLES, json=CLERK | {"rights": ["jobs:read"]}, headers=admin.headers)
    before = await contents(services.works)
    clerk, own = f"{ROLES}/clerk", f"{ROLES}/manager"
    more = ["roles:write", "users:read", "users:write", "orders:read", "payments:refund"]

    answers = [
        await send(client, "POST", ROLES, manager, CLERK | {"name": "x2", "rights": more}),
        await send(client, "PATCH", clerk, manager, {"rights": ["jobs:read", "jobs:write"]}),
        await send(client, "PATCH", clerk, manager, {"rights": []}),
        await send(client, "DELETE", clerk, manager),
        await send(client, "PATCH", own, manager, {"rights": more}),
        await send(client, "PUT", f"{USERS}/{manager.user_id}/roles", manager, roles("admin")),
        await send(client, "PUT", f"{USERS}/{manager.user_id}/roles", manager, roles("clerk")),
        await send(client, "PUT", f"{USERS}/{admin.user_id}/roles", manager, roles("customer")),
        await send(client, "PUT", f"{USERS}/{admin.user_id}", manager, {"is_active": False}),
    ]

    assert answers == [(403, "beyond_own_rights")] * len(answers)
    assert await contents(services.works) == before


def roles(*names: str) -> dict[str, list[str]]:
    return {"roles": list(names)}


async def test_within_his_own_rights_a_manager_does_as_he_likes(
    client: httpx2.AsyncClient, admin: Person, manager: Person, customer: Person
) -> None:
    answers = [
        await send(client, "POST", ROLES, manager, CLERK),
        await send(client, "PATCH", f"{ROLES}/clerk", manager, {"title": "Desk"}),
        await send(
            client, "PUT", f"{USERS}/{customer.user_id}/roles", manager, roles("clerk", "customer")
        ),
    ]

    assert answers == [(201, ""), (200, ""), (200, "")]


@pytest.mark.parametrize("role", sorted(GRANTS))
async def test_the_built_in_roles_stay_as_they_are(
    client: httpx2.AsyncClient, services: Services, admin: Person, role: str
) -> None:
    before = await contents(services.works)

    answers = [
        await send(client, "PATCH", f"{ROLES}/{role}", admin, {"rights": []}),
        await send(client, "PATCH", f"{ROLES}/{role}", admin, {"title": "X"}),
        await send(client, "DELETE", f"{ROLES}/{role}", admin),
        await send(client, "POST", ROLES, admin, CLERK | {"name": role}),
    ]

    assert answers == [(409, "role_is_builtin")] * 3 + [(409, "role_taken")]
    assert await contents(services.works) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (CLERK | {"rights": ["orders:fly"]}, "unknown_right"),
        (CLERK | {"rights": ["*"]}, "invalid"),
        (CLERK | {"name": "Clerk"}, "invalid"),
        (CLERK | {"name": "a b"}, "invalid"),
        (CLERK | {"is_builtin": True}, "invalid"),
        ({"name": "clerk"}, "invalid"),
    ],
)
async def test_a_role_that_can_not_be_is_refused(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    body: dict[str, object],
    code: str,
) -> None:
    before = await contents(services.works)

    assert await send(client, "POST", ROLES, admin, body) == (422, code)

    assert await contents(services.works) == before


async def test_a_role_that_is_not_there_is_not_found(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    answers = [
        await send(client, "GET", f"{ROLES}/ghost", admin),
        await send(client, "PATCH", f"{ROLES}/ghost", admin, {"title": "X"}),
        await send(client, "DELETE", f"{ROLES}/ghost", admin),
    ]

    assert answers == [(404, "role_not_found")] * 3


async def test_an_account_without_roles_may_nothing(
    client: httpx2.AsyncClient, admin: Person, customer: Person
) -> None:
    await client.put(
        f"{USERS}/{customer.user_id}/roles", json=roles("vendor"), headers=admin.headers
    )

    emptied = await client.put(
        f"{USERS}/{customer.user_id}/roles", json=roles(), headers=admin.headers
    )

    product = {"title": "Teapot", "price": "1.00"}
    refused = await client.post("/api/v1/products", json=product, headers=customer.headers)
    assert (emptied.status_code, emptied.json()["roles"]) == (200, [])
    assert refused.status_code == 403


async def test_the_last_admin_can_not_be_left_without_the_role(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    path = f"{USERS}/{admin.user_id}/roles"

    answers = [
        await send(client, "PUT", path, admin, roles()),
        await send(client, "PUT", path, admin, roles("vendor", "customer")),
    ]

    assert answers == [(409, "last_admin")] * 2


async def test_nobody_erases_or_hands_out_who_may_more_than_he_nor_himself_and_nobody_the_last_admin(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    async with services.works(system("test")) as work:
        await identity.create_role(
            work,
            name="privacy",
            title="Privacy desk",
            rights=frozenset({"privacy:write"}),
            known=CATALOGUE,
        )
    desk = await make_person(services, "privacy")
    before = await contents(services.works)
    path = f"{USERS}/{admin.user_id}/privacy"

    answers = [
        await send(client, "POST", f"{path}/erasure", desk),
        await send(client, "POST", f"{path}/export", desk),
        await send(client, "POST", f"{path}/erasure", admin),
        await send(client, "POST", f"{path}/export", admin),
        await send(client, "POST", "/api/v1/privacy/erasure", admin, {"password": PASSWORD}),
    ]

    own = [(403, "own_data_request")] * 2
    assert answers == [(403, "beyond_own_rights")] * 2 + own + [(409, "last_admin")]
    assert await contents(services.works) == before


async def test_nobody_renames_who_may_more_than_he(
    client: httpx2.AsyncClient, services: Services, manager: Person, admin: Person
) -> None:
    before = await contents(services.works)
    change = {"username": "nobody", "full_name": "Nobody"}

    answers = [
        await send(client, "PUT", f"/api/v1/users/{admin.user_id}", manager, change),
        await send(client, "PUT", f"{USERS}/{admin.user_id}", manager, change),
    ]

    assert answers == [(403, "beyond_own_rights")] * 2
    assert await contents(services.works) == before
