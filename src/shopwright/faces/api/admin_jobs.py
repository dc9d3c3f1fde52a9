"""Background work as staff see it: what waits, runs, failed and is dead; dead letters run again, or thrown away."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.shapes import Answer, PageOf, ShortText, Time
from shopwright.infra.jobs import overview, queue
from shopwright.infra.jobs.overview import JobState
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


class JobAnswer(DeadJobAnswer):
    """A job; `due_at` is when it is run or, of one that runs, when it is taken for lost."""

    state: JobState
    max_attempts: int
    due_at: Time


class JobsAnswer(PageOf[JobAnswer]):
    counts: Annotated[
        dict[JobState, int], Field(description="Of all jobs, whatever was asked for.")
    ]


class RevivedAnswer(Answer):
    revived: int


@router.get(
    "/api/v1/admin/jobs",
    operation_id="job_list",
    summary="List background jobs, the latest first",
    **access(JOBS_READ),
)
async def list_jobs(
    ctx: Ctx,
    response: Response,
    paging: Paging,
    *,
    state: Annotated[JobState | None, Query()] = None,
    name: Annotated[ShortText | None, Query(description="Such as `mail.send`.")] = None,
) -> JobsAnswer:
    """A job that is done is gone."""
    response.headers["cache-control"] = "private, no-store"
    now = ctx.services.works.now()
    async with ctx.reading() as db:
        page = await overview.page(db, paging, now=now, state=state, name=name)
        counts = await overview.counts(db, now)
    items = [
        JobAnswer(**{field: getattr(job, field) for field in JobAnswer.model_fields})
        for job in page.items
    ]
    listed = page_of(ctx.request, response, page, items)
    return JobsAnswer(items=listed.items, page=listed.page, counts=counts)


@router.delete(
    "/api/v1/admin/jobs/{job_id}",
    operation_id="job_discard",
    summary="Throw a dead job away",
    status_code=204,
    **access(JOBS_WRITE, 404),
)
async def discard(ctx: Ctx, job_id: UUID) -> None:
    """What it should have done is never done; the trail keeps its name."""
    async with ctx.work() as work:
        name = await overview.discard(work.db, job_id)
        if name is None:
            raise NotFound
        before = {"state": DEAD, "name": name}
        subject = Subject("job", str(job_id))
        await audit.note(work, action="job.discarded", subject=subject, before=before)


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
