"""One's own personal data through the API: who may ask, who may fetch, who may go."""

from typing import Any

import pytest
from httpx2 import AsyncClient

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.kernel.paging import PageRequest
from shopwright.modules.audit import queries as audit
from shopwright.modules.audit.queries import EntryFilter
from tests.conftest import SteppingClock
from tests.support.buying import buy, stocked
from tests.support.canaries import unzipped
from tests.support.people import PASSWORD, Person, actor_of

pytestmark = pytest.mark.anyio
PROOF = {"password": PASSWORD}
REQUESTS = "/api/v1/privacy/requests"


async def _ask(client: AsyncClient, what: str, person: Person) -> dict[str, Any]:
    answer = await client.post(f"/api/v1/privacy/{what}", json=PROOF, headers=person.headers)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def _ready(client: AsyncClient, worker: Worker, person: Person) -> dict[str, Any]:
    wish = await _ask(client, "export", person)
    await worker.run_until_idle()
    shown = await client.get(f"{REQUESTS}/{wish['id']}", headers=person.headers)
    return dict(shown.json())


async def test_an_archive_is_asked_for_made_and_fetched(
    client: AsyncClient, worker: Worker, customer: Person
) -> None:
    wish = await _ask(client, "export", customer)
    await worker.run_until_idle()
    done = (await client.get(f"{REQUESTS}/{wish['id']}", headers=customer.headers)).json()
    archive = done["archive"]

    fetched = await client.get(archive["path"], headers={"x-archive-token": archive["token"]})

    assert (wish["status"], wish["archive"], done["status"]) == ("requested", None, "done")
    assert fetched.status_code == 200
    assert fetched.headers["content-type"] == "application/zip"
    assert fetched.headers["cache-control"] == "private, no-store"
    assert customer.email in unzipped(fetched.content)["account.json"]


@pytest.mark.parametrize("what", ["export", "erasure"])
@pytest.mark.parametrize("proof", [{"password": "not my password"}, {}])
async def test_without_the_password_nothing_is_asked_for(
    client: AsyncClient, customer: Person, what: str, proof: dict[str, str]
) -> None:
    answer = await client.post(f"/api/v1/privacy/{what}", json=proof, headers=customer.headers)

    assert answer.status_code in (401, 403)
    assert (await client.get(REQUESTS, headers=customer.headers)).json() == {"items": []}


@pytest.mark.parametrize("what", ["export", "erasure"])
async def test_a_guest_has_nothing_to_ask_for(client: AsyncClient, what: str) -> None:
    answer = await client.post(f"/api/v1/privacy/{what}", json=PROOF)

    assert answer.status_code == 401


async def test_without_its_token_an_archive_is_not_there(
    client: AsyncClient, worker: Worker, customer: Person, vendor: Person
) -> None:
    mine = (await _ready(client, worker, customer))["archive"]
    other = (await _ready(client, worker, vendor))["archive"]

    answers = [
        await client.get(mine["path"]),
        await client.get(mine["path"], headers=customer.headers),
        await client.get(mine["path"], headers={"x-archive-token": other["token"]}),
        await client.get(mine["path"], headers={"x-archive-token": mine["token"][:-1] + "A"}),
        await client.get(mine["path"], headers={"x-archive-token": "x"}),
    ]

    assert {answer.status_code for answer in answers[:3]} == {404}
    assert {answer.json()["code"] for answer in answers[:3]} == {"data_request_not_found"}
    assert answers[4].status_code == 404


async def test_after_a_day_an_archive_is_gone(
    client: AsyncClient, worker: Worker, customer: Person, clock: SteppingClock
) -> None:
    archive = (await _ready(client, worker, customer))["archive"]
    clock.advance(hours=24)

    answer = await client.get(archive["path"], headers={"x-archive-token": archive["token"]})

    assert (answer.status_code, answer.json()["code"]) == (410, "export_gone")


async def test_a_request_is_shown_to_its_owner_alone(
    client: AsyncClient, customer: Person, vendor: Person, admin: Person
) -> None:
    wish = await _ask(client, "export", customer)

    answers = [
        await client.get(f"{REQUESTS}/{wish['id']}", headers=stranger.headers)
        for stranger in (vendor, admin)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


async def test_an_erasure_can_be_taken_back(
    client: AsyncClient, worker: Worker, customer: Person
) -> None:
    wish = await _ask(client, "erasure", customer)

    taken_back = await client.delete("/api/v1/privacy/erasure", headers=customer.headers)
    again = await client.delete("/api/v1/privacy/erasure", headers=customer.headers)

    assert wish["due_at"] == "2026-11-16T09:00:00.000Z"
    assert (taken_back.status_code, taken_back.json()["status"]) == (200, "cancelled")
    assert again.status_code == 404


async def test_an_open_order_keeps_its_customer(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    actor = await actor_of(services, customer)
    placed = await buy(
        services, (await stocked(services.works), 1), actor=actor, user_id=customer.user_id
    )

    answer = await client.post("/api/v1/privacy/erasure", json=PROOF, headers=customer.headers)

    assert (answer.status_code, answer.json()["code"]) == (409, "orders_open")
    assert answer.json()["orders"] == [placed.order.number]
    assert (await client.get(REQUESTS, headers=customer.headers)).json() == {"items": []}


async def test_who_was_erased_is_nobody_any_more(
    client: AsyncClient, services: Services, worker: Worker, customer: Person, clock: SteppingClock
) -> None:
    await _ask(client, "erasure", customer)
    clock.advance(days=14, seconds=1)
    await worker.run_until_idle()
    services.security.recogniser.forget_user(customer.user_id)

    by_token = await client.get("/api/v1/users/me", headers=customer.headers)
    by_password = await client.post(
        "/api/v1/auth/login", json={"email": customer.email, "password": PASSWORD}
    )
    anew = await client.post(
        "/api/v1/auth/register", json={"email": customer.email, "password": PASSWORD}
    )

    assert (by_token.status_code, by_password.status_code, anew.status_code) == (401, 401, 201)


async def test_staff_with_the_right_does_it_for_a_person_and_the_trail_tells(
    client: AsyncClient, services: Services, worker: Worker, customer: Person, admin: Person
) -> None:
    place = f"/api/v1/admin/users/{customer.user_id}/privacy"
    exported = await client.post(f"{place}/export", headers=admin.headers)
    await worker.run_until_idle()
    erased = await client.post(f"{place}/erasure", headers=admin.headers)
    await worker.run_until_idle()

    listed = (await client.get(f"{place}/requests", headers=admin.headers)).json()["items"]

    assert (exported.status_code, erased.status_code) == (202, 202)
    assert [each["status"] for each in listed] == ["done", "done"]
    async with services.works.reading() as db:
        wanted = EntryFilter(subject_type="user", subject_id=str(customer.user_id))
        trail = (await audit.entries(db, wanted, PageRequest(limit=50))).items
    assert [(each.action, each.actor) for each in reversed(trail)] == [
        ("privacy.export_requested", f"user:{admin.user_id}"),
        ("privacy.erasure_requested", f"user:{admin.user_id}"),
        ("privacy.erased", "system:privacy"),
    ]


@pytest.mark.parametrize("what", ["export", "erasure"])
async def test_nobody_else_does_it_for_a_person(
    client: AsyncClient, customer: Person, vendor: Person, what: str
) -> None:
    place = f"/api/v1/admin/users/{customer.user_id}/privacy"

    refused = await client.post(f"{place}/{what}", headers=vendor.headers)

    assert refused.status_code == 403
    assert (await client.get(REQUESTS, headers=customer.headers)).json() == {"items": []}
