"""Every question about invoices and credit notes."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.infra.sealing import keyring_of
from shopwright.kernel.money import Money
from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.modules.invoices.contracts import (
    Document,
    DocumentFilter,
    DocumentKind,
    Snapshot,
)
from shopwright.modules.invoices.errors import (
    DocumentChanged,
    DocumentNotFound,
    InvoiceNotIssued,
)
from shopwright.modules.invoices.models import NUMBER, DocumentRow

SNAPSHOT = "documents.snapshot"
_CURSOR = "documents"
_COLUMNS = tuple(each for each in DocumentRow.__table__.c if each.name != "snapshot")


async def by_id(db: AsyncConnection, document_id: UUID) -> Document:
    """A document.

    Raises:
        DocumentNotFound: there is none.
    """
    statement = select(*_COLUMNS).where(DocumentRow.id == document_id)
    row = (await db.execute(statement)).one_or_none()
    if row is None:
        raise DocumentNotFound
    return _document(row)


async def beginning_with(db: AsyncConnection, beginning: str, *, limit: int) -> list[Document]:
    """Documents whose number begins so, whatever the case."""
    begins = dialect.begins_with(db, NUMBER, beginning.lower())
    rows = await db.execute(select(*_COLUMNS).where(begins).limit(limit))
    return [_document(row) for row in rows]


async def invoice_of(db: AsyncConnection, order_id: UUID) -> Document | None:
    row = DocumentRow
    statement = select(*_COLUMNS).where(row.order_id == order_id, row.kind == DocumentKind.INVOICE)
    found = (await db.execute(statement)).one_or_none()
    return _document(found) if found else None


async def issued_invoice(db: AsyncConnection, order_id: UUID) -> Document:
    """The invoice of an order.

    Raises:
        InvoiceNotIssued: it has none yet.
    """
    found = await invoice_of(db, order_id)
    if found is None:
        raise InvoiceNotIssued
    return found


async def of_order(db: AsyncConnection, order_id: UUID) -> list[Document]:
    """The documents of an order, the oldest first."""
    statement = select(*_COLUMNS).where(DocumentRow.order_id == order_id).order_by(DocumentRow.id)
    return [_document(row) for row in await db.execute(statement)]


async def snapshot(db: AsyncConnection, document_id: UUID) -> Snapshot:
    """What a document says.

    Raises:
        DocumentNotFound: there is none.
        DocumentChanged: it is not what was issued.
    """
    found = await snapshots(db, [document_id])
    if document_id not in found:
        raise DocumentNotFound
    return found[document_id]


async def snapshots(db: AsyncConnection, document_ids: Collection[UUID]) -> dict[UUID, Snapshot]:
    """What documents say, by id.

    Raises:
        DocumentChanged: one is not what was issued.
    """
    row, keyring = DocumentRow, keyring_of(db)
    statement = select(row.id, row.digest, row.snapshot).where(row.id.in_(document_ids))
    found = {}
    for each in await db.execute(statement):
        plain = keyring.unseal(each.snapshot, place=SNAPSHOT, row=each.id)
        if digest_of(plain) != each.digest:
            raise DocumentChanged(document=str(each.id))
        found[each.id] = Snapshot.from_dict(orjson.loads(plain))
    return found


def written(told: dict[str, Any]) -> str:
    """A snapshot as text, the same each time."""
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode()


def sealed(db: AsyncConnection, document_id: UUID, plain: str) -> str:
    """The text as its document's row keeps it."""
    return keyring_of(db).seal(plain, place=SNAPSHOT, row=document_id)


def digest_of(plain: str) -> str:
    """The fingerprint of a snapshot as it is written down."""
    return hashlib.sha256(plain.encode()).hexdigest()


async def page(db: AsyncConnection, wanted: DocumentFilter, request: PageRequest) -> Page[Document]:
    """Documents, the latest first."""
    row, conditions = DocumentRow, _conditions(wanted)
    statement = select(*_COLUMNS).where(*conditions).order_by(row.id.desc())
    if request.offset is not None:
        statement = statement.offset(request.offset)
    elif request.cursor:
        statement = statement.where(row.id < id_in_cursor(request.cursor, _CURSOR))
    found = [_document(each) for each in await db.execute(statement.limit(request.limit + 1))]
    items = found[: request.limit]
    total = None
    if request.with_total or request.offset is not None:
        counted = select(func.count()).select_from(row).where(*conditions)
        total = int((await db.execute(counted)).scalar_one())
    more = encode_cursor(_CURSOR, str(items[-1].id)) if len(found) > request.limit else None
    return Page(items, request.limit, next_cursor=more, total=total, offset=request.offset)


async def journal(
    db: AsyncConnection, month: str, *, after: UUID | None = None, limit: int = 200
) -> Sequence[tuple[Document, Snapshot]]:
    """The documents of a month in the order in which they were issued, with what they say."""
    row = DocumentRow
    statement = select(*_COLUMNS).where(*_conditions(DocumentFilter(month=month)))
    if after is not None:
        statement = statement.where(row.id > after)
    rows = await db.execute(statement.order_by(row.id).limit(limit))
    documents = [_document(each) for each in rows]
    said = await snapshots(db, [each.id for each in documents])
    return [(each, said[each.id]) for each in documents]


def month_of(month: str) -> tuple[date, date]:
    """The first day of a month (``2026-11``), and that of the next one."""
    first = date.fromisoformat(f"{month}-01")
    is_last = first.month == 12
    return first, date(first.year + is_last, 1 if is_last else first.month + 1, 1)


def _conditions(wanted: DocumentFilter) -> list[ColumnElement[bool]]:
    row = DocumentRow
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(row.kind == wanted.kind)
    if wanted.order_id is not None:
        conditions.append(row.order_id == wanted.order_id)
    if wanted.number is not None:
        conditions.append(row.number == wanted.number)
    if wanted.month is not None:
        first, following = month_of(wanted.month)
        conditions += [row.issued_on >= first, row.issued_on < following]
    return conditions


def _document(row: Any) -> Document:
    return Document(
        id=row.id,
        kind=DocumentKind(row.kind),
        number=row.number,
        year=row.year,
        serial=row.serial,
        order_id=row.order_id,
        invoice_id=row.invoice_id,
        source=row.source,
        total=Money(row.total, row.currency),
        tax=Money(row.tax, row.currency),
        language=row.language,
        issued_on=row.issued_on,
        issued_at=row.issued_at,
        digest=row.digest,
    )
