"""A shop that insists on verified addresses: nobody signs in before, and registering tells nothing."""

from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.settings import EmailVerification, Settings
from shopwright.modules.identity.models import AccountRequestRow, UserRow
from tests.conftest import SteppingClock
from tests.support.mails import delivered, mail_to, token_in
from tests.support.people import PASSWORD, Person
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
WRONG, OTHER_PASSWORD = "not the right one", "staple of another stable"
ROBIN = {"email": "robin@example.com", "password": PASSWORD, "full_name": "Robin Example"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"email_verification": EmailVerification.REQUIRED})


async def _register(client: AsyncClient, **changes: Any) -> Response:
    return await client.post("/api/v1/auth/register", json=ROBIN | changes)


async def _log_in(client: AsyncClient, password: str = PASSWORD) -> Response:
    form = {"email": ROBIN["email"], "password": password}
    return await client.post("/api/v1/auth/login", json=form)


async def _verify(client: AsyncClient, token: str) -> int:
    return (await client.post("/api/v1/auth/verify-email", json={"token": token})).status_code


async def test_nobody_signs_in_before_the_link_is_opened(
    client: AsyncClient, services: Services
) -> None:
    await _register(client)
    token = token_in(await mail_to(services, ROBIN["email"]))

    early = await _log_in(client)
    wrong = await _log_in(client, "not the right one")
    await _verify(client, token)
    late = await _log_in(client)

    assert (early.status_code, early.json()["code"]) == (403, "email_not_verified")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")
    assert late.status_code == 200
    assert late.json()["user"]["email_verified"] is True


async def test_registering_answers_and_works_alike_for_a_known_and_an_unknown_address(
    client: AsyncClient, services: Services, db: AsyncConnection, customer: Person
) -> None:
    await _register(client, email="warm@example.com")
    sent = []
    answers = []
    for email in (customer.email, "unknown@example.com", customer.email.upper()):
        with counted(services.works.engine) as statements:
            answers.append(await _register(client, email=email))
        sent.append(statements)

    assert {(answer.status_code, answer.text) for answer in answers} == {(202, answers[0].text)}
    assert sent[0] == sent[1] == sent[2]
    assert (await db.execute(select(func.count(UserRow.id)))).scalar_one() == 1
    await delivered(services)
    assert (await mail_to(services, customer.email)).subject == "You have an account already"
    assert (await db.execute(select(func.count(AccountRequestRow.id)))).scalar_one() == 0


@pytest.mark.parametrize("place", ["forgot-password", "resend-verification"])
async def test_asking_works_alike_for_a_known_and_an_unknown_address(
    client: AsyncClient, services: Services, customer: Person, place: str
) -> None:
    path = f"/api/v1/auth/{place}"
    await client.post(path, json={"email": "warm@example.com"})
    sent = []
    for email in (customer.email, "unknown@example.com"):
        with counted(services.works.engine) as statements:
            await client.post(path, json={"email": email})
        sent.append(statements)

    assert sent[0] == sent[1]


async def test_a_wrong_password_works_alike_for_a_known_and_an_unknown_name(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    hashed: list[str | None] = []
    verify = services.security.passwords._verify

    def count(password: str, stored: str | None) -> Any:
        hashed.append(stored)
        return verify(password, stored)

    async def guess(email: str) -> list[str]:
        with counted(services.works.engine) as statements:
            await client.post("/api/v1/auth/login", json={"email": email, "password": WRONG})
        return statements

    for _ in range(5):  # the first block of all makes the head of the audit trail
        await guess("warm@example.com")
    services.security.passwords._verify = count  # type: ignore[method-assign]
    known = [await guess(customer.email) for _ in range(6)]
    unknown = [await guess("unknown@example.com") for _ in range(6)]

    assert known == unknown
    assert len(hashed) == 10  # the sixth is blocked


async def test_who_registers_last_sets_the_password_of_an_address_that_nobody_has_verified(
    client: AsyncClient, services: Services, clock: SteppingClock
) -> None:
    await _register(client, password=OTHER_PASSWORD)
    first = token_in(await mail_to(services, ROBIN["email"]))
    clock.advance(seconds=1)
    await _register(client)
    second = token_in(await mail_to(services, ROBIN["email"]))

    assert await _verify(client, first) == 400
    assert await _verify(client, second) == 200
    assert (await _log_in(client, OTHER_PASSWORD)).status_code == 401
    assert (await _log_in(client)).status_code == 200


async def test_a_username_is_taken_when_the_address_is_verified(
    client: AsyncClient, services: Services, db: AsyncConnection
) -> None:
    await _register(client, username="Robin")
    token = token_in(await mail_to(services, ROBIN["email"]))
    before = (await db.execute(select(UserRow.username))).scalar_one()

    await _verify(client, token)

    assert before is None  # else a second registration would tell that the first made an account
    assert (await db.execute(select(UserRow.username))).scalar_one() == "robin"
    for email in (ROBIN["email"], "unknown@example.com"):
        taken = await _register(client, email=email, username="ROBIN")
        assert (taken.status_code, taken.json()["code"]) == (409, "username_taken")


async def test_weak_passwords_and_bad_addresses_are_refused_for_everybody(
    client: AsyncClient, customer: Person
) -> None:
    weak = [
        await _register(client, email=e, password="password123")
        for e in (customer.email, "unknown@example.com")
    ]
    bad = await _register(client, email="robin")

    assert [answer.json()["code"] for answer in weak] == ["weak_password"] * 2
    assert bad.json()["code"] == "invalid_email"
