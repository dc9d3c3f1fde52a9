"""The queue: claim with a lease, finish, fail with backoff, bury, dig up."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.infra.db.types import UtcTime
from shopwright.infra.outbox import DEAD, READY, Job
from shopwright.infra.work import Retry
from shopwright.kernel import ids

LONGEST_ERROR = 2000
_NONE: Mapping[str, timedelta] = {}
_CLAIMED = (
    *(Job.id, Job.name, Job.payload, Job.event_id),
    *(Job.attempts, Job.max_attempts, Job.lease_token),
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job in hand until its lease ends; ``token`` fences off a worker that comes too late."""

    id: UUID
    name: str
    payload: dict[str, Any]
    event_id: UUID | None
    attempts: int
    max_attempts: int
    token: UUID


@dataclass(frozen=True, slots=True)
class DeadJob:
    id: UUID
    name: str
    payload: dict[str, Any]
    attempts: int
    last_error: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingJob:
    id: UUID
    name: str
    run_at: datetime
    attempts: int
    max_attempts: int
    last_error: str | None


async def claim(
    db: AsyncConnection,
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
    longer: Mapping[str, timedelta] = _NONE,
) -> list[Claimed]:
    """Take up to ``limit`` due jobs for the length of ``lease``; other workers pass them over until it ends.

    ``longer``: the leases of jobs by name that are another.

    A claim counts as an attempt. The lease is the time at which the job is due again, so a dead worker's jobs come
    back by themselves; one that has used up its attempts this way is buried.
    """
    token = ids.new()
    due = select(Job.id).where(Job.state == READY, Job.run_at <= now)
    chosen = dialect.lock_rows(db, due.order_by(Job.run_at).limit(limit), skip_locked=True)
    result = await db.execute(
        update(Job)
        .where(Job.id.in_(chosen.scalar_subquery()))
        .values(_claimed_until(_end(now, lease, longer), token))
        .returning(*_CLAIMED, Job.state)
    )
    ready = [row for row in result if row.state == READY]
    jobs = [Claimed(*tuple(row)[:-1]) for row in ready]
    return sorted(jobs, key=lambda job: job.id)


def _end(now: datetime, lease: timedelta, longer: Mapping[str, timedelta]) -> ColumnElement[Any]:
    usual = literal(now + lease, UtcTime)
    if not longer:
        return usual
    ends = {name: literal(now + each, UtcTime) for name, each in longer.items()}
    return case(ends, value=Job.name, else_=usual)


def _claimed_until(end: ColumnElement[Any], token: UUID) -> dict[str, Any]:
    spent = Job.attempts >= Job.max_attempts
    died = func.coalesce(Job.last_error, "the worker died")
    return {
        "run_at": end,
        "lease_token": token,
        "state": case((spent, DEAD), else_=READY),
        "attempts": case((spent, Job.attempts), else_=Job.attempts + 1),
        "last_error": case((spent, died), else_=Job.last_error),
    }


async def finish(db: AsyncConnection, job: Claimed) -> bool:
    """Remove a job that is done; False where the lease was lost, and with it the right to say so."""
    result = await db.execute(delete(Job).where(Job.id == job.id, Job.lease_token == job.token))
    return result.rowcount == 1


async def fail(
    db: AsyncConnection, job: Claimed, *, now: datetime, retry: Retry, error: str
) -> bool:
    """Note a failed attempt: due again after a pause that doubles, or buried when attempts are used up."""
    dead = job.attempts >= job.max_attempts
    result = await db.execute(
        update(Job)
        .where(Job.id == job.id, Job.lease_token == job.token)
        .values(
            state=DEAD if dead else READY,
            run_at=now + timedelta(seconds=pause_before(job.attempts, retry)),
            lease_token=None,
            last_error=error[:LONGEST_ERROR],
        )
    )
    return dead and result.rowcount == 1


def pause_before(attempt: int, retry: Retry) -> float:
    """Seconds until the next try: the first pause doubled per attempt, plus or minus a quarter at random."""
    pause = min(retry.first_pause * 2.0 ** (attempt - 1), retry.longest_pause)
    return pause * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, guards nothing


async def waiting(db: AsyncConnection, *, limit: int) -> list[WaitingJob]:
    """The jobs that are due next, the nearest first."""
    rows = await db.execute(
        select(Job.id, Job.name, Job.run_at, Job.attempts, Job.max_attempts, Job.last_error)
        .where(Job.state == READY)
        .order_by(Job.run_at, Job.id)
        .limit(limit)
    )
    return [WaitingJob(*row) for row in rows]


async def buried(db: AsyncConnection, *, limit: int = 100) -> Sequence[DeadJob]:
    """The dead letters, newest first."""
    rows = await db.execute(
        select(Job.id, Job.name, Job.payload, Job.attempts, Job.last_error, Job.created_at)
        .where(Job.state == DEAD)
        .order_by(Job.id.desc())
        .limit(limit)
    )
    return [DeadJob(*row) for row in rows]


async def revive(db: AsyncConnection, *, now: datetime, job_id: UUID | None = None) -> int:
    """Give dead letters (one, or all) their attempts back; returns how many."""
    statement = (
        update(Job)
        .where(Job.state == DEAD)
        .values(state=READY, attempts=0, run_at=now, lease_token=None)
    )
    if job_id is not None:
        statement = statement.where(Job.id == job_id)
    return (await db.execute(statement)).rowcount


async def counts(db: AsyncConnection) -> dict[str, int]:
    """How many jobs wait and how many are dead."""
    rows = await db.execute(select(Job.state, func.count().label("waiting")).group_by(Job.state))
    return {READY: 0, DEAD: 0} | {row.state: row.waiting for row in rows}
