"""Background work as staff see it: dead letters, and running them again."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.shapes import Answer, Time
from shopwright.infra.jobs import queue
from shopwright.infra.jobs.permissions import JOBS_READ, JOBS_WRITE
from shopwright.infra.outbox import DEAD, READY
from shopwright.kernel.errors import NotFound
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject

router = APIRouter(tags=["Background work, for staff"])


class DeadJobAnswer(Answer):
    """A job that used up its attempts."""

    id: UUID
    name: str
    payload: dict[str, Any]
    attempts: int
    last_error: str | None
    created_at: Time


class DeadJobsAnswer(Answer):
    items: list[DeadJobAnswer]
    waiting: int
    dead: int


class RevivedAnswer(Answer):
    revived: int


@router.get(
    "/api/v1/admin/jobs/dead",
    operation_id="job_dead_list",
    summary="List jobs that used up their attempts",
    **access(JOBS_READ),
)
async def dead(ctx: Ctx) -> DeadJobsAnswer:
    async with ctx.reading() as db:
        buried = await queue.buried(db)
        counts = await queue.counts(db)
    items = [
        DeadJobAnswer(
            id=job.id,
            name=job.name,
            payload=job.payload,
            attempts=job.attempts,
            last_error=job.last_error,
            created_at=job.created_at,
        )
        for job in buried
    ]
    return DeadJobsAnswer(items=items, waiting=counts["ready"], dead=counts["dead"])


@router.post(
    "/api/v1/admin/jobs/{job_id}/retry",
    operation_id="job_retry",
    summary="Run a dead job again",
    **access(JOBS_WRITE, 404),
)
async def retry(ctx: Ctx, job_id: UUID) -> RevivedAnswer:
    async with ctx.work() as work:
        revived = await queue.revive(work.db, now=work.now, job_id=job_id)
        if not revived:
            raise NotFound
        await audit.note(
            work,
            action="job.retried",
            subject=Subject("job", str(job_id)),
            before={"state": DEAD},
            after={"state": READY},
        )
    await ctx.services.bell.ring()
    return RevivedAnswer(revived=revived)
