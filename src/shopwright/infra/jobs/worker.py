"""The worker: rings when woken, looks when not, runs what is due."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from shopwright.infra.db import dialect
from shopwright.infra.jobs import queue
from shopwright.infra.jobs.bell import Ringer
from shopwright.infra.metrics import Counts
from shopwright.infra.outbox import Schedule
from shopwright.infra.work import USUAL_TIMEOUT, JobKind, Retry, Works
from shopwright.kernel.actors import system

log = structlog.get_logger(__name__)
_ACTOR = system("worker")
_LEASE_MARGIN = 30.0


class LeaseLost(Exception):
    """Another worker has taken the job over; this one's changes are rolled back."""


class Worker:
    """Works off the queue until stopped; any number of them may run beside each other."""

    def __init__(
        self,
        works: Works,
        bell: Ringer,
        *,
        concurrency: int = 4,
        poll_seconds: float = 1.0,
        counts: Counts | None = None,
    ) -> None:
        self._works = works
        self._bell = bell
        self._concurrency = concurrency
        self._poll_seconds = poll_seconds
        self._counts = counts or Counts()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Serve until :meth:`stop`; jobs in hand are finished before it returns."""
        while not self._stopping.is_set():
            try:
                busy = await self.run_due()
            except (DBAPIError, OSError) as error:
                log.warning("worker.database_away", error=f"{type(error).__name__}: {error}"[:300])
                busy = 0
            except Exception:
                log.exception("worker.round_failed")
                busy = 0
            if not busy:
                await self._bell.wait(self._poll_seconds)

    def stop(self) -> None:
        self._stopping.set()
        self._bell.wake()

    async def run_due(self) -> int:
        """Run one round: the schedule, then a batch of due jobs; returns how many jobs were run."""
        await self._run_schedule()
        claimed = await self._claim()
        ended = await asyncio.gather(*(self._run(job) for job in claimed), return_exceptions=True)
        # One that could not be noted is told of; the others were seen through.
        for error in filter(None, ended):
            raise error
        return len(claimed)

    async def run_until_idle(self, rounds: int = 1000) -> int:
        """Run rounds until nothing is due; for the command line and tests."""
        done = 0
        for _ in range(rounds):
            ran = await self.run_due()
            if not ran:
                return done
            done += ran
        return done

    async def _claim(self) -> Sequence[queue.Claimed]:
        """Take jobs, each for as long as its kind may run: what dies with a worker is not away for longer than that."""
        longer = {
            kind.name: timedelta(seconds=kind.timeout + _LEASE_MARGIN)
            for kind in self._works.registry.jobs.values()
            if kind.timeout > USUAL_TIMEOUT
        }
        async with self._works(_ACTOR) as work:
            return await queue.claim(
                work.db,
                now=work.now,
                lease=timedelta(seconds=USUAL_TIMEOUT + _LEASE_MARGIN),
                longer=longer,
                limit=self._concurrency,
            )

    async def _run(self, job: queue.Claimed) -> None:
        kind = self._works.registry.kind(job.name)
        if kind is None:
            await self._fail(job, None, f"no job is called {job.name}")
            return
        try:
            async with asyncio.timeout(kind.timeout):
                await self._handle(kind, job)
        except LeaseLost:
            log.warning("job.lease_lost", job=job.name, job_id=str(job.id))
        except Exception as error:  # noqa: BLE001 - a job may raise anything; the queue flows on
            await self._fail(job, kind, f"{type(error).__name__}: {error}")
        else:
            self._counts.job_ended(job.name, "done")

    async def _handle(self, kind: JobKind, job: queue.Claimed) -> None:
        if kind.transactional:
            async with self._works(_ACTOR) as work:
                if not await queue.finish(work.db, job):
                    raise LeaseLost
                work.cause = job.event_id or job.id
                await kind.handle(work, job.payload)
            return
        await kind.handle(self._works, job.payload)
        async with self._works(_ACTOR) as work:
            await queue.finish(work.db, job)

    async def _fail(self, job: queue.Claimed, kind: JobKind | None, error: str) -> None:
        async with self._works(_ACTOR) as work:
            dead = await queue.fail(
                work.db,
                job,
                now=work.now,
                retry=kind.retry if kind else Retry(),
                error=error,
            )
        self._counts.job_ended(job.name, "dead" if dead else "failed")
        log.warning(
            "job.dead" if dead else "job.failed",
            job=job.name,
            job_id=str(job.id),
            error=error,
        )

    async def _run_schedule(self) -> None:
        kinds = self._works.registry.scheduled
        if not kinds:
            return
        async with self._works.reading() as db:
            known = {
                row.name: row.next_run_at
                for row in await db.execute(select(Schedule.name, Schedule.next_run_at))
            }
        now = self._works.now()
        due = [kind for kind in kinds if kind.name not in known or known[kind.name] <= now]
        for kind in due:
            await self._start_scheduled(kind, known=kind.name in known)

    async def _start_scheduled(self, kind: JobKind, *, known: bool) -> None:
        """Move the due time on by one guarded statement: of several workers, the one that moved it starts the job."""
        assert kind.every is not None  # noqa: S101 - chosen by it
        async with self._works(_ACTOR) as work:
            following = work.now + kind.every
            if known:
                statement = (
                    update(Schedule)
                    .where(Schedule.name == kind.name, Schedule.next_run_at <= work.now)
                    .values(next_run_at=following, last_run_at=work.now)
                )
            else:
                statement = dialect.insert_or_ignore(work.db, Schedule).values(
                    name=kind.name, next_run_at=following, last_run_at=work.now
                )
            if (await work.db.execute(statement)).rowcount == 1:
                work.enqueue(kind.name, {}, unique_key="schedule")


async def end(worker: Worker, task: asyncio.Task[None], *, seconds: float) -> None:
    """Ask the worker to stop, wait for the jobs in hand, and cancel what takes too long."""
    worker.stop()
    with suppress(TimeoutError, asyncio.CancelledError):
        await asyncio.wait_for(task, seconds)
