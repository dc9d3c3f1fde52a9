"""Files in and out, for staff: made and read in the background, small ones at once."""

import asyncio
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from shopwright.faces.api import tokens
from shopwright.faces.api.context import PUBLIC, Context, Ctx, access, any_of
from shopwright.faces.api.shapes import Answer, CurrencyCode, Payload, Time, example
from shopwright.faces.api.uploads import fields_of, sent_file, takes_file
from shopwright.flows.merchandising.contracts import FileSubject, ImportFormat
from shopwright.flows.merchandising.errors import ExportTooLarge
from shopwright.flows.merchandising.run import file_tasks
from shopwright.flows.merchandising.run.export_file import export_file, is_larger_than
from shopwright.infra.files import tasks
from shopwright.infra.files.sheets import CONTENT_TYPES, FileFormat
from shopwright.infra.files.tasks import FileTask, TaskKind, TaskNotFound, TaskState
from shopwright.modules.catalog.permissions import READ, WRITE
from shopwright.modules.inventory.permissions import STOCK_READ, STOCK_WRITE
from shopwright.modules.reviews.permissions import REVIEWS_MODERATE

router = APIRouter(tags=["Files in and out, for staff"])
LARGEST_AT_ONCE = 1000
_FILE = "/api/v1/exports/{task_id}/file"
_READS = any_of(READ, STOCK_READ, REVIEWS_MODERATE)
_WRITES = any_of(WRITE, STOCK_WRITE, REVIEWS_MODERATE)


class ExportPayload(Payload):
    """What is wanted, and how it is written."""

    model_config = example({"kind": "products", "format": "xlsx"})

    kind: Annotated[FileSubject, Field(strict=False)]
    format: Annotated[FileFormat, Field(strict=False)] = FileFormat.CSV


class ExportFormatPayload(Payload):
    """How a file is written whose kind the address names."""

    model_config = example({"format": "xlsx"})

    format: Annotated[FileFormat, Field(strict=False)] = FileFormat.CSV


class ImportFields(BaseModel):
    """What is in the file, and how it is to be read; the format is found by itself where none is named."""

    model_config = {"extra": "forbid"}

    kind: FileSubject = FileSubject.PRODUCTS
    dry_run: bool = False
    currency: CurrencyCode | None = None
    format: ImportFormat | None = None

    @property
    def options(self) -> dict[str, Any]:
        named = {"currency": self.currency, "format": self.format, "is_dry_run": self.dry_run}
        return {name: value for name, value in named.items() if value}


class FileTaskAnswer(Answer):
    """An export or an import. A finished export tells where it is fetched, by anybody who has the address, until then."""

    id: UUID
    type: TaskKind
    kind: str
    format: str
    state: TaskState
    progress: Annotated[int, Field(description="Products, or rows, until now.")]
    report: dict[str, Any]
    url: str | None
    created_at: Time
    finished_at: Time | None
    expires_at: Time


class FileTasksAnswer(Answer):
    items: list[FileTaskAnswer]


@router.post(
    "/api/v1/admin/exports",
    operation_id="export_create",
    summary="Have products, stock or prices written into a file",
    status_code=202,
    **access(_READS),
)
async def post_export(ctx: Ctx, payload: ExportPayload) -> FileTaskAnswer:
    async with ctx.work() as work:
        asked = await file_tasks.ask_for_export(
            ctx.services.clerk, work, subject=payload.kind, form=payload.format
        )
    return _answer(ctx, asked)


@router.post(
    "/api/v1/admin/export/products",
    operation_id="product_export",
    summary="Have products written into a file",
    status_code=202,
    **access(READ),
)
async def post_product_export(
    ctx: Ctx, payload: ExportFormatPayload | None = None
) -> FileTaskAnswer:
    form = payload.format if payload else FileFormat.CSV
    return await post_export(ctx, ExportPayload(kind=FileSubject.PRODUCTS, format=form))


@router.get(
    "/api/v1/admin/exports/{kind}/file",
    operation_id="export_fetch_now",
    summary="Fetch a small shop's products, stock, prices or reviews at once",
    response_class=Response,
    **access(_READS, 409),
)
async def get_export(
    ctx: Ctx,
    kind: FileSubject,
    format: Annotated[FileFormat, Query()] = FileFormat.CSV,  # noqa: A002 - its name in the address
) -> Response:
    """For up to 1,000 products; a larger shop has the file made in the background."""
    file_tasks.demand_reading(ctx.actor, kind)
    works = ctx.services.works
    if await is_larger_than(works, LARGEST_AT_ONCE, kind):
        raise ExportTooLarge
    with TemporaryDirectory(prefix="shopwright-") as folder:
        path = Path(folder) / f"{kind}.{format}"
        await export_file(works, path, subject=kind, form=format)
        content = await asyncio.to_thread(path.read_bytes)
    return Response(content, headers=_headers(kind, format, works.now()))


@router.post(
    "/api/v1/admin/imports",
    operation_id="import_create",
    summary="Have a file of products, stock or prices read",
    status_code=202,
    **takes_file(access(_WRITES, 413), ImportFields, largest="import"),
)
async def post_import(ctx: Ctx) -> FileTaskAnswer:
    """CSV, XLSX or JSON Lines. A dry run stores nothing and tells what would change; a second import changes nothing."""
    sent = await sent_file(ctx, limit=ctx.services.settings.max_import_bytes)
    fields = fields_of(sent, ImportFields)
    asked = await file_tasks.ask_for_import(
        ctx.services.clerk,
        actor=ctx.actor,
        subject=fields.kind,
        content=sent.content,
        options=fields.options,
    )
    return _answer(ctx, asked)


@router.get(
    "/api/v1/admin/files",
    operation_id="file_task_list",
    summary="List exports and imports, the latest first",
    **access(_READS),
)
async def list_tasks(ctx: Ctx) -> FileTasksAnswer:
    async with ctx.reading() as db:
        found = await tasks.latest(db, limit=50)
    return FileTasksAnswer(items=[_answer(ctx, each) for each in found if _may_see(ctx, each)])


@router.get(
    "/api/v1/admin/files/{task_id}",
    operation_id="file_task_get",
    summary="Show how far an export or import is",
    **access(_READS, 404),
)
async def get_task(ctx: Ctx, task_id: UUID) -> FileTaskAnswer:
    async with ctx.reading() as db:
        found = await tasks.task(db, task_id)
    if not _may_see(ctx, found):
        raise TaskNotFound
    return _answer(ctx, found)


@router.get(
    _FILE,
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
    return StreamingResponse(content, headers=_headers(task.subject, form, task.created_at))


def _may_see(ctx: Context, task: FileTask) -> bool:
    return ctx.actor.may(file_tasks.right_to_read(FileSubject(task.subject)))


def _answer(ctx: Context, task: FileTask) -> FileTaskAnswer:
    is_fetchable = task.kind is TaskKind.EXPORT and task.state is TaskState.DONE
    token = tokens.sign(ctx.services, tokens.EXPORT, task.id)
    return FileTaskAnswer(
        id=task.id,
        type=task.kind,
        kind=task.subject,
        format=task.format,
        state=task.state,
        progress=task.progress,
        report=dict(task.report),
        url=f"{_FILE.format(task_id=task.id)}?token={token}" if is_fetchable else None,
        created_at=task.created_at,
        finished_at=task.finished_at,
        expires_at=task.expires_at,
    )


def _headers(subject: str, form: FileFormat, made_at: datetime) -> dict[str, str]:
    return {
        "content-type": CONTENT_TYPES[form],
        "content-disposition": f'attachment; filename="{subject}-{made_at:%Y-%m-%d}.{form}"',
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, no-store",
    }
