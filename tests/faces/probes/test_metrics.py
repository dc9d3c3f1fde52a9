"""The shop in numbers: closed to all but who may, counted right, and together with the other processes."""

import os
import re
from pathlib import Path

import anyio
import httpx2
import pytest
import yaml
from fastapi import FastAPI

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.metrics import Counts, Siblings, Snapshot, Timed
from shopwright.infra.settings import Settings
from shopwright.main import create_app
from tests.support.buying import buy, stocked
from tests.support.people import Person

pytestmark = pytest.mark.anyio
TOKEN = "a-token-for-the-collector"
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(
        update={"metrics_token": TOKEN, "metrics_folder": str(tmp_path / "metrics")}
    )


def figures(text: str) -> dict[str, float]:
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name.removeprefix("shopwright_"): float(value) for name, _, value in lines}


async def scraped(client: httpx2.AsyncClient) -> dict[str, float]:
    answer = await client.get("/metrics", headers=BEARER)
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return figures(answer.text)


async def test_nobody_reads_them_without_the_token_or_the_right(
    client: httpx2.AsyncClient, admin: Person, customer: Person, services: Services
) -> None:
    wrong = {"authorization": f"Bearer {TOKEN}x"}
    staff = "/api/v1/admin/system/metrics"

    statuses = [
        (await client.get("/metrics")).status_code,
        (await client.get("/metrics", headers=wrong)).status_code,
        (await client.get("/metrics", headers=admin.headers)).status_code,
        (await client.get("/metrics", headers=BEARER)).status_code,
        (await client.get(staff, headers=customer.headers)).status_code,
        (await client.get(staff, headers=admin.headers)).status_code,
    ]
    closed = create_app(
        services.settings.model_copy(update={"metrics_token": ""}), services=services
    )
    services.settings = services.settings.model_copy(update={"metrics_token": ""})
    transport = httpx2.ASGITransport(app=closed)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as other:
        shut = await other.get("/metrics", headers={"authorization": "Bearer "})

    assert statuses == [401, 401, 401, 200, 403, 200]
    assert shut.status_code == 401


async def test_requests_are_counted_by_route_and_not_by_address(
    client: httpx2.AsyncClient,
) -> None:
    for slug in ("cup", "mug", "cup"):
        _ = await client.get(f"/api/v1/products/{slug}")
    _ = await client.get("/no/such/thing")
    _ = await client.request("BREW", "/api/v1/products")

    found = await scraped(client)

    route = 'method="GET",route="/api/v1/products/{product}",status="404"'
    names = [name for name in found if name.startswith("http_request_seconds_count")]
    assert not [name for name in names if "cup" in name or "such" in name or "BREW" in name]
    counted = [name for name in names if "/api/v1/products/{" in name and '"404"' in name]
    assert [found[name] for name in counted] == [3], route
    assert found['http_request_seconds_count{method="GET",route="(none)",status="404"}'] == 1
    whole = counted[0].replace("_count{", "_bucket{").replace("}", "")
    buckets = [value for name, value in found.items() if "_bucket" in name and '"404"' in name]
    assert whole
    assert max(buckets) == 3
    assert found["requests_in_flight"] == 1  # the one that asks


async def test_trade_and_queue_are_read_from_the_books(
    client: httpx2.AsyncClient, services: Services, worker: Worker
) -> None:
    tea = await stocked(services.works, stock=2)
    _ = await buy(services, (tea, 1))
    _ = await buy(services, (tea, 1))
    before = await scraped(client)
    _ = await worker.run_until_idle()

    found = await scraped(client)

    assert before["jobs_due"] > 0
    assert found["jobs_due"] == found["jobs_dead"] == 0
    assert found["worker_seen_timestamp_seconds"] == services.works.now().timestamp()
    assert found["orders_placed_total"] == 2
    assert found['orders{status="confirmed"}'] == 2
    assert found['captured_minor_total{currency="EUR"}'] == 2000
    assert found['refunded_minor_total{currency="EUR"}'] == 0
    assert found['payments{provider="test",state="captured",currency="EUR"}'] == 2
    assert found["variants_sold_out"] == 1


async def test_a_worker_tells_what_became_of_its_jobs(
    services: Services, client: httpx2.AsyncClient
) -> None:
    worker = Worker(services.works, services.bell, counts=services.counts)
    _ = await buy(services, (await stocked(services.works), 1))

    _ = await worker.run_until_idle()
    found = await scraped(client)

    assert found['jobs_total{job="checkout.reconcile",outcome="done"}'] == 1


async def test_processes_answer_for_each_other_and_remember_the_dead(tmp_path: Path) -> None:
    mine, folder = Counts(), tmp_path / "metrics"
    mine.requests[("GET", "/", 200)] = Timed([1, *[0] * 11], 0.5)
    mine.gauges = {"pool_connections": lambda: 10}
    await anyio.Path(folder).mkdir()
    other = Snapshot(
        {("GET", "/", "200"): Timed([2, *[0] * 11], 1.0)},
        {("mail", "done"): 3},
        {"pool_connections": 4},
    )
    await anyio.Path(folder / f"{os.getppid()}.json").write_bytes(other.dumped())
    await anyio.Path(folder / "999999999.json").write_bytes(other.dumped())
    await anyio.Path(folder / "broken.json").write_bytes(b"{")

    found = Siblings(mine, str(folder)).together()

    assert found.requests[("GET", "/", "200")] == Timed([5, *[0] * 11], 2.5)
    assert found.jobs == {("mail", "done"): 6}
    assert found.gauges["pool_connections"] == 14  # of those who live


async def test_a_process_writes_what_it_counted_when_it_ends(app: FastAPI, tmp_path: Path) -> None:
    siblings: Siblings = app.state.siblings
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(siblings.keep_writing)
        await anyio.lowlevel.checkpoint()
        tasks.cancel_scope.cancel()

    written = tmp_path / "metrics" / f"{os.getpid()}.json"
    assert Snapshot.loaded(await anyio.Path(written).read_bytes()).requests == {}


async def test_alerts_ask_for_numbers_that_there_are_and_name_what_to_do(
    client: httpx2.AsyncClient, services: Services, worker: Worker
) -> None:
    _ = await buy(services, (await stocked(services.works), 1))
    _ = await worker.run_until_idle()
    _ = await scraped(client)
    root = anyio.Path(__file__).parents[3]
    rules = yaml.safe_load(await (root / "deploy/prometheus/alerts.yaml").read_text())
    runbook = await (root / "docs/runbook.md").read_text()

    found = {name.partition("{")[0] for name in await scraped(client)}
    titles = re.findall(r"^## (.+)$", runbook, re.MULTILINE)
    parts = {title.lower().replace(" ", "-") for title in titles}

    for rule in rules["groups"][0]["rules"]:
        assert set(re.findall(r"shopwright_(\w+)", rule["expr"])) <= found, rule["alert"]
        assert rule["annotations"]["runbook"] in parts, rule["alert"]
