"""One's own account, profile and addresses over HTTP; and nobody else's."""

from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel import ids
from shopwright.kernel.paging import PageRequest
from shopwright.modules.audit import queries as audit_queries
from shopwright.modules.audit.queries import EntryFilter
from shopwright.modules.identity import queries
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio
BOOK = "/api/v1/users/me/addresses"
HOME = {
    "recipient": "Robin Example",
    "line1": "Lindenweg 4",
    "city": "Graz",
    "country": "AT",
    "postal_code": "8010",
}


async def test_an_account_is_opened_under_users_too(client: AsyncClient) -> None:
    answer = await client.post(
        "/api/v1/users", json={"email": "robin@example.com", "password": PASSWORD}
    )

    assert answer.status_code == 201
    assert answer.json()["role"] == "customer"


async def test_a_profile_is_shown_and_changed_by_its_owner(
    client: AsyncClient, customer: Person
) -> None:
    before = await client.get("/api/v1/users/me", headers=customer.headers)
    changed = await client.put(
        "/api/v1/users/me",
        json={
            "full_name": "Robin Other",
            "username": "Robin",
            "phone": "+43316555",
            "locale": "de-AT",
            "marketing_consent": True,
        },
        headers=customer.headers,
    )
    after = await client.get("/api/v1/users/me", headers=customer.headers)

    assert (before.json()["phone"], before.json()["marketing_consent"]) == ("", False)
    assert changed.status_code == 200
    assert after.json() == changed.json()
    assert after.json() == before.json() | {
        "full_name": "Robin Other",
        "username": "robin",
        "phone": "+43316555",
        "locale": "de-AT",
        "marketing_consent": True,
        "marketing_consent_at": "2026-11-02T09:00:00.000Z",
    }


@pytest.mark.parametrize("path", ["/api/v1/users/me", "/api/v1/users/{id}"])
@pytest.mark.parametrize(
    "members",
    [
        {"role": "admin"},
        {"roles": ["admin"]},
        {"is_active": True},
        {"email": "other@example.com"},
        {"password": "another password"},
        {"full_name": ""},
        {"full_name": "x\x00"},
        {"username": "a"},
    ],
)
async def test_what_is_not_his_to_change_or_can_not_be_is_refused(
    client: AsyncClient,
    db: AsyncConnection,
    customer: Person,
    path: str,
    members: dict[str, Any],
) -> None:
    before = await queries.by_id(db, customer.user_id)

    answer = await client.put(
        path.format(id=customer.user_id), json=members, headers=customer.headers
    )

    assert answer.status_code == 422
    assert await queries.by_id(db, customer.user_id) == before


async def test_a_half_acceptable_change_changes_nothing(
    client: AsyncClient, customer: Person
) -> None:
    before = await client.get("/api/v1/users/me", headers=customer.headers)

    answer = await client.put(
        "/api/v1/users/me",
        json={"full_name": "Changed", "locale": "none such"},
        headers=customer.headers,
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_profile")
    after = await client.get("/api/v1/users/me", headers=customer.headers)
    assert after.json() == before.json()


async def test_an_account_is_shown_to_its_owner_and_to_staff(
    client: AsyncClient, customer: Person, admin: Person
) -> None:
    path = f"/api/v1/users/{customer.user_id}"

    answers = [await client.get(path, headers=who.headers) for who in (customer, admin)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


async def test_anothers_account_is_not_found_like_one_that_does_not_exist(
    client: AsyncClient, db: AsyncConnection, customer: Person, vendor: Person
) -> None:
    before = await queries.by_id(db, vendor.user_id)
    answers = []
    for user_id in (vendor.user_id, ids.new()):
        path = f"/api/v1/users/{user_id}"
        change = {"full_name": "Taken over"}
        answers += [
            await client.get(path, headers=customer.headers),
            await client.put(path, json=change, headers=customer.headers),
        ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (404, "user_not_found")
    ] * 4
    assert await queries.by_id(db, vendor.user_id) == before


async def test_who_is_not_signed_in_sees_and_changes_nothing(
    client: AsyncClient, customer: Person
) -> None:
    account = f"/api/v1/users/{customer.user_id}"
    calls = [
        ("GET", "/api/v1/users/me"),
        ("PUT", "/api/v1/users/me"),
        ("GET", "/api/v1/users"),
        ("GET", account),
        ("PUT", account),
        ("GET", BOOK),
        ("POST", BOOK),
        ("DELETE", f"{BOOK}/{ids.new()}"),
        ("GET", "/api/v1/admin/users"),
        ("PUT", f"/api/v1/admin/users/{customer.user_id}/role"),
        ("GET", "/api/v1/admin/audit"),
    ]

    statuses = [(await client.request(method, path)).status_code for method, path in calls]

    assert statuses == [401] * len(calls)


async def test_staff_changes_an_account_and_the_trail_tells(
    client: AsyncClient, db: AsyncConnection, customer: Person, admin: Person
) -> None:
    answer = await client.put(
        f"/api/v1/users/{customer.user_id}",
        json={"full_name": "Corrected"},
        headers=admin.headers,
    )

    assert answer.json()["full_name"] == "Corrected"
    (entry,) = (await audit_queries.entries(db, EntryFilter(), PageRequest())).items
    assert (entry.actor, entry.action) == (f"user:{admin.user_id}", "user.changed")
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["full_name"], entry.after["full_name"]) == ("Robin Example", "Corrected")


async def test_changes_of_ones_own_account_are_not_the_trails_business(
    client: AsyncClient, db: AsyncConnection, customer: Person
) -> None:
    await client.put(
        f"/api/v1/users/{customer.user_id}", json={"full_name": "New"}, headers=customer.headers
    )

    assert (await audit_queries.head(db)).seq == 0


async def test_addresses_are_kept_changed_and_removed(
    client: AsyncClient, customer: Person
) -> None:
    added = await client.post(BOOK, json=HOME, headers=customer.headers)
    one = f"{BOOK}/{added.json()['id']}"
    changed = await client.put(one, json=HOME | {"city": "Wien"}, headers=customer.headers)
    shown = await client.get(one, headers=customer.headers)
    listed = await client.get(BOOK, headers=customer.headers)
    removed = await client.delete(one, headers=customer.headers)
    gone = await client.get(one, headers=customer.headers)

    assert added.status_code == 201
    assert added.json() == {
        **HOME,
        "line2": "",
        "region": "",
        "company": "",
        "phone": "",
        "id": added.json()["id"],
        "is_default_shipping": True,
        "is_default_billing": True,
    }
    assert changed.json() == shown.json() == added.json() | {"city": "Wien"}
    assert listed.json() == {"items": [shown.json()]}
    assert (removed.status_code, gone.status_code) == (204, 404)


async def test_anothers_addresses_are_not_found(
    client: AsyncClient, customer: Person, vendor: Person, admin: Person
) -> None:
    added = await client.post(BOOK, json=HOME, headers=customer.headers)
    one = f"{BOOK}/{added.json()['id']}"

    for stranger in (vendor, admin):
        answers = [
            await client.get(one, headers=stranger.headers),
            await client.put(one, json=HOME | {"city": "Wien"}, headers=stranger.headers),
            await client.delete(one, headers=stranger.headers),
        ]
        assert [answer.status_code for answer in answers] == [404] * 3

    assert (await client.get(one, headers=customer.headers)).json() == added.json()


@pytest.mark.parametrize(
    "change",
    [
        {"country": "XX"},
        {"country": "Austria"},
        {"country": ""},
        {"recipient": ""},
        {"recipient": "   "},
        {"line1": None},
        {"city": 7},
        {"city": "x" * 256},
        {"phone": "nobody"},
        {"line2": "a\x00b"},
        {"user_id": "somebody-else"},
        {"is_default_shipping": "yes"},
    ],
)
async def test_an_address_that_can_not_be_is_refused(
    client: AsyncClient, customer: Person, change: dict[str, Any]
) -> None:
    answer = await client.post(BOOK, json=HOME | change, headers=customer.headers)

    assert answer.status_code == 422
    assert (await client.get(BOOK, headers=customer.headers)).json() == {"items": []}


@pytest.mark.parametrize("user_id", ["1", "me2", "x" * 500, "%00", "../auth/me"])
async def test_an_id_that_is_none_is_refused(
    client: AsyncClient, customer: Person, user_id: str
) -> None:
    answer = await client.get(f"/api/v1/users/{user_id}", headers=customer.headers)

    assert answer.status_code in (404, 422) or answer.json()["id"] == str(customer.user_id)
