"""The queue and the outbox, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from sqlalchemy import select, update

from shopwright.infra.db.engine import open_engine
from shopwright.infra.jobs import queue
from shopwright.infra.jobs.bell import Ringer
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.outbox import Job, OutboxEvent, Schedule
from shopwright.infra.work import JobKind, Payload, Registry, Retry, Work, Works
from shopwright.kernel.actors import system
from shopwright.kernel.events import Event
from tests.conftest import SteppingClock

pytestmark = pytest.mark.anyio
ACTOR = system("test")


@dataclass(frozen=True, slots=True)
class KettleBoiled(Event):
    name: ClassVar[str] = "kettle.boiled"
    litres: int


class Kitchen:
    """Listeners that note what they heard, and fail as often as they are told to."""

    def __init__(self) -> None:
        self.heard: list[Payload] = []
        self.failures = 0

    async def pour(self, _work: Work, payload: Payload) -> None:
        if self.failures:
            self.failures -= 1
            message = "no cup"
            raise RuntimeError(message)
        self.heard.append(payload)


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


@pytest.fixture
async def works(database_url: str, clock: SteppingClock, kitchen: Kitchen) -> AsyncIterator[Works]:
    pour = JobKind("tea.pour", kitchen.pour, retry=Retry(attempts=3))
    wipe = JobKind("table.wipe", kitchen.pour, every=timedelta(hours=1))
    registry = Registry(
        jobs={"tea.pour": pour, "table.wipe": wipe}, listeners={KettleBoiled: (pour,)}
    )
    engine = open_engine(database_url)
    yield Works(engine, registry, now=clock)
    await engine.dispose()


@pytest.fixture
def worker(works: Works) -> Worker:
    return Worker(works, Ringer())


async def _boil(works: Works, litres: int = 1) -> None:
    async with works(ACTOR) as work:
        work.record(KettleBoiled(litres=litres))


async def _jobs(works: Works, name: str = "tea.pour") -> list[tuple[str, int]]:
    async with works.reading() as db:
        rows = await db.execute(
            select(Job.state, Job.attempts).where(Job.name == name).order_by(Job.id)
        )
        return [tuple(row) for row in rows]


async def test_an_event_and_its_listeners_rows_are_written_with_the_change(works: Works) -> None:
    await _boil(works, 2)

    async with works.reading() as db:
        events = (
            await db.execute(select(OutboxEvent.name, OutboxEvent.payload, OutboxEvent.actor))
        ).all()
    assert [tuple(event) for event in events] == [("kettle.boiled", {"litres": 2}, "system:test")]
    assert await _jobs(works) == [("ready", 0)]


async def test_a_work_that_fails_leaves_no_event(works: Works) -> None:
    async def fail() -> None:
        async with works(ACTOR) as work:
            work.record(KettleBoiled(litres=1))
            message = "the kettle fell"
            raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="kettle fell"):
        await fail()

    async with works.reading() as db:
        assert (await db.execute(select(OutboxEvent.id))).all() == []
    assert await _jobs(works) == []


async def test_a_listener_hears_the_event_once_and_its_row_goes(
    works: Works, worker: Worker, kitchen: Kitchen
) -> None:
    await _boil(works, 3)

    await worker.run_until_idle()

    assert [dict(payload) for payload in kitchen.heard if payload] == [{"litres": 3}]
    assert await _jobs(works) == []


async def test_a_failed_job_waits_longer_each_time_and_is_buried_at_last(
    works: Works, worker: Worker, kitchen: Kitchen, clock: SteppingClock
) -> None:
    await worker.run_until_idle()
    kitchen.failures = 3
    await _boil(works)

    await worker.run_until_idle()
    assert await _jobs(works) == [("ready", 1)]
    clock.advance(seconds=1.4)
    await worker.run_until_idle()
    assert await _jobs(works) == [("ready", 1)]
    clock.advance(seconds=1.2)
    await worker.run_until_idle()
    clock.advance(seconds=6)
    await worker.run_until_idle()

    assert await _jobs(works) == [("dead", 3)]
    async with works.reading() as db:
        assert [letter.last_error for letter in await queue.buried(db)] == ["RuntimeError: no cup"]


async def test_a_dead_letter_can_be_run_again(
    works: Works, worker: Worker, kitchen: Kitchen, clock: SteppingClock
) -> None:
    await worker.run_until_idle()
    kitchen.failures = 3
    await _boil(works)
    for _ in range(3):
        await worker.run_until_idle()
        clock.advance(minutes=1)

    async with works(ACTOR) as work:
        revived = await queue.revive(work.db, now=work.now)
    await worker.run_until_idle()

    assert revived == 1
    assert await _jobs(works) == []
    assert kitchen.heard[-1] == {"litres": 1}


async def test_a_claimed_job_is_left_alone_until_its_lease_ends(
    works: Works, clock: SteppingClock
) -> None:
    await _boil(works)
    lease = timedelta(seconds=30)
    async with works(ACTOR) as work:
        first = await queue.claim(work.db, now=work.now, lease=lease, limit=10)

    async with works(ACTOR) as work:
        early = await queue.claim(work.db, now=work.now, lease=lease, limit=10)
    clock.advance(seconds=31)
    async with works(ACTOR) as work:
        late = await queue.claim(work.db, now=work.now, lease=lease, limit=10)

    assert [len(first), len(early), len(late)] == [1, 0, 1]
    async with works(ACTOR) as work:
        assert not await queue.finish(work.db, first[0])
        assert await queue.finish(work.db, late[0])


async def test_a_worker_that_woke_too_late_changes_nothing(
    works: Works, kitchen: Kitchen, clock: SteppingClock
) -> None:
    await _boil(works)
    slow = Worker(works, Ringer())
    async with works(ACTOR) as work:
        [stale] = await queue.claim(work.db, now=work.now, lease=timedelta(seconds=1), limit=1)
    clock.advance(seconds=2)
    await Worker(works, Ringer()).run_until_idle()
    heard = len(kitchen.heard)

    await slow._run(stale)

    assert len(kitchen.heard) == heard


async def test_a_job_whose_worker_always_dies_is_buried(works: Works, clock: SteppingClock) -> None:
    await _boil(works)
    for _ in range(4):
        async with works(ACTOR) as work:
            await queue.claim(work.db, now=work.now, lease=timedelta(seconds=1), limit=1)
        clock.advance(seconds=2)

    assert await _jobs(works) == [("dead", 3)]


async def test_a_job_of_unknown_name_does_not_stop_the_queue(
    works: Works, worker: Worker, kitchen: Kitchen
) -> None:
    async with works(ACTOR) as work:
        work.enqueue("tea.pour", {"litres": 1})
        work.enqueue("tea.pour", {"litres": 2})
    async with works(ACTOR) as work:
        first = select(Job.id).order_by(Job.id).limit(1).scalar_subquery()
        await work.db.execute(update(Job).where(Job.id == first).values(name="nobody.knows"))

    await worker.run_until_idle()

    assert [payload for payload in kitchen.heard if payload] == [{"litres": 2}]
    assert await _jobs(works, "nobody.knows") == [("ready", 1)]


async def test_a_unique_task_waits_only_once(works: Works) -> None:
    async with works(ACTOR) as work:
        work.enqueue("tea.pour", {}, unique_key="pot")
        work.enqueue("tea.pour", {}, unique_key="pot")
    async with works(ACTOR) as work:
        work.enqueue("tea.pour", {}, unique_key="pot")
        work.enqueue("tea.pour", {}, unique_key="cup")

    assert len(await _jobs(works)) == 2


async def test_the_schedule_starts_a_job_once_per_period_whoever_looks(
    works: Works, clock: SteppingClock
) -> None:
    first, second = Worker(works, Ringer()), Worker(works, Ringer())
    await first._run_schedule()
    await second._run_schedule()
    assert len(await _jobs(works, "table.wipe")) == 1

    await first.run_until_idle()
    clock.advance(minutes=59)
    assert await second.run_until_idle() == 0
    clock.advance(minutes=2)

    assert await second.run_until_idle() == 1
    async with works.reading() as db:
        [row] = (await db.execute(select(Schedule.name, Schedule.last_run_at))).all()
    assert tuple(row) == ("table.wipe", clock())


async def test_a_failure_that_cant_be_noted_leaves_no_other_job_unattended(
    works: Works, clock: SteppingClock, kitchen: Kitchen
) -> None:
    both_run, is_away = asyncio.Event(), False

    def now() -> datetime:
        if is_away:
            message = "the database is away"
            raise OSError(message)
        return clock()

    async def burn(_: Works, __: Payload) -> None:
        nonlocal is_away
        await both_run.wait()
        is_away = True
        message = "no cup"
        raise RuntimeError(message)

    async def brew(_: Works, payload: Payload) -> None:
        nonlocal is_away
        both_run.set()
        for _turn in range(20):
            await asyncio.sleep(0)
        is_away = False
        kitchen.heard.append(payload)

    kinds = {
        name: JobKind(name, deed, transactional=False, timeout=timeout)
        for name, deed, timeout in (("burn", burn, 60.0), ("brew", brew, 3600.0))
    }
    kitchen_works = Works(works.engine, Registry(jobs=kinds), now=now)
    async with kitchen_works(ACTOR) as work:
        work.enqueue("burn", {})
        work.enqueue("brew", {"litres": 1})

    with pytest.raises(OSError, match="away"):
        await Worker(kitchen_works, Ringer()).run_due()

    assert kitchen.heard == [{"litres": 1}]
    assert (await _jobs(works, "burn"), await _jobs(works, "brew")) == ([("ready", 1)], [])


async def test_a_lease_is_as_long_as_its_kind_of_job_may_take(
    works: Works, clock: SteppingClock
) -> None:
    async with works(ACTOR) as work:
        work.enqueue("tea.pour", {})
        work.enqueue("table.wipe", {})
    hour = {"table.wipe": timedelta(hours=1)}

    async def claimed() -> list[str]:
        async with works(ACTOR) as work:
            minute = timedelta(minutes=1)
            taken = await queue.claim(work.db, now=work.now, lease=minute, longer=hour, limit=10)
        return [job.name for job in taken]

    first = await claimed()
    clock.advance(seconds=61)
    second = await claimed()
    clock.advance(hours=1)
    third = await claimed()

    assert first == third == ["tea.pour", "table.wipe"]
    assert second == ["tea.pour"]


async def test_a_job_whose_worker_could_not_even_note_its_failure_is_run_again_in_minutes(
    works: Works, clock: SteppingClock
) -> None:
    ran, is_away = 0, False

    def now() -> datetime:
        if is_away:
            message = "the database is away"
            raise OSError(message)
        return clock()

    async def burn(_: Works, __: Payload) -> None:
        nonlocal is_away, ran
        ran += 1
        is_away = ran == 1
        if is_away:
            message = "no cup"
            raise RuntimeError(message)

    kinds = {
        "burn": JobKind("burn", burn, transactional=False),
        "cook": JobKind("cook", burn, transactional=False, timeout=7200.0),
    }
    kitchen_works = Works(works.engine, Registry(jobs=kinds), now=now)
    async with kitchen_works(ACTOR) as work:
        work.enqueue("burn", {})
    with pytest.raises(OSError, match="away"):
        await Worker(kitchen_works, Ringer()).run_due()
    is_away = False

    clock.advance(seconds=91)
    done = await Worker(kitchen_works, Ringer()).run_due()

    assert (done, ran) == (1, 2)
    assert await _jobs(works, "burn") == []
