"""Links and codes in mails, over HTTP, on both databases."""

import asyncio
from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.identity.models import AccountProofRow, SessionRow, UserRow
from shopwright.tables import metadata
from tests.conftest import SteppingClock
from tests.support.mails import code_in, delivered, mail_to, token_in
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio
NEW = "staple of another stable"
ROBIN = {"email": "robin@example.com", "password": PASSWORD, "full_name": "Robin Example"}


async def _post(client: AsyncClient, place: str, **payload: Any) -> Response:
    return await client.post(f"/api/v1/auth/{place}", json=payload)


async def _log_in(client: AsyncClient, email: str, password: str) -> int:
    answer = await client.post("/api/v1/auth/login", json={"email": email, "password": password})
    return answer.status_code


async def _forget(client: AsyncClient, services: Services, email: str) -> tuple[str, str]:
    """The token and the code of the mail that comes of it."""
    await _post(client, "forgot-password", email=email)
    mail = await mail_to(services, email, "Choose a new password")
    return token_in(mail), code_in(mail)


async def test_a_new_account_is_verified_by_the_link_of_its_mail(
    client: AsyncClient, services: Services
) -> None:
    await _post(client, "register", **ROBIN)
    mail = await mail_to(services, "robin@example.com")

    page = await client.get(mail.links[0].removeprefix(services.settings.public_url))
    opened = await _post(client, "verify-email", token=token_in(mail))
    again = await _post(client, "verify-email", token=token_in(mail))

    assert mail.subject == "Confirm your email address"
    assert (page.status_code, opened.status_code) == (200, 200)
    assert 'action="/store/verify-email"' in page.text
    assert opened.json()["email_verified"] is True
    assert again.json() == opened.json()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.replace(token[:32], "0" * 32),
        lambda token: token.replace(token.split(".")[1], "9999999999"),
        lambda token: token + ".x",
        lambda token: token.split(".")[0],
        lambda _: "x",
        lambda _: "0" * 32 + ".99999999999." + "A" * 43,
    ],
)
async def test_a_link_of_ones_own_making_opens_nothing(
    client: AsyncClient, services: Services, db: AsyncConnection, spoil: Any
) -> None:
    await _post(client, "register", **ROBIN)
    token = spoil(token_in(await mail_to(services, "robin@example.com")))

    answers = [
        await client.get(f"/api/v1/auth/verify-email/{token}"),
        await _post(client, "verify-email", token=token),
        await _post(client, "reset-password", token=token, new_password=NEW),
    ]

    assert [(a.status_code, a.json()["code"]) for a in answers] == [(400, "invalid_link")] * 3
    assert (await db.execute(select(UserRow.email_verified_at))).scalar_one() is None


async def test_a_link_is_for_one_purpose_and_ends(
    client: AsyncClient, services: Services, clock: SteppingClock
) -> None:
    await _post(client, "register", **ROBIN)
    token = token_in(await mail_to(services, "robin@example.com"))

    for place in ("confirm-email", "undo-email"):
        assert (await _post(client, place, token=token)).json()["code"] == "invalid_link"
    reset = await _post(client, "reset-password", token=token, new_password=NEW)
    clock.advance(days=2)
    late = await _post(client, "verify-email", token=token)

    assert (reset.json()["code"], late.json()["code"]) == ("invalid_link", "invalid_link")


async def test_an_older_link_is_void_when_a_newer_one_is_asked_for(
    client: AsyncClient, services: Services, clock: SteppingClock
) -> None:
    await _post(client, "register", **ROBIN)
    older = token_in(await mail_to(services, "robin@example.com"))
    clock.advance(seconds=1)

    asked = await _post(client, "resend-verification", email="ROBIN@example.com")
    newer = token_in(await mail_to(services, "robin@example.com"))

    assert asked.status_code == 202
    assert newer != older
    assert (await _post(client, "verify-email", token=older)).status_code == 400
    assert (await _post(client, "verify-email", token=newer)).status_code == 200


async def test_a_forgotten_password_is_chosen_anew_by_the_link(
    client: AsyncClient, services: Services, db: AsyncConnection, customer: Person
) -> None:
    token, _ = await _forget(client, services, customer.email)

    looked = await client.get(f"/api/v1/auth/reset-password/{token}")
    answer = await _post(client, "reset-password", token=token, new_password=NEW)
    again = await _post(client, "reset-password", token=token, new_password=PASSWORD)

    assert looked.json()["use"] == "POST /api/v1/auth/reset-password"
    assert (answer.status_code, answer.content) == (204, b"")
    assert (again.status_code, again.json()["code"]) == (400, "invalid_link")
    assert await _log_in(client, customer.email, PASSWORD) == 401
    assert await _log_in(client, customer.email, NEW) == 200
    assert (await client.get("/api/v1/auth/me", headers=customer.headers)).status_code == 401
    ended = select(SessionRow.end_reason).where(SessionRow.id == customer.session_id)
    assert (await db.execute(ended)).scalar_one() == "password_changed"
    told = await mail_to(services, customer.email)
    assert told.subject == "Your password was changed"


async def test_a_forgotten_password_is_chosen_anew_by_the_code(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    token, code = await _forget(client, services, customer.email)

    answer = await _post(
        client, "reset-password", email=customer.email.upper(), code=code, new_password=NEW
    )
    again = await _post(
        client, "reset-password", email=customer.email, code=code, new_password=PASSWORD
    )
    by_link = await _post(client, "reset-password", token=token, new_password=PASSWORD)

    assert answer.status_code == 204
    assert (again.status_code, again.json()["code"]) == (400, "invalid_reset_code")
    assert by_link.json()["code"] == "invalid_link"
    assert await _log_in(client, customer.email, NEW) == 200


async def test_of_two_uses_of_one_code_at_once_one_wins(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    token, code = await _forget(client, services, customer.email)

    answers = await asyncio.gather(
        _post(client, "reset-password", email=customer.email, code=code, new_password=NEW),
        _post(client, "reset-password", email=customer.email, code=code, new_password=NEW),
        _post(client, "reset-password", token=token, new_password=NEW),
    )

    assert sorted(answer.status_code for answer in answers) == [204, 400, 400]


async def test_of_32_guesses_at_a_code_at_once_five_are_compared(
    client: AsyncClient, services: Services, db: AsyncConnection, customer: Person
) -> None:
    _, code = await _forget(client, services, customer.email)
    wrong = [f"{guess:06}" for guess in range(40) if f"{guess:06}" != code][:32]

    answers = await asyncio.gather(
        *(
            _post(client, "reset-password", email=customer.email, code=guess, new_password=NEW)
            for guess in wrong
        )
    )
    late = await _post(client, "reset-password", email=customer.email, code=code, new_password=NEW)

    assert {answer.status_code for answer in answers} == {400, 429}
    assert (await db.execute(select(AccountProofRow.attempts))).scalar_one() == 5
    assert late.status_code == 429
    assert await _log_in(client, customer.email, PASSWORD) == 200


async def test_after_five_guesses_the_right_code_is_wrong_too(
    client: AsyncClient, services: Services, clock: SteppingClock, customer: Person
) -> None:
    _, code = await _forget(client, services, customer.email)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        await _post(client, "reset-password", email=customer.email, code=wrong, new_password=NEW)
    clock.advance(minutes=5)

    answer = await _post(
        client, "reset-password", email=customer.email, code=code, new_password=NEW
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_reset_code")
    assert await _log_in(client, customer.email, PASSWORD) == 200


async def test_a_code_ends_after_ten_minutes_and_a_link_after_thirty(
    client: AsyncClient, services: Services, clock: SteppingClock, customer: Person
) -> None:
    token, code = await _forget(client, services, customer.email)
    clock.advance(minutes=10)
    by_code = await _post(
        client, "reset-password", email=customer.email, code=code, new_password=NEW
    )
    clock.advance(minutes=20)

    by_link = await _post(client, "reset-password", token=token, new_password=NEW)

    assert (by_code.json()["code"], by_link.json()["code"]) == (
        "invalid_reset_code",
        "invalid_link",
    )


async def test_a_newer_request_voids_the_older_link_and_code(
    client: AsyncClient, services: Services, clock: SteppingClock, customer: Person
) -> None:
    token, code = await _forget(client, services, customer.email)
    clock.advance(seconds=1)
    newer, _ = await _forget(client, services, customer.email)

    by_link = await _post(client, "reset-password", token=token, new_password=NEW)
    by_code = await _post(
        client, "reset-password", email=customer.email, code=code, new_password=NEW
    )

    assert newer != token
    assert (by_link.status_code, by_code.status_code) == (400, 400)


async def test_a_weak_password_uses_no_link_up(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    token, _ = await _forget(client, services, customer.email)

    weak = await _post(client, "reset-password", token=token, new_password="password123")
    strong = await _post(client, "reset-password", token=token, new_password=NEW)

    assert (weak.status_code, weak.json()["code"]) == (422, "weak_password")
    assert weak.json()["suggestions"]
    assert strong.status_code == 204


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"token": "x", "email": "a@b.example", "code": "123456"},
        {"email": "a@b.example"},
        {"code": "123456"},
        {"email": "a@b.example", "code": "12345"},
        {"email": "a@b.example", "code": "\uff11\uff12\uff13\uff14\uff15\uff16"},
        {"token": "a/b"},
        {"token": "x", "user_id": "1"},
    ],
)
async def test_a_reset_names_one_way(client: AsyncClient, payload: dict[str, str]) -> None:
    answer = await _post(client, "reset-password", new_password=NEW, **payload)

    assert answer.status_code == 422


@pytest.mark.parametrize("place", ["forgot-password", "resend-verification"])
async def test_asking_answers_alike_for_everybody(
    client: AsyncClient, services: Services, customer: Person, place: str
) -> None:
    emails = [customer.email, "nobody@example.com", "not an address", customer.email.upper()]

    answers = [await _post(client, place, email=email) for email in emails]

    assert {(answer.status_code, answer.text) for answer in answers} == {
        (202, answers[0].text),
    }
    assert {letter.to for letter in await delivered(services)} <= {customer.email}


async def test_asking_again_and_again_sends_three_mails_and_answers_the_same(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    answers = [await _post(client, "forgot-password", email=customer.email) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [202] * 6
    assert len({answer.text for answer in answers}) == 1
    assert len(await delivered(services)) == 1  # the newest: the older ones open nothing any more


async def test_a_closed_account_gets_no_link(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    async with services.works(system("test")) as work:
        await work.db.execute(
            update(UserRow).where(UserRow.id == customer.user_id).values(is_active=False)
        )

    await _post(client, "forgot-password", email=customer.email)

    assert await delivered(services) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"x-forwarded-host": "evil.example"},
        {"forwarded": "host=evil.example"},
        {"x-original-url": "//evil.example/"},
        {"origin": "https://evil.example", "referer": "https://evil.example/"},
    ],
)
async def test_the_link_leads_to_the_shop_whatever_the_request_says_of_its_host(
    client: AsyncClient, services: Services, customer: Person, headers: dict[str, str]
) -> None:
    answer = await client.post(
        "/api/v1/auth/forgot-password", json={"email": customer.email}, headers=headers
    )
    mail = await mail_to(services, customer.email)

    assert answer.status_code == 202
    assert all(link.startswith(services.settings.public_url) for link in mail.links)
    assert "evil" not in mail.text + mail.html


async def test_the_mail_goes_to_the_stored_address(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    await _post(client, "forgot-password", email=customer.email.upper())

    (mail,) = await delivered(services)
    assert mail.to == customer.email


async def test_no_secret_of_a_mail_is_in_the_database(
    client: AsyncClient, services: Services, db: AsyncConnection, customer: Person
) -> None:
    token, code = await _forget(client, services, customer.email)
    signature = token.rpartition(".")[2]

    for table in metadata.tables.values():
        for row in await db.execute(select(*table.c)):
            assert signature not in str(tuple(row))
            if table.name != "mails":
                assert f"'{code}'" not in str(tuple(row))
