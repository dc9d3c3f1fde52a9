"""Second factors over HTTP: added, asked for at every door, removed, demanded by roles."""

from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.modules.audit.models import AuditEntryRow
from shopwright.modules.identity.models import RecoveryCodeRow, SecondFactorRow, SessionRow
from tests.conftest import SteppingClock
from tests.support.factors import MINE, code_of, enrol
from tests.support.people import PASSWORD, Person, make_admin, make_customer

pytestmark = pytest.mark.anyio
STEP = "/api/v1/auth/second-factor"
HERE = {"sec-fetch-site": "same-origin"}


async def log_in(client: AsyncClient, person: Person) -> Response:
    body = {"email": person.email, "password": PASSWORD}
    return await client.post("/api/v1/auth/login", json=body)


async def challenge_of(client: AsyncClient, person: Person) -> str:
    answer = await log_in(client, person)
    assert answer.status_code == 401
    assert answer.json()["code"] == "second_factor_required"
    return str(answer.json()["challenge"])


async def answer_with(client: AsyncClient, challenge: str, **codes: str) -> Response:
    return await client.post(STEP, json={"challenge": challenge, **codes})


async def actions(db: AsyncConnection) -> list[tuple[str, str]]:
    rows = await db.execute(
        select(AuditEntryRow.action, AuditEntryRow.actor).order_by(AuditEntryRow.seq)
    )
    return [(row.action, row.actor) for row in rows]


async def open_sessions(db: AsyncConnection, person: Person) -> int:
    statement = select(SessionRow.id).where(
        SessionRow.user_id == person.user_id, SessionRow.ended_at.is_(None)
    )
    return len((await db.execute(statement)).all())


async def test_a_sign_in_needs_both_factors(
    client: AsyncClient, clock: SteppingClock, customer: Person
) -> None:
    seed, _ = await enrol(client, customer, clock.time)
    clock.advance(seconds=30)

    challenge = await challenge_of(client, customer)
    wrong = await answer_with(client, challenge, code="000000")
    right = await answer_with(client, challenge, code=code_of(seed, clock.time))
    again = await answer_with(client, challenge, code=code_of(seed, clock.time))

    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_code")
    assert right.status_code == 200
    assert right.headers["cache-control"] == "no-store"
    assert right.json()["user"]["email"] == customer.email
    assert (again.status_code, again.json()["code"]) == (401, "invalid_challenge")


async def test_a_challenge_opens_nothing_by_itself(
    client: AsyncClient, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    await enrol(client, customer, clock.time)

    challenge = await challenge_of(client, customer)
    bearer = await client.get("/api/v1/auth/me", headers={"authorization": f"Bearer {challenge}"})
    refresh = await client.post("/api/v1/auth/refresh", json={"refresh_token": challenge})

    assert (bearer.status_code, refresh.status_code) == (401, 401)
    assert await open_sessions(db, customer) == 1


@pytest.mark.parametrize("door", ["json", "form", "users", "browser"])
async def test_every_door_asks_for_it(
    client: AsyncClient, db: AsyncConnection, clock: SteppingClock, customer: Person, door: str
) -> None:
    await enrol(client, customer, clock.time)
    body = {"username": customer.email, "password": PASSWORD}
    ask: dict[str, Any] = {
        "json": {"url": "/api/v1/auth/login", "json": body},
        "form": {"url": "/api/v1/auth/login", "data": body},
        "users": {"url": "/api/v1/users/login", "json": body},
        "browser": {"url": "/api/v1/auth/browser-session", "json": body, "headers": HERE},
    }[door]

    answer = await client.post(**ask)

    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor_required")
    assert "set-cookie" not in answer.headers
    assert await open_sessions(db, customer) == 1


async def test_a_wrong_password_tells_nothing_of_a_factor(
    client: AsyncClient, clock: SteppingClock, customer: Person
) -> None:
    await enrol(client, customer, clock.time)

    answer = await client.post(
        "/api/v1/auth/login", json={"email": customer.email, "password": "wrong horse battery"}
    )

    assert answer.json()["code"] == "invalid_credentials"
    assert "challenge" not in answer.json()


async def test_adding_one_asks_for_the_password_and_ends_other_sessions(
    client: AsyncClient, services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    person = await make_customer(services)
    elsewhere = (await log_in(client, person)).json()["access_token"]

    refused = await client.post(MINE, json={"password": "wrong horse"}, headers=person.headers)
    none = await client.post(MINE, json={}, headers=person.headers)
    await enrol(client, person, clock.time)
    again = await client.post(MINE, json={"password": PASSWORD}, headers=person.headers)
    other = await client.get("/api/v1/auth/me", headers={"authorization": f"Bearer {elsewhere}"})

    assert {refused.status_code, none.status_code} <= {401, 403}
    assert (again.status_code, again.json()["code"]) == (409, "second_factor_exists")
    assert other.status_code == 401
    assert await open_sessions(db, person) == 1
    assert ("factor.added", f"user:{person.user_id}") in await actions(db)


async def test_what_is_not_confirmed_does_not_count(client: AsyncClient, customer: Person) -> None:
    await client.post(MINE, json={"password": PASSWORD}, headers=customer.headers)
    wrong = await client.post(f"{MINE}/confirm", json={"code": "000000"}, headers=customer.headers)
    state = (await client.get(MINE, headers=customer.headers)).json()

    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_code")
    assert state == {"is_on": False, "since": None, "recovery_codes_left": 0, "is_demanded": False}
    assert (await log_in(client, customer)).status_code == 200


async def test_seed_and_recovery_codes_are_not_stored_as_they_are(
    client: AsyncClient, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    seed, recovery = await enrol(client, customer, clock.time)

    kept = (await db.execute(select(SecondFactorRow.seed))).scalar_one()
    hashes = (await db.execute(select(RecoveryCodeRow.code_hash))).scalars().all()

    assert seed not in kept
    assert len(recovery) == len(set(recovery)) == len(hashes) == 10
    assert all(len(code.replace("-", "")) == 24 for code in recovery)
    assert not {code.replace("-", "") for code in recovery} & set(hashes)


async def test_a_recovery_code_is_good_once_however_it_is_typed(
    client: AsyncClient, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    _, recovery = await enrol(client, customer, clock.time)

    challenge = await challenge_of(client, customer)
    first = await answer_with(
        client, challenge, recovery_code=recovery[3].upper().replace("-", " ")
    )
    challenge = await challenge_of(client, customer)
    second = await answer_with(client, challenge, recovery_code=recovery[3])

    headers = {"authorization": f"Bearer {first.json()['access_token']}"}
    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (401, "invalid_code")
    assert (await client.get(MINE, headers=headers)).json()["recovery_codes_left"] == 9
    assert ("factor.code_used", "guest") in await actions(db)


async def test_new_recovery_codes_void_the_old_ones(
    client: AsyncClient, clock: SteppingClock, customer: Person
) -> None:
    seed, recovery = await enrol(client, customer, clock.time)
    clock.advance(seconds=30)
    body = {"password": PASSWORD, "code": code_of(seed, clock.time)}

    renewed = await client.post(f"{MINE}/recovery-codes", json=body, headers=customer.headers)
    challenge = await challenge_of(client, customer)
    old = await answer_with(client, challenge, recovery_code=recovery[0])
    new = await answer_with(client, challenge, recovery_code=renewed.json()["recovery_codes"][0])

    assert (old.status_code, new.status_code) == (401, 200)


async def test_removing_one_asks_for_password_and_code(
    client: AsyncClient, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    seed, recovery = await enrol(client, customer, clock.time)
    clock.advance(seconds=30)
    code = code_of(seed, clock.time)

    async def remove(**body: str) -> int:
        path = f"{MINE}/remove"
        return (await client.post(path, json=body, headers=customer.headers)).status_code

    refused = [
        await remove(password=PASSWORD),
        await remove(password=PASSWORD, code="000000"),
        await remove(code=code),
        await remove(password="wrong horse battery", code=code),
        await remove(password=PASSWORD, code=code, recovery_code=recovery[0]),
    ]
    still_on = (await client.get(MINE, headers=customer.headers)).json()["is_on"]
    removed = await remove(password=PASSWORD, code=code)

    assert all(status in (401, 403, 422) for status in refused)
    assert still_on
    assert removed == 204
    assert (await log_in(client, customer)).status_code == 200
    assert ("factor.removed", f"user:{customer.user_id}") in await actions(db)


async def test_staff_remove_what_somebody_lost_and_the_trail_tells(
    client: AsyncClient, db: AsyncConnection, clock: SteppingClock, customer: Person, admin: Person
) -> None:
    await enrol(client, customer, clock.time)
    path = f"/api/v1/admin/users/{customer.user_id}/second-factor"

    by_himself = await client.delete(path, headers=customer.headers)
    removed = await client.delete(path, headers=admin.headers)
    again = await client.delete(path, headers=admin.headers)

    assert (by_himself.status_code, removed.status_code) == (403, 204)
    assert (again.status_code, again.json()["code"]) == (409, "no_second_factor")
    assert await open_sessions(db, customer) == 0
    assert ("factor.removed", f"user:{admin.user_id}") in await actions(db)
    assert (await log_in(client, customer)).status_code == 200


async def test_an_unknown_accounts_factor_is_not_there(client: AsyncClient, admin: Person) -> None:
    path = "/api/v1/admin/users/01900000-0000-7000-8000-000000000000/second-factor"

    assert (await client.delete(path, headers=admin.headers)).status_code == 404


async def test_codes_are_guessed_five_times_a_challenge_and_more_slowly_with_each(
    client: AsyncClient, services: Services, clock: SteppingClock
) -> None:
    person = await make_admin(services)
    seed, _ = await enrol(client, person, clock.time)
    clock.advance(seconds=30)
    right = code_of(seed, clock.time)
    guesses = [f"{n:06}" for n in range(10) if f"{n:06}" != right][:5]
    challenge = await challenge_of(client, person)

    for guess in guesses:
        answer = await answer_with(client, challenge, code=guess)
        assert answer.json()["code"] == "invalid_code"
    fresh = await challenge_of(client, person)
    throttled = await answer_with(client, fresh, code=right)
    used_up = await answer_with(client, challenge, code=right)

    assert (throttled.status_code, throttled.json()["code"]) == (429, "too_many_attempts")
    assert used_up.status_code in (401, 429)


async def test_staff_do_not_go_round_their_own_factor(
    client: AsyncClient, clock: SteppingClock, admin: Person
) -> None:
    await enrol(client, admin, clock())
    path = f"/api/v1/admin/users/{admin.user_id}/second-factor"

    answer = await client.delete(path, headers=admin.headers)
    state = await client.get(MINE, headers=admin.headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "own_second_factor")
    assert state.json()["is_on"] is True
