"""Files in and out, for staff: made and read in the background, small ones at once."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from shopwright.faces.api.context import Ctx, access, any_of
from shopwright.faces.api.exporting import ask
from shopwright.faces.api.file_answers import (
    FileTaskAnswer,
    file_headers,
    task_answer,
)
from shopwright.faces.api.made_files import READS
from shopwright.faces.api.shapes import CurrencyCode, Payload, example
from shopwright.faces.api.uploads import fields_of, sent_file, takes_file
from shopwright.flows.merchandising.contracts import FileSubject, ImportFormat
from shopwright.flows.merchandising.errors import ExportTooLarge
from shopwright.flows.merchandising.run import file_tasks
from shopwright.flows.merchandising.run.export_file import export_file, is_larger_than
from shopwright.infra.files.sheets import FileFormat
from shopwright.modules.catalog.permissions import WRITE
from shopwright.modules.inventory.permissions import STOCK_WRITE
from shopwright.modules.reviews.permissions import REVIEWS_MODERATE
from shopwright.satellites.analytics.contracts import ExportSubject

router = APIRouter(tags=["Files in and out, for staff"])
LARGEST_AT_ONCE = 1000
_WRITES = any_of(WRITE, STOCK_WRITE, REVIEWS_MODERATE)


_Kind = Annotated[FileSubject, Field(strict=False)] | Annotated[ExportSubject, Field(strict=False)]


class ExportPayload(Payload):
    """What is wanted, and how it is written."""

    model_config = example({"kind": "products", "format": "xlsx"})

    kind: _Kind
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


@router.post(
    "/api/v1/admin/exports",
    operation_id="export_create",
    summary="Have products, stock, prices, orders, customers or figures written into a file",
    status_code=202,
    **access(READS),
)
async def post_export(ctx: Ctx, payload: ExportPayload) -> FileTaskAnswer:
    return task_answer(ctx, await ask(ctx, payload.kind, payload.format))


@router.get(
    "/api/v1/admin/exports/{kind}/file",
    operation_id="export_fetch_now",
    summary="Fetch a small shop's products, stock, prices or reviews at once",
    response_class=Response,
    **access(READS, 409),
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
    return Response(content, headers=file_headers(kind, format, works.now()))


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
    return task_answer(ctx, asked)
