"""A role that demands a second factor: who holds it without one may do nothing but add one."""

from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.audit.models import AuditEntryRow
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import ADMIN
from tests.conftest import SteppingClock
from tests.support.factors import MINE, code_of, enrol
from tests.support.people import PASSWORD, Person, make_customer, make_person

pytestmark = pytest.mark.anyio
ADMINS = "/api/v1/admin/roles/admin/second-factor"


async def demand(services: Services, *, is_demanded: bool = True) -> None:
    async with services.works(system("test")) as work:
        await identity.demand_factor(work, role=ADMIN, is_demanded=is_demanded)


async def asked(client: AsyncClient, headers: dict[str, str]) -> list[tuple[int, str]]:
    """What somebody gets who asks for staff's things and for his own."""
    paths = ("/api/v1/admin/users", "/api/v1/users/me", "/api/v1/orders", "/api/v1/auth/sessions")
    answers = [await client.get(path, headers=headers) for path in paths]
    return [(each.status_code, each.json().get("code", "")) for each in answers]


async def test_whoever_holds_it_without_a_factor_may_only_add_one(
    client: AsyncClient, services: Services, clock: SteppingClock, admin: Person
) -> None:
    before = await asked(client, admin.headers)

    await demand(services)
    during = await asked(client, admin.headers)
    state = (await client.get(MINE, headers=admin.headers)).json()
    me = await client.get("/api/v1/auth/me", headers=admin.headers)
    await enrol(client, admin, clock.time)
    after = await asked(client, admin.headers)

    assert {status for status, _ in before} == {status for status, _ in after} == {200}
    assert set(during) == {(403, "second_factor_missing")}
    assert state["is_demanded"]
    assert me.status_code == 200


async def test_no_other_session_is_a_way_round_it(
    client: AsyncClient, services: Services, clock: SteppingClock, admin: Person
) -> None:
    """A second session, a refresh, a new sign-in, a browser: none holds rights without the factor."""
    body = {"email": admin.email, "password": PASSWORD}
    other = (await client.post("/api/v1/auth/login", json=body)).json()
    await demand(services)

    renewed = await client.post(
        "/api/v1/auth/refresh", json={"refresh_token": other["refresh_token"]}
    )
    anew = await client.post("/api/v1/auth/login", json=body)
    await client.post(
        "/api/v1/auth/browser-session", json=body, headers={"sec-fetch-site": "same-origin"}
    )
    by_cookie = await asked(client, {})
    client.cookies.clear()

    for token in (renewed.json()["access_token"], anew.json()["access_token"]):
        refused = await asked(client, {"authorization": f"Bearer {token}"})
        assert set(refused) == {(403, "second_factor_missing")}
    assert set(by_cookie) == {(403, "second_factor_missing")}


async def test_a_session_from_before_the_role_gets_its_rights_by_the_factor_alone(
    client: AsyncClient, services: Services, clock: SteppingClock
) -> None:
    await demand(services)
    person = await make_customer(services)
    assert (await client.get("/api/v1/users/me", headers=person.headers)).status_code == 200

    async with services.works(system("test")) as work:
        await identity.assign_roles(work, user_id=person.user_id, roles=frozenset({ADMIN}))

    assert set(await asked(client, person.headers)) == {(403, "second_factor_missing")}


async def test_a_seed_that_is_not_confirmed_is_no_factor(
    client: AsyncClient, services: Services, admin: Person
) -> None:
    await demand(services)

    await client.post(MINE, json={"password": PASSWORD}, headers=admin.headers)

    assert set(await asked(client, admin.headers)) == {(403, "second_factor_missing")}


async def test_the_factor_can_not_be_removed_while_it_is_demanded(
    client: AsyncClient, services: Services, clock: SteppingClock, admin: Person
) -> None:
    await demand(services)
    seed, _ = await enrol(client, admin, clock.time)
    clock.advance(seconds=30)
    body = {"password": PASSWORD, "code": code_of(seed, clock.time)}

    refused = await client.post(f"{MINE}/remove", json=body, headers=admin.headers)
    await demand(services, is_demanded=False)
    removed = await client.post(f"{MINE}/remove", json=body, headers=admin.headers)

    assert (refused.status_code, refused.json()["code"]) == (409, "second_factor_demanded")
    assert removed.status_code == 204


async def test_an_api_key_of_who_owes_it_can_do_nothing(
    client: AsyncClient, services: Services, admin: Person
) -> None:
    wish = {"name": "till", "scopes": ["users:read"]}
    made = await client.post("/api/v1/api-keys", json=wish, headers=admin.headers)
    assert made.status_code == 201, made.text
    headers = {"x-api-key": _secret_in(made.json())}
    before = await client.get("/api/v1/admin/users", headers=headers)

    await demand(services)
    after = await client.get("/api/v1/admin/users", headers=headers)

    assert (before.status_code, after.status_code) == (200, 403)


async def test_on_public_pages_who_owes_it_is_a_guest(
    client: AsyncClient, services: Services, admin: Person
) -> None:
    await demand(services)

    listed = await client.get("/api/v1/products", headers=admin.headers)
    made = await client.post("/api/v1/products", json={"title": "Tea"}, headers=admin.headers)

    assert listed.status_code == 200
    assert made.status_code == 403


async def test_a_role_is_told_to_demand_it_and_the_trail_tells_by_whom(
    client: AsyncClient, db: AsyncConnection, clock: SteppingClock, admin: Person
) -> None:
    await enrol(client, admin, clock.time)

    for _ in range(2):  # again changes nothing
        told = await client.put(ADMINS, json={"is_demanded": True}, headers=admin.headers)
    unknown = await client.put(
        ADMINS.replace("admin/second", "baker/second"),
        json={"is_demanded": True},
        headers=admin.headers,
    )

    rows = await db.execute(
        select(AuditEntryRow.actor, AuditEntryRow.before, AuditEntryRow.after).where(
            AuditEntryRow.action == "role.second_factor_demanded"
        )
    )
    assert told.json() == {"role": "admin", "is_demanded": True}
    assert unknown.status_code == 404
    assert [tuple(row) for row in rows] == [
        (f"user:{admin.user_id}", {"is_demanded": False}, {"is_demanded": True})
    ]


async def test_nobody_tells_a_role_that_is_mightier_than_he_is(
    client: AsyncClient, services: Services, db: AsyncConnection, admin: Person
) -> None:
    role = {"name": "clerk", "title": "Clerk", "rights": ["roles:write", "users:write"]}
    made = await client.post("/api/v1/admin/roles", json=role, headers=admin.headers)
    assert made.status_code == 201, made.text
    clerk = await make_person(services, "clerk")

    refused = await client.put(ADMINS, json={"is_demanded": True}, headers=clerk.headers)
    taken = await client.delete(
        f"/api/v1/admin/users/{admin.user_id}/second-factor", headers=clerk.headers
    )

    assert (refused.status_code, refused.json()["code"]) == (403, "beyond_own_rights")
    assert (taken.status_code, taken.json()["code"]) == (403, "beyond_own_rights")
    assert {status for status, _ in await asked(client, admin.headers)} == {200}


def _secret_in(answer: dict[str, Any]) -> str:
    return next(
        str(value)
        for value in answer.values()
        if str(value).startswith("sw_") and len(str(value)) > 40
    )
