"""Accounts, roles and the trail over HTTP, for staff alone."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.kernel import ids
from shopwright.modules.audit import queries as audit_queries
from shopwright.modules.identity import queries
from tests.support.people import Person, make_customer

pytestmark = pytest.mark.anyio
USERS, AUDIT = "/api/v1/admin/users", "/api/v1/admin/audit"


async def test_a_customer_and_a_vendor_may_nothing_of_it(
    client: AsyncClient, db: AsyncConnection, customer: Person, vendor: Person
) -> None:
    calls = [
        ("GET", USERS, None),
        ("GET", "/api/v1/users", None),
        ("GET", f"{USERS}/{customer.user_id}", None),
        ("PUT", f"{USERS}/{customer.user_id}", {"full_name": "X"}),
        ("PUT", f"{USERS}/{customer.user_id}/role", {"role": "admin"}),
        ("GET", AUDIT, None),
    ]

    for person in (customer, vendor):
        answers = [
            await client.request(method, path, json=body, headers=person.headers)
            for method, path, body in calls
        ]
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
            (403, "forbidden")
        ] * len(calls)

    user = await queries.by_id(db, customer.user_id)
    assert user is not None
    assert user.roles == {"customer"}
    assert (await audit_queries.head(db)).seq == 0


async def test_a_role_given_counts_at_the_next_request_and_is_in_the_trail(
    client: AsyncClient, customer: Person, admin: Person
) -> None:
    refused = await client.get(USERS, headers=customer.headers)

    given = await client.put(
        f"{USERS}/{customer.user_id}/role", json={"role": "admin"}, headers=admin.headers
    )

    allowed = await client.get(USERS, headers=customer.headers)
    assert (refused.status_code, allowed.status_code) == (403, 200)
    assert (given.json()["role"], given.json()["roles"]) == ("admin", ["admin"])
    (entry,) = (await client.get(AUDIT, headers=admin.headers)).json()["items"]
    assert entry["action"] == "user.roles_assigned"
    assert entry["actor"] == f"user:{admin.user_id}"
    assert entry["subject"] == {"type": "user", "id": str(customer.user_id)}
    assert (entry["before"], entry["after"]) == ({"roles": ["customer"]}, {"roles": ["admin"]})
    assert entry["address"] == "127.0.0.1"


async def test_a_role_taken_counts_at_the_next_request(
    client: AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    path = f"{USERS}/{customer.user_id}/role"
    for role, status in (("admin", 200), ("customer", 403)):
        await client.put(path, json={"role": role}, headers=admin.headers)

        assert (await client.get(USERS, headers=customer.headers)).status_code == status


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"role": "emperor"}, 422, "unknown_role"),
        ({"role": ""}, 422, "invalid"),
        ({"role": ["admin"]}, 422, "invalid"),
        ({"role": "admin", "permissions": []}, 422, "invalid"),
        ({}, 422, "invalid"),
    ],
)
async def test_a_role_that_is_none_is_refused(
    client: AsyncClient,
    db: AsyncConnection,
    customer: Person,
    admin: Person,
    body: dict[str, object],
    status: int,
    code: str,
) -> None:
    answer = await client.put(f"{USERS}/{customer.user_id}/role", json=body, headers=admin.headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await audit_queries.head(db)).seq == 0


async def test_the_last_admin_can_neither_step_down_nor_disable_himself(
    client: AsyncClient, db: AsyncConnection, admin: Person
) -> None:
    path = f"{USERS}/{admin.user_id}"

    answers = [
        await client.put(f"{path}/role", json={"role": "customer"}, headers=admin.headers),
        await client.put(path, json={"is_active": False}, headers=admin.headers),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (409, "last_admin")
    ] * 2
    assert await queries.active_admins(db) == 1
    assert (await audit_queries.head(db)).seq == 0


async def test_a_disabled_account_is_out_at_once_and_back_when_enabled(
    client: AsyncClient, customer: Person, admin: Person
) -> None:
    path = f"{USERS}/{customer.user_id}"
    assert (await client.get("/api/v1/auth/me", headers=customer.headers)).status_code == 200

    disabled = await client.put(path, json={"is_active": False}, headers=admin.headers)
    out = await client.get("/api/v1/auth/me", headers=customer.headers)
    enabled = await client.put(path, json={"is_active": True}, headers=admin.headers)
    still_out = await client.get("/api/v1/auth/me", headers=customer.headers)

    assert (disabled.json()["is_active"], enabled.json()["is_active"]) == (False, True)
    assert (out.status_code, still_out.status_code) == (401, 401)
    trail = (await client.get(AUDIT, headers=admin.headers)).json()["items"]
    assert [entry["action"] for entry in trail] == ["user.enabled", "user.disabled"]


async def test_who_does_not_exist_is_not_found(client: AsyncClient, admin: Person) -> None:
    nobody = f"{USERS}/{ids.new()}"

    answers = [
        await client.get(nobody, headers=admin.headers),
        await client.put(nobody, json={"full_name": "X"}, headers=admin.headers),
        await client.put(f"{nobody}/role", json={"role": "vendor"}, headers=admin.headers),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (404, "user_not_found")
    ] * 3


async def test_the_list_pages_by_cursor_and_by_number_and_filters(
    client: AsyncClient, services: Services, admin: Person
) -> None:
    people = [await make_customer(services) for _ in range(3)]
    query = {"role": "customer", "limit": 2}

    first = await client.get(USERS, params=query, headers=admin.headers)
    cursor = first.json()["page"]["next_cursor"]
    second = await client.get(USERS, params=query | {"cursor": cursor}, headers=admin.headers)
    numbered = await client.get(
        "/api/v1/users",
        params={"role": "customer", "page": 2, "size": 2},
        headers=admin.headers,
    )
    found = await client.get(USERS, params={"q": people[0].email}, headers=admin.headers)

    shown = [item["id"] for item in first.json()["items"] + second.json()["items"]]
    assert shown == [str(person.user_id) for person in reversed(people)]
    assert first.headers["link"].endswith('>; rel="next"')
    assert "link" not in second.headers
    assert numbered.json()["page"] == {
        "limit": 2,
        "has_more": False,
        "next_cursor": None,
        "total": 3,
        "page": 2,
        "pages": 2,
    }
    assert [item["id"] for item in numbered.json()["items"]] == [str(people[0].user_id)]
    assert numbered.headers["link"] == ('</api/v1/users?role=customer&size=2&page=1>; rel="prev"')
    assert [item["email"] for item in found.json()["items"]] == [people[0].email]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": "x"},
        {"cursor": "x"},
        {"cursor": "x" * 600},
        {"page": 0},
        {"page": 1, "cursor": "x"},
        {"page": 1, "skip": 0},
        {"page": 1, "limit": 2, "size": 2},
        {"page": 10_000, "size": 100},
        {"skip": -1},
        {"skip": 10_001},
        {"total": "maybe"},
    ],
)
async def test_a_page_that_can_not_be_is_refused(
    client: AsyncClient, admin: Person, query: dict[str, str | int]
) -> None:
    answer = await client.get(USERS, params=query, headers=admin.headers)

    assert answer.status_code == 422


async def test_the_trail_is_filtered(client: AsyncClient, customer: Person, admin: Person) -> None:
    for role in ("vendor", "customer"):
        await client.put(
            f"{USERS}/{customer.user_id}/role", json={"role": role}, headers=admin.headers
        )
    now = "2026-11-02T09:00:00Z"

    counts = {
        name: len((await client.get(AUDIT, params=query, headers=admin.headers)).json()["items"])
        for name, query in {
            "subject": {"subject_type": "user", "subject_id": str(customer.user_id)},
            "other subject": {"subject_id": str(admin.user_id)},
            "actor": {"actor": f"user:{admin.user_id}"},
            "other action": {"action": "user.disabled"},
            "since": {"since": now},
            "until": {"until": now},
        }.items()
    }

    assert counts == {
        "subject": 2,
        "other subject": 0,
        "actor": 2,
        "other action": 0,
        "since": 2,
        "until": 0,
    }
