"""The audit trail, for staff: filtered, page by page, or all of it as a file."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Sequence
from enum import StrEnum
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse

from shopwright.faces.api.context import Context, Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.shapes import Answer, Moment, PageOf, ShortText, Time
from shopwright.kernel import text
from shopwright.modules.audit import queries
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Entry, Subject
from shopwright.modules.audit.permissions import AUDIT_EXPORT, AUDIT_READ
from shopwright.modules.audit.queries import EntryFilter

router = APIRouter(tags=["Audit trail, for staff"])
BATCH = 500
_Word = Annotated[str | None, Query(max_length=100)]
_Moment = Annotated[Moment | None, Query()]
_COLUMNS = (
    *("seq", "at", "actor", "action", "subject_type", "subject_id"),
    *("before", "after", "request_id", "address", "previous_hash", "hash"),
)


class ExportFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


class SubjectAnswer(Answer):
    type: str
    id: str


class AuditEntryAnswer(Answer):
    seq: int
    at: Time
    actor: str
    action: str
    subject: SubjectAnswer
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    request_id: str
    address: str
    hash: str


def entry_filter(  # noqa: PLR0913 - each filter is a parameter
    *,
    actor: Annotated[
        str | None,
        Query(max_length=100, description="`user:<id>` finds what he did by his keys, too."),
    ] = None,
    action: _Word = None,
    subject_type: _Word = None,
    subject_id: _Word = None,
    since: _Moment = None,
    until: _Moment = None,
    address: _Word = None,
    q: Annotated[
        ShortText | None,
        Query(max_length=100, description="Text in the action, the subject, before or after."),
    ] = None,
) -> EntryFilter:
    return EntryFilter(actor, action, subject_type, subject_id, since, until, address, q)


Wanted = Annotated[EntryFilter, Depends(entry_filter)]


@router.get(
    "/api/v1/admin/audit",
    summary="What was done, the newest first",
    operation_id="audit_list",
    **access(AUDIT_READ),
)
async def list_audit(
    ctx: Ctx, response: Response, paging: Paging, wanted: Wanted
) -> PageOf[AuditEntryAnswer]:
    async with ctx.reading() as db:
        page = await queries.entries(db, wanted, paging)
    return page_of(ctx.request, response, page, [_entry(entry) for entry in page.items])


@router.get(
    "/api/v1/admin/audit/export",
    summary="What was done as a file, the oldest first; that it was taken is put down too",
    operation_id="audit_export",
    response_class=StreamingResponse,
    **access(AUDIT_EXPORT),
)
async def export_audit(
    ctx: Ctx, wanted: Wanted, file_format: Annotated[ExportFormat, Query(alias="format")]
) -> StreamingResponse:
    asked = {name: value for name in EntryFilter.__slots__ if (value := getattr(wanted, name))}
    async with ctx.work() as work:
        end = await queries.head(work.db)
        await audit.note(
            work,
            action="audit.exported",
            subject=Subject("audit", "trail"),
            after={"format": file_format, "until": end.seq, "filters": sorted(asked)},
        )
    is_csv = file_format is ExportFormat.CSV
    return StreamingResponse(
        _lines(ctx, wanted, end.seq, _as_csv if is_csv else _as_json, header=is_csv),
        media_type="text/csv; charset=utf-8" if is_csv else "application/jsonl",
        headers={
            "content-disposition": f'attachment; filename="audit-{end.seq}.{file_format}"',
            "cache-control": "private, no-store",
        },
    )


async def _lines(
    ctx: Context,
    wanted: EntryFilter,
    until: int,
    written: Callable[[Sequence[Entry]], bytes],
    *,
    header: bool,
) -> AsyncIterator[bytes]:
    """The file piece by piece; a reader who takes his time holds no connection."""
    if header:
        yield (",".join(_COLUMNS) + "\r\n").encode()
    after = 0
    while True:
        async with ctx.reading() as db:
            found = await queries.batch(db, wanted, after=after, until=until, limit=BATCH)
        if found:
            yield written(found)
            after = found[-1].seq
        if len(found) < BATCH:
            return


def _as_json(entries: Sequence[Entry]) -> bytes:
    return b"".join(orjson.dumps(_plain(each)) + b"\n" for each in entries)


def _as_csv(entries: Sequence[Entry]) -> bytes:
    page = io.StringIO()
    rows = csv.writer(page)
    for each in entries:
        said = {
            name: orjson.dumps(value).decode() if isinstance(value, dict) else value
            for name, value in _plain(each).items()
        }
        rows.writerow(
            [
                text.cell(said[name]) if isinstance(said[name], str) else said[name]
                for name in _COLUMNS
            ]
        )
    return page.getvalue().encode()


def _plain(entry: Entry) -> dict[str, Any]:
    """Everything that an entry's hash covers."""
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject_type": entry.subject.type,
        "subject_id": entry.subject.id,
        "before": entry.before,
        "after": entry.after,
        "request_id": entry.request_id,
        "address": entry.address,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


def _entry(entry: Entry) -> AuditEntryAnswer:
    return AuditEntryAnswer(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        subject=SubjectAnswer(type=entry.subject.type, id=entry.subject.id),
        before=None if entry.before is None else dict(entry.before),
        after=None if entry.after is None else dict(entry.after),
        request_id=entry.request_id,
        address=entry.address,
        hash=entry.hash,
    )
