"""Background work as staff see it."""

from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import delete, insert

from shopwright.faces.services import Services
from shopwright.infra.jobs.queue import claim
from shopwright.infra.outbox import DEAD, READY, Job
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from tests.conftest import START, SteppingClock
from tests.support.people import Person

pytestmark = pytest.mark.anyio
JOBS = "/api/v1/admin/jobs"


async def put(works: Works, name: str, **fields: object) -> str:
    job = {"id": ids.new(), "name": name, "payload": {"of": name}, "state": READY}
    times = {"run_at": START + timedelta(hours=1), "created_at": START}
    async with works(system("test")) as work:
        await work.db.execute(insert(Job).values({**job, **times, "max_attempts": 5, **fields}))
    return str(job["id"])


async def filled(services: Services) -> dict[str, str]:
    """One job in each state, and no others."""
    works = services.works
    async with works(system("test")) as work:
        await work.db.execute(delete(Job))
    found = {"running": await put(works, "is-run", run_at=START)}
    async with works(system("test")) as work:
        [taken] = await claim(work.db, now=START, lease=timedelta(minutes=5), limit=10)
    assert str(taken.id) == found["running"]
    return found | {
        "pending": await put(works, "waits"),
        "failed": await put(works, "failed", attempts=2, last_error="no route"),
        "dead": await put(works, "died", attempts=5, state=DEAD, last_error="gone"),
    }


async def test_jobs_are_listed_by_their_state_and_counted(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    jobs = await filled(services)

    listed = {
        state: (await client.get(f"{JOBS}?state={state}", headers=admin.headers)).json()
        for state in jobs
    }
    everything = (await client.get(JOBS, headers=admin.headers)).json()

    assert {state: [each["id"] for each in page["items"]] for state, page in listed.items()} == {
        state: [job_id] for state, job_id in jobs.items()
    }
    assert {each["state"] for page in listed.values() for each in page["items"]} == {*jobs}
    assert everything["counts"] == {"pending": 1, "running": 1, "failed": 1, "dead": 1}
    assert [each["name"] for each in everything["items"]] == ["died", "failed", "waits", "is-run"]
    assert listed["failed"]["items"][0]["last_error"] == "no route"


async def test_a_job_whose_worker_died_is_one_that_failed(
    client: httpx2.AsyncClient, services: Services, admin: Person, clock: SteppingClock
) -> None:
    jobs = await filled(services)
    clock.advance(minutes=6)

    found = (await client.get(f"{JOBS}?state=failed", headers=admin.headers)).json()

    assert [each["id"] for each in found["items"]] == [jobs["failed"], jobs["running"]]
    assert found["counts"]["running"] == 0


async def test_pages_of_jobs_follow_each_other(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    await filled(services)

    first = (await client.get(f"{JOBS}?limit=3", headers=admin.headers)).json()
    cursor = first["page"]["next_cursor"]
    second = (await client.get(f"{JOBS}?cursor={cursor}", headers=admin.headers)).json()
    named = (await client.get(f"{JOBS}?name=waits", headers=admin.headers)).json()

    assert [each["name"] for each in first["items"]] == ["died", "failed", "waits"]
    assert [each["name"] for each in second["items"]] == ["is-run"]
    assert [each["name"] for each in named["items"]] == ["waits"]


async def test_a_dead_letter_is_thrown_away_and_nothing_else_is(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    jobs = await filled(services)

    answers = {
        state: (await client.delete(f"{JOBS}/{job_id}", headers=admin.headers)).status_code
        for state, job_id in jobs.items()
    }
    again = await client.delete(f"{JOBS}/{jobs['dead']}", headers=admin.headers)
    left = (await client.get(JOBS, headers=admin.headers)).json()

    assert answers == {"running": 404, "pending": 404, "failed": 404, "dead": 204}
    assert again.status_code == 404
    assert left["counts"] == {"pending": 1, "running": 1, "failed": 1, "dead": 0}
