"""Mails that were sent: told to those who may see it, and given another chance."""

import httpx2
import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from shopwright.infra.settings import Environment
from tests.support.mails import bury_mail, delivered
from tests.support.people import Person

pytestmark = pytest.mark.anyio
MAILS = "/api/v1/admin/mails"


async def test_what_went_out_and_what_did_not_is_listed(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person
) -> None:
    buried = await bury_mail(services)
    await client.post("/api/v1/auth/forgot-password", json={"email": customer.email})
    await delivered(services)

    listed = (await client.get(MAILS, headers=admin.headers)).json()["items"]
    dead = (await client.get(f"{MAILS}?state=dead", headers=admin.headers)).json()["items"]
    to_one = await client.get(MAILS, params={"address": customer.email}, headers=admin.headers)

    assert [(each["address"], each["state"]) for each in listed] == [
        (customer.email, "sent"),
        ("robin@example.com", "dead"),
    ]
    assert [each["id"] for each in dead] == [str(buried)]
    assert [each["template"] for each in to_one.json()["items"]] == [listed[0]["template"]]
    assert "text" not in listed[0]


async def test_pages_of_mails_follow_each_other(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    made = [str(await bury_mail(services)) for _ in range(3)]

    first = (await client.get(f"{MAILS}?limit=2&total=true", headers=admin.headers)).json()
    cursor = first["page"]["next_cursor"]
    rest = await client.get(MAILS, params={"limit": 2, "cursor": cursor}, headers=admin.headers)

    seen = [each["id"] for each in [*first["items"], *rest.json()["items"]]]
    assert (seen, first["page"]["total"]) == (made[::-1], 3)


async def test_a_mail_that_was_given_up_is_sent_again_and_noted(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person
) -> None:
    buried = await bury_mail(services)
    path = f"{MAILS}/{buried}/retry"

    refused = await client.post(path, headers=customer.headers)
    done = await client.post(path, headers=admin.headers)
    again = await client.post(path, headers=admin.headers)
    trail = (await client.get("/api/v1/admin/audit", headers=admin.headers)).json()["items"]

    assert (refused.status_code, done.json(), again.status_code) == (403, {"revived": 1}, 404)
    assert [each["action"] for each in trail] == ["mail.retried"]


async def test_the_folder_is_shown_where_there_is_no_server_and_never_in_production(
    client: httpx2.AsyncClient, services: Services, app: FastAPI, admin: Person, customer: Person
) -> None:
    await client.post("/api/v1/auth/forgot-password", json={"email": customer.email})
    await delivered(services)

    shown = await client.get(f"{MAILS}/folder", headers=admin.headers)
    refused = await client.get(f"{MAILS}/folder", headers=customer.headers)

    assert [each["to"] for each in shown.json()["items"]] == [customer.email]
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "changed", [{"environment": Environment.PRODUCTION}, {"mail_url": "smtp://mail"}]
)
async def test_letters_of_a_real_shop_are_shown_to_nobody(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    changed: dict[str, object],
) -> None:
    services.settings = services.settings.model_copy(update=changed)

    answer = await client.get(f"{MAILS}/folder", headers=admin.headers)

    assert answer.status_code == 404
