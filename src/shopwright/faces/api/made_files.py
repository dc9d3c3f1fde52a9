"""Files that were asked for: how far they are, and fetched by their tokens."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from starlette.responses import StreamingResponse

from shopwright.faces.api import tokens
from shopwright.faces.api.context import PUBLIC, Ctx, access, any_of
from shopwright.faces.api.file_answers import (
    FILE,
    FileTaskAnswer,
    FileTasksAnswer,
    file_headers,
    may_see,
    task_answer,
)
from shopwright.flows.merchandising.run import file_tasks
from shopwright.infra.files import tasks
from shopwright.infra.files.sheets import FileFormat
from shopwright.infra.files.tasks import TaskNotFound
from shopwright.modules.catalog.permissions import READ
from shopwright.modules.customers.permissions import CUSTOMERS_READ
from shopwright.modules.inventory.permissions import STOCK_READ
from shopwright.modules.orders.permissions import ORDERS_READ
from shopwright.modules.reviews.permissions import REVIEWS_MODERATE
from shopwright.satellites.analytics.permissions import ANALYTICS_READ

router = APIRouter(tags=["Files in and out, for staff"])
READS = any_of(READ, STOCK_READ, REVIEWS_MODERATE, ORDERS_READ, CUSTOMERS_READ, ANALYTICS_READ)


@router.get(
    "/api/v1/admin/files",
    operation_id="file_task_list",
    summary="List exports and imports, the latest first",
    **access(READS),
)
async def list_tasks(ctx: Ctx) -> FileTasksAnswer:
    async with ctx.reading() as db:
        found = await tasks.latest(db, limit=50)
    return FileTasksAnswer(items=[task_answer(ctx, each) for each in found if may_see(ctx, each)])


@router.get(
    "/api/v1/admin/files/{task_id}",
    operation_id="file_task_get",
    summary="Show how far an export or import is",
    **access(READS, 404),
)
async def get_task(ctx: Ctx, task_id: UUID) -> FileTaskAnswer:
    async with ctx.reading() as db:
        found = await tasks.task(db, task_id)
    if not may_see(ctx, found):
        raise TaskNotFound
    return task_answer(ctx, found)


@router.get(
    FILE,
    operation_id="export_fetch",
    summary="Fetch a finished export by its token",
    response_class=Response,
    **access(PUBLIC, 404, 410),
)
async def fetch_export(
    ctx: Ctx, task_id: UUID, token: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    if tokens.read(ctx.services, tokens.EXPORT, token) != task_id:
        raise TaskNotFound
    task, content = await file_tasks.hand_out(ctx.services.clerk, task_id=task_id)
    form = FileFormat(task.format)
    return StreamingResponse(content, headers=file_headers(task.subject, form, task.created_at))
