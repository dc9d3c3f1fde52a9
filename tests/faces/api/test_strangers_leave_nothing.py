"""Whoever used an account before its owner took it has no way into it afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.identity import queries
from shopwright.modules.identity.models import ForeignIdentityRow, UserRow
from tests.conftest import SteppingClock
from tests.support.factors import enrol
from tests.support.mails import mail_to, token_in
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio
NEW = "staple of another stable"
ME = "/api/v1/auth/me"


async def _link(services: Services, person: Person, *, is_verified: bool) -> None:
    """An account elsewhere that is the stranger's own, linked to this one; and whether the address was ever shown to be read."""
    async with services.works(system("test")) as work:
        await work.db.execute(
            insert(ForeignIdentityRow).values(
                provider="acme",
                subject="stranger",
                user_id=person.user_id,
                email="stranger@example.com",
                created_at=work.now,
                last_used_at=work.now,
            )
        )
        if not is_verified:
            unverified = update(UserRow).where(UserRow.id == person.user_id)
            await work.db.execute(unverified.values(email_verified_at=None))


async def _key(client: AsyncClient, person: Person) -> dict[str, str]:
    payload = {"name": "Left behind", "scopes": ["self"]}
    made = await client.post("/api/v1/api-keys", json=payload, headers=person.headers)
    assert made.status_code == 201, made.text
    return {"x-api-key": made.json()["key"]}


async def _reset(client: AsyncClient, services: Services, person: Person) -> None:
    await client.post("/api/v1/auth/forgot-password", json={"email": person.email})
    token = token_in(await mail_to(services, person.email, "Choose a new password"))
    payload = {"token": token, "new_password": NEW}
    answer = await client.post("/api/v1/auth/reset-password", json=payload)
    assert answer.status_code == 204, answer.text


async def _log_in(client: AsyncClient, person: Person, password: str) -> dict[str, Any]:
    payload = {"email": person.email, "password": password}
    told: dict[str, Any] = (await client.post("/api/v1/auth/login", json=payload)).json()
    return told


async def test_the_first_who_reads_the_address_finds_no_door_of_the_one_before(
    client: AsyncClient,
    services: Services,
    db: AsyncConnection,
    clock: SteppingClock,
    customer: Person,
) -> None:
    key = await _key(client, customer)
    await enrol(client, customer, clock())
    await _link(services, customer, is_verified=False)

    await _reset(client, services, customer)

    assert await queries.identities(db, customer.user_id) == []
    assert (await client.get(ME, headers=key)).status_code == 401
    assert (await client.get(ME, headers=customer.headers)).status_code == 401
    assert "access_token" in await _log_in(client, customer, NEW)


async def test_a_reset_takes_nothing_from_who_had_shown_his_address(
    client: AsyncClient,
    services: Services,
    db: AsyncConnection,
    clock: SteppingClock,
    customer: Person,
) -> None:
    await _link(services, customer, is_verified=True)
    key = await _key(client, customer)
    await enrol(client, customer, clock())

    await _reset(client, services, customer)

    assert [each.provider for each in await queries.identities(db, customer.user_id)] == ["acme"]
    assert (await client.get(ME, headers=key)).status_code == 200
    assert (await _log_in(client, customer, NEW))["code"] == "second_factor_required"


async def test_an_address_taken_back_takes_the_keys_and_the_accounts_elsewhere(
    client: AsyncClient, services: Services, db: AsyncConnection, customer: Person
) -> None:
    wish = {"email": "thief@example.com", "current_password": PASSWORD}
    await client.put("/api/v1/users/me/email", json=wish, headers=customer.headers)
    token = token_in(await mail_to(services, "thief@example.com"))
    await client.post("/api/v1/auth/confirm-email", json={"token": token})
    await _link(services, customer, is_verified=True)
    key = await _key(client, customer)

    undo = token_in(await mail_to(services, customer.email))
    answer = await client.post("/api/v1/auth/undo-email", json={"token": undo})

    assert answer.status_code == 200, answer.text
    assert await queries.identities(db, customer.user_id) == []
    assert (await client.get(ME, headers=key)).status_code == 401


async def test_a_key_is_made_and_exchanged_by_who_signed_in_lately_or_shows_his_password(
    client: AsyncClient, clock: SteppingClock, customer: Person
) -> None:
    wish = {"name": "Warehouse", "scopes": ["self"]}
    path = "/api/v1/api-keys"
    made = await client.post(path, json=wish, headers=customer.headers)
    clock.advance(seconds=timedelta(minutes=5).total_seconds())
    rotation = f"{path}/{made.json()['id']}/rotate"

    late = await client.post(path, json=wish, headers=customer.headers)
    exchanged = await client.post(rotation, headers=customer.headers)
    wrong = await client.post(path, json=wish | {"password": "wrong"}, headers=customer.headers)
    proved = await client.post(path, json=wish | {"password": PASSWORD}, headers=customer.headers)

    codes = [(each.status_code, each.json()["code"]) for each in (late, exchanged, wrong)]
    assert codes == [(403, "fresh_sign_in_needed")] * 2 + [(403, "wrong_password")]
    assert (made.status_code, proved.status_code) == (201, 201)
    listed = (await client.get(path, headers=customer.headers)).json()["items"]
    assert [each["revoked_at"] for each in listed] == [None, None]


async def test_before_the_address_is_shown_to_be_read_no_other_way_in_is_added(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    await _link(services, customer, is_verified=False)
    wish = {"name": "Left behind", "scopes": ["self"]}

    answers = [
        await client.post(path, json=body, headers=customer.headers)
        for path, body in (
            ("/api/v1/api-keys", wish),
            ("/api/v1/users/me/second-factor", {"password": PASSWORD}),
        )
    ]

    codes = [(answer.status_code, answer.json()["code"]) for answer in answers]
    assert codes == [(403, "email_not_verified")] * 2
