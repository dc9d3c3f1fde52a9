"""Webhooks as staff set them up: secrets once, addresses checked, patterns of a closed list."""

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.modules.audit import queries as audit
from shopwright.satellites.webhooks import queries
from tests.support.people import Person

pytestmark = pytest.mark.anyio
ENDPOINTS = "/api/v1/admin/webhooks/endpoints"
HOOK = {"url": "https://erp.example.com/hook?key=hidden", "events": ["order.*", "product.changed"]}


async def test_a_secret_is_shown_once_and_is_nowhere_else(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = await client.post(ENDPOINTS, json=HOOK, headers=admin.headers)
    path = f"{ENDPOINTS}/{made.json()['id']}"
    renewed = await client.post(f"{path}/rotate-secret", headers=admin.headers)

    secrets = [each.json()["secret"] for each in (made, renewed)]
    shown = (await client.get(path, headers=admin.headers)).text
    listed = (await client.get(ENDPOINTS, headers=admin.headers)).text
    async with services.works.reading() as db:
        trail = str(await audit.batch(db, audit.EntryFilter(), after=0, until=1000))
        kept = str((await db.exec_driver_sql("SELECT * FROM webhook_endpoints")).all())

    assert made.status_code == 201
    assert len(set(secrets)) == 2
    for secret in secrets:
        assert secret.startswith("whsec_")
        for place in (shown, listed, trail, kept, capsys.readouterr().out):
            assert secret.removeprefix("whsec_") not in place
    assert "hidden" not in trail


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"url": "http://erp.example.com/"}, "unusable_webhook_address"),
        ({"url": "https://169.254.169.254/"}, "unusable_webhook_address"),
        ({"url": "https://[::ffff:127.0.0.1]/"}, "unusable_webhook_address"),
        ({"events": ["order.nonsense"]}, "unknown_webhook_events"),
        ({"events": ["user.signed_in"]}, "unknown_webhook_events"),
    ],
)
async def test_what_could_not_be_sent_is_refused(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    change: dict[str, object],
    code: str,
) -> None:
    answer = await client.post(ENDPOINTS, json=HOOK | change, headers=admin.headers)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    async with services.works.reading() as db:
        assert await queries.endpoints(db) == []


async def test_there_are_no_more_endpoints_than_may_be(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    statuses = [
        (await client.post(ENDPOINTS, json=HOOK, headers=admin.headers)).status_code
        for _ in range(21)
    ]

    assert statuses == [201] * 20 + [409]
    async with services.works.reading() as db:
        assert await queries.endpoint_count(db) == 20


async def test_customers_see_nothing_of_it(client: httpx2.AsyncClient, customer: Person) -> None:
    answer = await client.get(ENDPOINTS, headers=customer.headers)

    assert answer.status_code == 403


async def test_the_catalogue_tells_names_meanings_and_fields(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    answer = await client.get("/api/v1/admin/webhooks/events", headers=admin.headers)

    told = {each["name"]: each for each in answer.json()}
    assert told["order.confirmed"]["fields"] == ["order_id", "number", "order"]
    assert all(each["meaning"] for each in told.values())
    assert not any("email" in each["fields"] for each in told.values())


async def test_a_test_message_is_in_the_log_and_to_a_name_that_stands_for_nothing_it_does_not_go(
    client: httpx2.AsyncClient, services: Services, worker: Worker, admin: Person
) -> None:
    hook = HOOK | {"url": "https://localhost/"}
    made = (await client.post(ENDPOINTS, json=hook, headers=admin.headers)).json()
    await client.post(f"{ENDPOINTS}/{made['id']}/test", headers=admin.headers)

    await worker.run_until_idle()
    await services.courier.idle()
    listed = await client.get(
        "/api/v1/admin/webhooks/deliveries",
        params={"endpoint_id": made["id"], "state": "waiting"},
        headers=admin.headers,
    )
    [item] = listed.json()["items"]
    path = f"/api/v1/admin/webhooks/deliveries/{item['id']}"
    shown = (await client.get(path, headers=admin.headers)).json()

    assert shown["body"]["type"] == "webhook.test"
    assert [(each["status"], each["error"]) for each in shown["log"]] == [(0, "not_public")]
