"""Every machine is asked beside the others: one that is broken, or hangs, is told and keeps nobody waiting."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import anyio
import httpx2
import pytest
from sqlalchemy import insert

from shopwright.faces.probes.checkup import Checked, Checkup, State
from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.outbox import DEAD, READY, Job
from shopwright.infra.settings import Settings
from shopwright.kernel import ids
from shopwright.wiring import close_services, open_services
from tests.conftest import SteppingClock
from tests.support.people import Person
from tests.support.running import free_port

pytestmark = pytest.mark.anyio


async def looked(services: Services, *, patience: float = 20.0) -> dict[str, Checked]:
    return {each.name: each for each in await Checkup(services, patience=patience).look()}


async def looked_with(settings: Settings, **changed: object) -> dict[str, Checked]:
    services = open_services(settings.model_copy(update=changed))
    try:
        return await looked(services)
    finally:
        await close_services(services)


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


async def test_a_shop_that_works_says_so(services: Services, worker: Worker) -> None:
    _ = await worker.run_until_idle()

    found = await looked(services)

    states = {name: each.state for name, each in found.items()}
    assert states == {
        **dict.fromkeys(("database", "queue", "mail", "files", "search", "payments"), State.OK),
        **dict.fromkeys(("cache", "stripe", "paypal"), State.OFF),
    }
    assert found["database"].facts["revision"] == found["database"].facts["newest"]
    assert found["queue"].facts["dead"] == 0
    assert all(each.ms > 0 for each in found.values())


async def test_each_machine_that_is_away_is_named(settings: Settings, tmp_path: Path) -> None:
    port, in_the_way = free_port(), tmp_path / "file"
    await anyio.Path(in_the_way).write_text("no folder")
    nowhere = f"127.0.0.1:{port}"

    found = await looked_with(
        settings,
        mail_url=f"smtp://{nowhere}",
        mail_from="shop@example.com",
        redis_url=f"redis://{nowhere}",
        elasticsearch_url=f"http://{nowhere}",
        media_folder=str(in_the_way),
        payment_providers="stripe,paypal",
        stripe_secret_key="sk",
        stripe_api_base=f"http://{nowhere}",
        paypal_client_id="id",
        paypal_client_secret="secret",
        paypal_api_base=f"http://{nowhere}",
    )

    failing = {name: each.last_error for name, each in found.items() if each.state == "failing"}
    assert failing == {
        "queue": "no worker works off background jobs",
        "mail": "ConnectionRefusedError",
        "files": "FileExistsError",
        "cache": "no answer",
        "search": "ConnectionRefusedError",
        "stripe": "ConnectionRefusedError",
        "paypal": "ConnectionRefusedError",
    }


async def test_one_that_hangs_keeps_nobody_waiting(settings: Settings, silent: int) -> None:
    services = open_services(
        settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{silent}"})
    )

    found = await looked(services, patience=1.0)
    await close_services(services)

    assert (found["cache"].state, found["cache"].facts) == (
        "failing",
        {"fault": "no answer in time"},
    )
    assert found["database"].state == "ok"


async def test_a_queue_that_stands_still_is_told_with_what_died_last(
    services: Services, worker: Worker, clock: SteppingClock
) -> None:
    _ = await worker.run_until_idle()
    await put_job(services, READY, "orders.late")
    await put_job(services, DEAD, "orders.broken")
    clock.advance(minutes=11)

    standing = (await looked(services))["queue"]
    _ = await worker._run_schedule()
    late = (await looked(services))["queue"]

    assert standing.facts["fault"] == "no worker works off background jobs"
    assert late.facts["fault"] == "jobs wait for longer than ten minutes"
    assert late.facts["oldest_seconds"] == 660.0
    assert (late.facts["dead"], late.facts["last_dead"]) == (1, "orders.broken: it broke")


async def put_job(services: Services, state: str, name: str) -> None:
    now = services.works.now()
    row = {"id": ids.new(), "name": name, "payload": {}, "state": state, "run_at": now}
    row |= {"attempts": 1, "max_attempts": 1, "created_at": now, "last_error": "it broke"}
    async with services.works.engine.begin() as db:
        await db.execute(insert(Job).values(**row))


async def test_the_last_error_is_remembered_when_all_is_well_again(
    services: Services, worker: Worker, clock: SteppingClock
) -> None:
    checkup = Checkup(services)
    _ = await checkup.look()
    failed_at = clock()
    clock.advance(minutes=1)
    _ = await worker.run_until_idle()

    found = {each.name: each for each in await checkup.look()}["queue"]

    assert (found.state, found.last_error) == (State.OK, "no worker works off background jobs")
    assert found.failed_at == failed_at == clock() - timedelta(minutes=1)


async def test_staff_sees_it_and_nobody_else(
    client: httpx2.AsyncClient, admin: Person, customer: Person, services: Services, worker: Worker
) -> None:
    _ = await worker.run_until_idle()

    shown = await client.get("/api/v1/admin/system/health", headers=admin.headers)
    refused = await client.get("/api/v1/admin/system/health", headers=customer.headers)

    assert (shown.status_code, shown.json()["state"]) == (200, "ok")
    assert {each["name"] for each in shown.json()["machines"]} >= {"database", "queue", "mail"}
    assert refused.status_code == 403
