"""What somebody changes of his own account over HTTP: each asks the password, ends sessions, and is told by mail."""

import asyncio
from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.modules.audit.models import AuditEntryRow
from shopwright.modules.identity.models import AccountProofRow, UserRow
from tests.conftest import SteppingClock
from tests.support.contents import contents
from tests.support.mails import delivered, mail_to, token_in
from tests.support.people import PASSWORD, Person, make_customer

pytestmark = pytest.mark.anyio
NEW = "staple of another stable"
ADDRESS = "robin.new@example.com"
CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "/api/v1/users/me/password": ("PUT", {"new_password": NEW}),
    "/api/v1/users/me/email": ("PUT", {"email": ADDRESS}),
    "/api/v1/users/me/deactivate": ("POST", {}),
}


async def _change(
    client: AsyncClient, who: Person, path: str, password: str = PASSWORD, **more: Any
) -> Response:
    verb, payload = CHANGES[path]
    given = payload | {"current_password": password} | more
    return await client.request(verb, path, json=given, headers=who.headers)


async def _log_in(client: AsyncClient, email: str, password: str = PASSWORD) -> Response:
    return await client.post("/api/v1/auth/login", json={"email": email, "password": password})


async def _me(client: AsyncClient, headers: dict[str, str]) -> int:
    return (await client.get("/api/v1/auth/me", headers=headers)).status_code


async def _token(client: AsyncClient, services: Services, who: Person) -> str:
    """Ask for the new address, and take what its mail holds."""
    assert (await _change(client, who, "/api/v1/users/me/email")).status_code == 202
    return token_in(await mail_to(services, ADDRESS))


async def _send(client: AsyncClient, place: str, token: str) -> Response:
    return await client.post(f"/api/v1/auth/{place}", json={"token": token})


async def _actions(db: AsyncConnection) -> list[str]:
    rows = await db.execute(select(AuditEntryRow.action).order_by(AuditEntryRow.seq))
    return list(rows.scalars())


@pytest.mark.parametrize("path", CHANGES)
async def test_without_the_right_password_nothing_changes(
    client: AsyncClient, services: Services, customer: Person, path: str
) -> None:
    before = await contents(services.works)

    answer = await _change(client, customer, path, "not the right one")

    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_password")
    assert await contents(services.works) == before
    assert await _me(client, customer.headers) == 200


@pytest.mark.parametrize("path", CHANGES)
async def test_of_guesses_at_the_password_five_are_looked_at(
    client: AsyncClient, customer: Person, path: str
) -> None:
    guesses = [await _change(client, customer, path, f"guess number {n}") for n in range(6)]

    right = await _change(client, customer, path)

    assert [guess.status_code for guess in guesses] == [403] * 5 + [429]
    assert right.status_code == 429


async def test_strangers_who_try_the_name_keep_nobody_from_changing_his_password(
    client: AsyncClient, customer: Person
) -> None:
    stranger = {"email": customer.email, "password": "a guess of a stranger"}
    guesses = [await client.post("/api/v1/auth/login", json=stranger) for _ in range(6)]

    changed = await _change(client, customer, "/api/v1/users/me/password")

    assert [guess.status_code for guess in guesses] == [401] * 5 + [429]
    assert changed.status_code == 204


@pytest.mark.parametrize("path", CHANGES)
async def test_a_guest_changes_nothing(client: AsyncClient, path: str) -> None:
    verb, payload = CHANGES[path]

    answer = await client.request(verb, path, json=payload | {"current_password": PASSWORD})

    assert answer.status_code == 401


async def test_a_new_password_ends_the_other_sessions_and_a_mail_tells(
    client: AsyncClient, services: Services, db: AsyncConnection, customer: Person
) -> None:
    other = (await _log_in(client, customer.email)).json()["access_token"]

    answer = await _change(client, customer, "/api/v1/users/me/password")

    assert (answer.status_code, answer.content) == (204, b"")
    assert await _me(client, customer.headers) == 200
    assert await _me(client, {"authorization": f"Bearer {other}"}) == 401
    assert (await _log_in(client, customer.email)).status_code == 401
    assert (await _log_in(client, customer.email, NEW)).status_code == 200
    assert (await mail_to(services, customer.email)).subject == "Your password was changed"
    assert "user.password_changed" in await _actions(db)


async def test_a_new_password_voids_what_was_asked_for_under_the_old_one(
    client: AsyncClient, services: Services, db: AsyncConnection, customer: Person
) -> None:
    token = await _token(client, services, customer)
    await client.post("/api/v1/auth/forgot-password", json={"email": customer.email})
    await delivered(services)

    await _change(client, customer, "/api/v1/users/me/password")

    assert (await _send(client, "confirm-email", token)).status_code == 400
    assert (await db.execute(select(func.count(AccountProofRow.id)))).scalar_one() == 0


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "0123456789",
        "password123",
        "Password123",
        "robin example 1984",
        "qwertyuiop1",
        "shopwright demo",
    ],
)
async def test_a_weak_new_password_is_refused_with_advice(
    client: AsyncClient, customer: Person, password: str
) -> None:
    answer = await _change(client, customer, "/api/v1/users/me/password", new_password=password)

    assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
    assert (await _log_in(client, customer.email)).status_code == 200


async def test_an_address_changes_when_its_reader_says_so(
    client: AsyncClient, services: Services, db: AsyncConnection, customer: Person
) -> None:
    other = (await _log_in(client, customer.email)).json()["access_token"]
    token = await _token(client, services, customer)
    before = (await _log_in(client, ADDRESS)).status_code

    answer = await _send(client, "confirm-email", token)
    again = await _send(client, "confirm-email", token)

    assert before == 401
    assert (answer.status_code, answer.json()["email"]) == (200, ADDRESS)
    assert answer.json()["email_verified"] is True
    assert again.status_code == 400
    assert (await _log_in(client, ADDRESS)).status_code == 200
    assert (await _log_in(client, customer.email)).status_code == 401
    assert await _me(client, customer.headers) == 200
    assert await _me(client, {"authorization": f"Bearer {other}"}) == 401
    told = await mail_to(services, customer.email)
    assert told.subject == "Your account has another email address now"
    assert "user.email_changed" in await _actions(db)


async def test_the_reader_of_the_old_address_takes_it_back_within_a_week(
    client: AsyncClient, services: Services, clock: SteppingClock, customer: Person
) -> None:
    await _send(client, "confirm-email", await _token(client, services, customer))
    undo = token_in(await mail_to(services, customer.email))
    clock.advance(days=6, hours=23)
    thief = (await _log_in(client, ADDRESS)).json()["access_token"]

    answer = await _send(client, "undo-email", undo)

    assert answer.status_code == 200
    assert await _me(client, {"authorization": f"Bearer {thief}"}) == 401
    for email in (customer.email, ADDRESS):  # whoever changed the address knew the password
        assert (await _log_in(client, email)).status_code == 401
    mail = await mail_to(services, customer.email, "has its address back")
    reset = await client.post(
        "/api/v1/auth/reset-password", json={"token": token_in(mail), "new_password": NEW}
    )
    assert reset.status_code == 204
    assert (await _log_in(client, customer.email, NEW)).status_code == 200


async def test_after_a_week_an_address_stays_changed(
    client: AsyncClient, services: Services, clock: SteppingClock, customer: Person
) -> None:
    await _send(client, "confirm-email", await _token(client, services, customer))
    undo = token_in(await mail_to(services, customer.email))
    clock.advance(days=7)

    answer = await _send(client, "undo-email", undo)

    assert answer.status_code == 400
    assert (await _log_in(client, ADDRESS)).status_code == 200


async def test_looking_at_a_link_uses_none_up(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    token = await _token(client, services, customer)

    looks = [await client.get(f"/api/v1/auth/confirm-email/{token}") for _ in range(2)]

    assert [look.status_code for look in looks] == [200, 200]
    assert looks[0].json()["use"] == "POST /api/v1/auth/confirm-email"
    assert looks[0].headers["cache-control"] == "no-store"
    assert (await _send(client, "confirm-email", token)).status_code == 200


async def test_an_address_that_may_go_back_is_kept_for_its_account(
    client: AsyncClient, services: Services, clock: SteppingClock, customer: Person
) -> None:
    await _send(client, "confirm-email", await _token(client, services, customer))
    form = {"email": customer.email, "password": PASSWORD}

    early = await client.post("/api/v1/auth/register", json=form)
    clock.advance(days=7)
    late = await client.post("/api/v1/auth/register", json=form)

    assert (early.status_code, late.status_code) == (409, 201)


async def test_anothers_address_is_asked_for_in_vain_and_its_owner_told(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    other = await make_customer(services, ADDRESS)

    taken = await _change(client, customer, "/api/v1/users/me/email")
    mail = await mail_to(services, other.email)
    free = await _change(client, customer, "/api/v1/users/me/email", email="free@example.com")

    assert (taken.status_code, taken.text) == (free.status_code, free.text)
    assert mail.subject == "Somebody wants to use your address"
    assert not any("/auth/" in link for link in mail.links)


async def test_an_address_that_was_taken_meanwhile_stays_whose_it_is(
    client: AsyncClient, services: Services, db: AsyncConnection, customer: Person
) -> None:
    token = await _token(client, services, customer)
    other = await make_customer(services, ADDRESS)

    answer = await _send(client, "confirm-email", token)

    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    held = await db.execute(select(UserRow.id).where(UserRow.email == ADDRESS))
    assert held.scalar_one() == other.user_id


async def test_of_two_accounts_that_confirm_one_address_at_once_one_gets_it(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    tokens = [
        await _token(client, services, who) for who in (customer, await make_customer(services))
    ]

    answers = await asyncio.gather(*(_send(client, "confirm-email", each) for each in tokens))

    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_ones_own_address_is_no_change(client: AsyncClient, customer: Person) -> None:
    answer = await _change(client, customer, "/api/v1/users/me/email", email=customer.email.upper())

    assert (answer.status_code, answer.json()["code"]) == (409, "same_email")


async def test_who_closes_his_account_is_signed_out_and_told(
    client: AsyncClient, services: Services, db: AsyncConnection, customer: Person
) -> None:
    answer = await _change(client, customer, "/api/v1/users/me/deactivate")

    assert answer.status_code == 204
    assert await _me(client, customer.headers) == 401
    assert (await _log_in(client, customer.email)).json()["code"] == "account_disabled"
    assert (await mail_to(services, customer.email)).subject == "Your account was closed"
    assert "user.disabled" in await _actions(db)


async def test_the_last_admin_can_not_close_his_account(client: AsyncClient, admin: Person) -> None:
    answer = await _change(client, admin, "/api/v1/users/me/deactivate")

    assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")
    assert await _me(client, admin.headers) == 200


async def test_a_profile_in_german_is_told_in_german(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    await client.put("/api/v1/users/me", json={"locale": "de-AT"}, headers=customer.headers)

    await _change(client, customer, "/api/v1/users/me/password")

    assert (await mail_to(services, customer.email)).subject == "Dein Passwort wurde geändert"
