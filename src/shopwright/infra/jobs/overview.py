"""The queue as people look at it: what waits, what is run, what failed, what is dead; and throwing a dead letter away."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.outbox import DEAD, READY, Job
from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor

_SORT = "jobs"


class JobState(StrEnum):
    """``FAILED`` has been tried and is tried again; ``DEAD`` is not, unless somebody says so."""

    PENDING = "pending"
    RUNNING = "running"
    FAILED = "failed"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class SeenJob:
    """``due_at``: when it is run, or, of one that runs, when it is taken for dead."""

    id: UUID
    name: str
    state: JobState
    payload: dict[str, Any]
    attempts: int
    max_attempts: int
    last_error: str | None
    due_at: datetime
    created_at: datetime


async def page(
    db: AsyncConnection,
    request: PageRequest,
    *,
    now: datetime,
    state: JobState | None = None,
    name: str | None = None,
) -> Page[SeenJob]:
    """Jobs, the newest first.

    Raises:
        InvalidCursor: not a cursor of this list.
    """
    shown = (Job.payload, Job.attempts, Job.max_attempts, Job.last_error, Job.run_at)
    conditions: list[ColumnElement[bool]] = []
    if state is not None:
        conditions.append(_is(state, now))
    if name is not None:
        conditions.append(Job.name == name)
    statement = select(Job.id, Job.name, _state(now), *shown, Job.created_at).where(*conditions)
    if request.cursor is not None:
        statement = statement.where(Job.id < id_in_cursor(request.cursor, _SORT))
    statement = statement.order_by(Job.id.desc()).limit(request.limit + 1).offset(request.offset)
    found = [
        SeenJob(row.id, row.name, JobState(row.state), *row[3:])
        for row in await db.execute(statement)
    ]
    items = found[: request.limit]
    total = None
    if request.with_total:
        counting = select(func.count(Job.id)).where(*conditions)
        total = (await db.execute(counting)).scalar_one()
    more = encode_cursor(_SORT, str(items[-1].id)) if len(found) > len(items) else None
    return Page(items, request.limit, next_cursor=more, total=total, offset=request.offset)


async def counts(db: AsyncConnection, now: datetime) -> dict[JobState, int]:
    """How many jobs are in each state, in one statement."""
    state = _state(now)
    rows = await db.execute(select(state, func.count().label("many")).group_by(state))
    return dict.fromkeys(JobState, 0) | {JobState(row.state): row.many for row in rows}


async def discard(db: AsyncConnection, job_id: UUID) -> str | None:
    """Throw a dead letter away; its name, or None where there is none of the id."""
    gone = delete(Job).where(Job.id == job_id, Job.state == DEAD).returning(Job.name)
    found: str | None = (await db.execute(gone)).scalar_one_or_none()
    return found


def _state(now: datetime) -> ColumnElement[str]:
    named = [(_is(state, now), state.value) for state in JobState if state is not JobState.PENDING]
    return case(*named, else_=JobState.PENDING.value).label("state")


def _is(state: JobState, now: datetime) -> ColumnElement[bool]:
    """A job is run as long as its lease lasts; one whose worker died is tried again, like one that failed."""
    is_ready, is_leased = Job.state == READY, and_(Job.lease_token.is_not(None), Job.run_at > now)
    return {
        JobState.DEAD: Job.state == DEAD,
        JobState.RUNNING: and_(is_ready, is_leased),
        JobState.FAILED: and_(is_ready, ~is_leased, Job.attempts > 0),
        JobState.PENDING: and_(is_ready, Job.attempts == 0),
    }[state]
