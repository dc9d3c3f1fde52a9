"""Registration, sign-in and tokens over HTTP, on both databases."""

from typing import Any

import jwt
import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.modules.identity.models import SessionRow, UserRow
from tests.conftest import SteppingClock
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio
ROBIN = {"email": "robin@example.com", "password": PASSWORD, "full_name": "Robin Example"}


async def _register(client: AsyncClient, **changes: Any) -> Response:
    return await client.post("/api/v1/auth/register", json=ROBIN | changes)


async def _log_in(client: AsyncClient, email: str, password: str = PASSWORD) -> Response:
    return await client.post("/api/v1/auth/login", json={"email": email, "password": password})


async def _refresh(client: AsyncClient, token: str, **headers: str) -> Response:
    return await client.post("/api/v1/auth/refresh", json={"refresh_token": token}, headers=headers)


async def _me(client: AsyncClient, token: str) -> Response:
    return await client.get("/api/v1/auth/me", headers={"authorization": f"Bearer {token}"})


async def _users(db: AsyncConnection) -> int:
    return (await db.execute(select(func.count(UserRow.id)))).scalar_one()


async def test_an_account_is_opened_and_can_sign_in(client: AsyncClient) -> None:
    registered = await _register(client, username="Robin")
    signed_in = await _log_in(client, "robin@example.com")
    me = await _me(client, signed_in.json()["access_token"])

    assert registered.status_code == 201
    assert registered.json() == {
        "id": registered.json()["id"],
        "email": "robin@example.com",
        "username": "robin",
        "full_name": "Robin Example",
        "role": "customer",
        "roles": ["customer"],
        "is_active": True,
        "email_verified": False,
        "created_at": "2026-11-02T09:00:00.000Z",
    }
    assert signed_in.status_code == 200
    assert signed_in.headers["cache-control"] == "no-store"
    assert signed_in.json()["token_type"] == "bearer"
    assert signed_in.json()["expires_in"] == 1800
    assert signed_in.json()["user"] == registered.json()
    assert me.json() == {**registered.json(), "rights": []}


async def test_an_answer_never_holds_a_password_or_its_hash(client: AsyncClient) -> None:
    answers = [await _register(client), await _log_in(client, "robin@example.com")]

    for answer in answers:
        assert PASSWORD not in answer.text
        assert "argon2" not in answer.text
        assert "password" not in answer.text


@pytest.mark.parametrize(
    "members",
    [
        {"role": "admin"},
        {"roles": ["admin"]},
        {"is_active": False},
        {"is_admin": True},
        {"id": "01900000-0000-7000-8000-000000000000"},
        {"password_hash": "x"},
        {"permissions": ["users:write"]},
    ],
)
async def test_nobody_gives_himself_more_at_registration(
    client: AsyncClient, db: AsyncConnection, members: dict[str, Any]
) -> None:
    answer = await _register(client, **members)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/" + next(iter(members))
    assert await _users(db) == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": "robin"}, "invalid_email"),
        ({"email": "robin@example.com\x00"}, "invalid_email"),
        ({"email": 7}, "invalid"),
        ({"email": None}, "invalid"),
        ({"email": "x" * 400 + "@example.com"}, "invalid"),
        ({"password": "short"}, "weak_password"),
        ({"password": "x" * 129}, "weak_password"),
        ({"password": "x" * 300}, "invalid"),
        ({"password": ["x"]}, "invalid"),
        ({"full_name": "Robin\x00"}, "invalid"),
        ({"full_name": "x" * 256}, "invalid"),
        ({"full_name": "right\u202eto left"}, "invalid"),
        ({"username": "a@example.com"}, "invalid_username"),
    ],
)
async def test_what_can_not_be_registered_is_refused(
    client: AsyncClient, db: AsyncConnection, change: dict[str, Any], code: str
) -> None:
    answer = await _register(client, **change)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    told = str(answer.json() | {"request_id": ""})
    assert str(next(iter(change.values())))[:20] not in told or change["email"] == "robin"
    assert await _users(db) == 0


async def test_a_refusal_never_repeats_the_password(client: AsyncClient) -> None:
    for password in ("s3cret", "s3cret" * 50):
        answer = await _register(client, password=password)

        assert answer.status_code == 422
        assert "s3cret" not in answer.text


async def test_a_taken_email_is_a_conflict(client: AsyncClient, db: AsyncConnection) -> None:
    await _register(client)

    answer = await _register(client, email="ROBIN@EXAMPLE.COM")

    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    assert await _users(db) == 1


async def test_signing_in_works_by_username_and_by_the_oauth2_form(
    client: AsyncClient,
) -> None:
    await _register(client, username="robin")

    answers = [
        await client.post("/api/v1/auth/login", json={"username": "ROBIN", "password": PASSWORD}),
        await client.post(
            "/api/v1/auth/login", json={"username": "robin@example.com", "password": PASSWORD}
        ),
        await client.post(
            "/api/v1/auth/login",
            data={
                "grant_type": "password",
                "username": "robin@example.com",
                "password": PASSWORD,
                "scope": "",
                "client_id": "",
            },
        ),
        await client.post(
            "/api/v1/users/login", json={"email": "robin@example.com", "password": PASSWORD}
        ),
    ]

    assert [answer.status_code for answer in answers] == [200] * 4


async def test_known_and_unknown_names_answer_alike(client: AsyncClient, customer: Person) -> None:
    unknown = await _log_in(client, "nobody@example.com", "wrong password")
    wrong = await _log_in(client, customer.email, "wrong password")

    first, second = unknown.json(), wrong.json()
    assert first.pop("request_id", "") is not None
    assert second.pop("request_id", "") is not None
    assert first == second
    assert first["code"] == "invalid_credentials"
    assert (unknown.status_code, wrong.status_code) == (401, 401)
    assert dict(unknown.headers).keys() == dict(wrong.headers).keys()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"email": "a@b.example", "username": "a", "password": "x"}', "application/json", 422),
        (b'{"password": "x"}', "application/json", 422),
        (b'{"email": "a@b.example"}', "application/json", 422),
        (b'{"email": "a@b.example", "password": "x", "role": "admin"}', "application/json", 422),
        (b'{"email": ["a"], "password": "x"}', "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"email"', "application/json", 400),
        (b'{"email": "\xff", "password": "x"}', "application/json", 400),
        (b"", "application/json", 400),
        (b'{"email": "a@b.example", "password": "x"}', "text/plain", 415),
        (b'{"email": "a@b.example", "password": "x"}', "multipart/form-data; boundary=x", 415),
        (b"username=a", "application/x-www-form-urlencoded", 422),
        (b"username=%ff&password=x", "application/x-www-form-urlencoded", 400),
        (b"\xff=x", "application/x-www-form-urlencoded", 400),
        (b"a=1&" * 30, "application/x-www-form-urlencoded", 400),
    ],
)
async def test_what_is_no_sign_in_is_refused_clearly(
    client: AsyncClient, body: bytes, kind: str, status: int
) -> None:
    answer = await client.post("/api/v1/auth/login", content=body, headers={"content-type": kind})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_too_many_attempts_tell_when_to_come_back(
    client: AsyncClient, customer: Person
) -> None:
    for _ in range(5):
        await _log_in(client, customer.email, "wrong password")

    answer = await _log_in(client, customer.email)

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_attempts")
    assert answer.headers["retry-after"] == "1"


async def test_a_refresh_rotates_and_reuse_ends_the_session(
    client: AsyncClient, clock: SteppingClock, customer: Person
) -> None:
    first = await _refresh(client, customer.refresh_token)
    again = await _refresh(client, customer.refresh_token)
    after = await _refresh(client, first.json()["refresh_token"])

    assert first.status_code == 200
    assert first.headers["cache-control"] == "no-store"
    assert sorted(first.json()) == ["access_token", "expires_in", "refresh_token", "token_type"]
    assert (again.status_code, again.json()["code"]) == (401, "invalid_refresh_token")
    assert after.status_code == 401
    clock.advance(seconds=5)
    assert (await _me(client, first.json()["access_token"])).status_code == 401


async def test_an_expired_access_token_beside_it_does_not_keep_from_a_refresh_or_sign_in(
    client: AsyncClient, clock: SteppingClock, customer: Person
) -> None:
    clock.advance(hours=1)

    refreshed = await _refresh(client, customer.refresh_token, **customer.headers)
    signed_in = await client.post(
        "/api/v1/auth/login",
        json={"email": customer.email, "password": PASSWORD},
        headers=customer.headers,
    )

    assert (refreshed.status_code, signed_in.status_code) == (200, 200)


async def test_a_refresh_token_is_no_access_token_and_the_other_way_round(
    client: AsyncClient, customer: Person
) -> None:
    as_access = await _me(client, customer.refresh_token)
    as_refresh = await _refresh(client, customer.token.replace(".", "-")[:128])

    assert (as_access.status_code, as_refresh.status_code) == (401, 401)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/v1/auth/logout"), ("GET", "/api/v1/users/logout")]
)
async def test_a_token_is_refused_from_the_sign_out_on(
    client: AsyncClient, db: AsyncConnection, customer: Person, method: str, path: str
) -> None:
    assert (await _me(client, customer.token)).status_code == 200

    answer = await client.request(method, path, headers=customer.headers)

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await _me(client, customer.token)).status_code == 401
    assert (await client.request(method, path, headers=customer.headers)).status_code == 401
    assert (await _refresh(client, customer.refresh_token)).status_code == 401
    reason = await db.execute(
        select(SessionRow.end_reason).where(SessionRow.id == customer.session_id)
    )
    assert reason.scalar_one() == "signed_out"


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic cm9iaW46eA==",
        "Token {token}",
        "{token}",
        "Bearer {token} {token}",
        "Bearer {token}x",
        "Bearer null",
    ],
)
async def test_a_bad_token_is_an_error_and_never_a_guest(
    client: AsyncClient, customer: Person, header: str
) -> None:
    answer = await client.get(
        "/api/v1/auth/me", headers={"authorization": header.format(token=customer.token)}
    )

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_two_tokens_are_refused(client: AsyncClient, customer: Person) -> None:
    header = ("authorization", f"Bearer {customer.token}")

    answer = await client.get("/api/v1/auth/me", headers=[header, header])

    assert answer.status_code == 401


async def test_nobody_is_told_to_sign_in(client: AsyncClient) -> None:
    answer = await client.get("/api/v1/auth/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


async def test_an_unsigned_token_is_refused(client: AsyncClient, customer: Person) -> None:
    claims = jwt.decode(customer.token, options={"verify_signature": False})
    unsigned = jwt.encode(claims, None, algorithm="none")

    assert (await _me(client, unsigned)).status_code == 401


async def test_a_disabled_account_is_told_so_after_the_right_password(
    client: AsyncClient, customer: Person, admin: Person
) -> None:
    await client.put(
        f"/api/v1/admin/users/{customer.user_id}",
        json={"is_active": False},
        headers=admin.headers,
    )

    right = await _log_in(client, customer.email)
    wrong = await _log_in(client, customer.email, "wrong password")

    assert (right.status_code, right.json()["code"]) == (403, "account_disabled")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")


async def test_a_session_remembers_its_device(
    client: AsyncClient, db: AsyncConnection, services: Services, customer: Person
) -> None:
    await client.post(
        "/api/v1/auth/login",
        json={"email": customer.email, "password": PASSWORD},
        headers={"user-agent": "Browser/1.0 " + "x" * 400},
    )

    agents = await db.execute(
        select(SessionRow.user_agent).where(SessionRow.user_id == customer.user_id)
    )
    assert sorted(agents.scalars()) == ["Browser/1.0 " + "x" * 243, "tests"]
