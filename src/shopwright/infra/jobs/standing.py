"""How the queue and the schedule stand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.outbox import DEAD, READY, Job, Schedule

_LONGEST_ERROR = 200


async def standing(db: AsyncConnection, now: datetime) -> dict[str, Any]:
    """How many jobs are due, how long the oldest of them has been, how many are dead, and when a worker was last seen."""
    due = await db.execute(
        select(func.count(), func.min(Job.run_at)).where(Job.state == READY, Job.run_at <= now)
    )
    count, oldest = due.one()
    dead = await db.execute(
        select(Job.name, Job.last_error, Job.run_at)
        .where(Job.state == DEAD)
        .order_by(Job.run_at.desc())
        .limit(1)
    )
    last = dead.first()
    waiting = select(func.count()).where(Job.state == READY)
    buried = select(func.count()).where(Job.state == DEAD)
    return {
        "due": count,
        "waiting": await db.scalar(waiting),
        "oldest_seconds": round((now - oldest).total_seconds(), 1) if count else 0.0,
        "dead": await db.scalar(buried),
        "last_dead": f"{last.name}: {(last.last_error or '')[:_LONGEST_ERROR]}" if last else "",
        "last_dead_at": last.run_at if last else None,
        "worker_seen_at": await db.scalar(select(func.max(Schedule.last_run_at))),
    }


async def due_times(db: AsyncConnection) -> Mapping[str, datetime]:
    """When each task of the clock is due next."""
    rows = await db.execute(select(Schedule.name, Schedule.next_run_at))
    return {row.name: row.next_run_at for row in rows}
