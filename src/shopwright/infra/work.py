"""Work: one transaction, one actor, one clock, and what is recorded in it."""

import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shopwright.infra.db import dialect
from shopwright.infra.db.base import Base
from shopwright.infra.db.engine import for_reading
from shopwright.infra.db.together import insert_all
from shopwright.infra.outbox import READY, Job, OutboxEvent
from shopwright.kernel import clock, ids
from shopwright.kernel.actors import Actor
from shopwright.kernel.events import Event

Payload = Mapping[str, Any]
USUAL_TIMEOUT = 60.0  # seconds that a job may take


class Origin(NamedTuple):
    """The request that is being answered, and where it came from."""

    request_id: str = ""
    address: str = ""


NOWHERE = Origin()
# Set at the edge for the time of a request, so that each Work that it leads to tells where it came from.
ORIGIN: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


@dataclass(slots=True)
class Work:
    """What a service function gets first: the open transaction, who acts, and when.

    ``now`` is read once, so that everything written together bears one time. ``cause`` is, in a job, the event that it
    hears, or the job itself where nobody stated one.
    """

    db: AsyncConnection
    actor: Actor
    now: datetime
    request_id: str = ""
    address: str = ""
    events: list[Event] = field(default_factory=list)
    tasks: list["Task"] = field(default_factory=list)
    cause: UUID | None = None
    rows: dict[Table, list[Mapping[str, Any]]] = field(default_factory=dict)

    def write(self, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows by the commit, together with all others that wait for it: one statement on PostgreSQL.

        For rows that nothing reads or changes before the commit; who might, calls :meth:`flush` first. Each row of a
        table names the same columns.
        """
        waiting: Any = table.__table__
        self.rows.setdefault(waiting, []).extend(rows)

    async def flush(self) -> None:
        """Insert what waits to be written; nothing where nothing waits."""
        if self.rows:
            waiting, self.rows = self.rows, {}
            await insert_all(self.db, waiting)

    def record(self, event: Event) -> None:
        """State a fact; it is stored, and heard by each listener, if and only if this Work commits."""
        self.events.append(event)

    def enqueue(
        self,
        job: str,
        payload: Payload,
        *,
        after: timedelta = timedelta(0),
        unique_key: str | None = None,
    ) -> None:
        """Ask for a job by its registered name, to run ``after`` the commit at the earliest.

        ``unique_key``: at most one waiting job of this name has it; a second one is dropped.
        """
        self.tasks.append(Task(job, dict(payload), self.now + after, unique_key))


@dataclass(frozen=True, slots=True)
class Task:
    job: str
    payload: dict[str, Any]
    run_at: datetime
    unique_key: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a job is tried, and the first pause between tries in seconds; it doubles, with jitter."""

    attempts: int = 8
    first_pause: float = 2.0
    longest_pause: float = 3600.0


@dataclass(frozen=True, slots=True)
class JobKind:
    """A named entrance for background work.

    ``transactional``: the handler gets a Work, and the job's row goes in the same transaction, so that its effect in
    the database happens once. Otherwise it gets the :class:`Works` and must bear being run again.
    """

    name: str
    handle: Callable[[Any, Payload], Awaitable[None]]
    transactional: bool = True
    retry: Retry = Retry()
    timeout: float = USUAL_TIMEOUT
    every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Projector:
    """Keeps a derived table true at once: called before the commit with the Work's events that it names."""

    name: str
    events: tuple[type[Event], ...]
    handle: Callable[[Work, Sequence[Event]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Registry:
    """Who hears which event, and which jobs there are; made by wiring."""

    jobs: Mapping[str, JobKind] = field(default_factory=dict)
    listeners: Mapping[type[Event], tuple[JobKind, ...]] = field(default_factory=dict)
    projectors: tuple[Projector, ...] = ()

    def kind(self, name: str) -> JobKind | None:
        return self.jobs.get(name)

    @property
    def scheduled(self) -> list[JobKind]:
        return [kind for kind in self.jobs.values() if kind.every is not None]


class Bell(Protocol):
    """Wakes workers when there is something to do."""

    async def ring(self) -> None: ...


class Works:
    """Opens Works. The edge that opens one commits it: a request, a job, the command line; nobody else.

    What is put into ``after_commit`` is told, in this process alone, the events of each Work that has committed.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        registry: Registry,
        *,
        now: clock.Clock = clock.utc_now,
        bell: Bell | None = None,
    ) -> None:
        self.engine = engine
        self.registry = registry
        self.now = now
        self.after_commit: list[Callable[[Sequence[Event]], None]] = []
        self._reading = for_reading(engine)
        self._bell = bell

    @asynccontextmanager
    async def __call__(
        self, actor: Actor, *, request_id: str = "", address: str = ""
    ) -> AsyncIterator[Work]:
        """Open a Work; commits at the end of the block, rolls back when it raises."""
        origin = ORIGIN.get()
        async with self.engine.connect() as db:
            _ = await db.begin()
            work = Work(
                db, actor, self.now(), request_id or origin.request_id, address or origin.address
            )
            yield work
            rang = await self._settle(work)
            await db.commit()
        for hear in self.after_commit if work.events else ():
            hear(work.events)
        if rang and self._bell is not None:
            await self._bell.ring()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for queries that change nothing; each statement stands for itself."""
        async with self._reading.connect() as db:
            yield db

    async def _settle(self, work: Work) -> bool:
        for projector in self.registry.projectors:
            heard = [event for event in work.events if isinstance(event, projector.events)]
            if heard:
                await projector.handle(work, heard)
        jobs = [self._task_row(work, task) for task in work.tasks]
        if work.events:
            rows = [_event_row(work, event) for event in work.events]
            work.write(OutboxEvent, rows)
            for event, row in zip(work.events, rows, strict=True):
                jobs += [
                    _listener_row(work, kind, row)
                    for kind in self.registry.listeners.get(type(event), ())
                ]
        work.write(Job, [job for job in jobs if job["unique_key"] is None])
        await work.flush()
        for job in jobs:
            if job["unique_key"] is not None:
                await work.db.execute(dialect.insert_or_ignore(work.db, Job).values(**job))
        return bool(jobs)

    def _task_row(self, work: Work, task: Task) -> dict[str, Any]:
        kind = self.registry.jobs[task.job]
        return _job_row(work, kind, task.payload, task.run_at, None) | {
            "unique_key": task.unique_key
        }


def _event_row(work: Work, event: Event) -> dict[str, Any]:
    return {
        "id": ids.new(),
        "name": event.name,
        "version": event.version,
        "payload": dataclasses.asdict(event),
        "actor": work.actor.name,
        "occurred_at": work.now,
    }


def _listener_row(work: Work, kind: JobKind, event: Mapping[str, Any]) -> dict[str, Any]:
    return _job_row(work, kind, event["payload"], work.now, event["id"])


def _job_row(
    work: Work, kind: JobKind, payload: Payload, run_at: datetime, event_id: UUID | None
) -> dict[str, Any]:
    return {
        "id": ids.new(),
        "name": kind.name,
        "payload": dict(payload),
        "event_id": event_id,
        "unique_key": None,
        "state": READY,
        "run_at": run_at,
        "attempts": 0,
        "max_attempts": kind.retry.attempts,
        "created_at": work.now,
    }
