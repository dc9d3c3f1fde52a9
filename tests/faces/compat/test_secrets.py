"""What asks for a secret rather than for a caller: renewing, resetting, verifying, and what providers sign."""

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.main import create_app
from tests.conftest import SteppingClock
from tests.support.mails import code_in, mail_to, token_in
from tests.support.paying import shop_with
from tests.support.people import PASSWORD, Person
from tests.support.stripe import SECRET, FakeStripe

pytestmark = pytest.mark.anyio
OTHER = "another horse battery"
JSON = {"content-type": "application/json"}


async def test_a_refresh_token_is_good_once(client: httpx2.AsyncClient, customer: Person) -> None:
    token = {"refresh_token": customer.refresh_token}

    first = await client.post("/api/auth/refresh", json=token)
    second = await client.post("/api/auth/refresh", json=token)
    follows = await client.post(
        "/api/auth/refresh", json={"refresh_token": first.json()["refresh_token"]}
    )

    assert first.status_code == 200
    assert (second.status_code, follows.status_code) == (401, 401)


@pytest.mark.parametrize("path", ["/api/auth", "/api/v1/auth"])
async def test_a_password_is_reset_by_the_code_of_a_mail(
    client: httpx2.AsyncClient, services: Services, customer: Person, path: str
) -> None:
    asked = await client.post(f"{path}/forgot-password", json={"email": customer.email})
    code = code_in(await mail_to(services, customer.email))
    name = "password" if path == "/api/auth" else "new_password"
    reset = {"email": customer.email, "otp": code, name: OTHER}

    first = await client.post(f"{path}/reset-password", json=reset)
    second = await client.post(f"{path}/reset-password", json=reset)
    logins = [
        (await client.post("/login", json={"email": customer.email, "password": each})).status_code
        for each in (PASSWORD, OTHER)
    ]

    assert asked.status_code == 202
    assert (first.status_code, second.status_code) == (200 if "v1" not in path else 204, 400)
    assert logins == [401, 200]
    assert (await client.get("/me", headers=customer.headers)).status_code == 401


async def test_an_address_is_verified_by_the_link_of_a_mail(
    client: httpx2.AsyncClient, services: Services
) -> None:
    account = {"email": "robin@example.com", "password": PASSWORD}
    await client.post("/api/auth/register", json=account)
    token = token_in(await mail_to(services, "robin@example.com"))

    verified = await client.get(f"/api/v1/auth/verify-email/{token}")

    assert (verified.status_code, verified.json()["email_verified"]) == (200, True)


async def test_what_stripe_tells_is_believed_by_its_signature_alone(
    settings: Settings, clock: SteppingClock
) -> None:
    told = {"id": "evt_1", "object": "event", "type": "customer.created", "livemode": False}
    headers, body = FakeStripe().message(
        {**told, "data": {"object": {}}}, at=clock.time.timestamp()
    )
    keys = {"stripe_secret_key": "sk_test_1", "stripe_webhook_secrets": SECRET}
    keys["payment_providers"] = "test,stripe"

    async with shop_with(settings, clock, **keys) as services:
        transport = httpx2.ASGITransport(app=create_app(services.settings, services=services))
        async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            answers = [
                await client.post("/api/webhooks/stripe", content=content, headers=sent | JSON)
                for sent, content in (
                    (headers, body),
                    (headers, body),
                    (headers, body.replace(b"evt_1", b"evt_2")),
                    ({}, body),
                )
            ]

    assert [answer.status_code for answer in answers] == [204, 204, 400, 400]
    assert answers[0].headers["deprecation"]
