"""Writing a document down for good."""

from datetime import date
from uuid import UUID

from sqlalchemy import insert

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.invoices.contracts import Document, DocumentKind, Snapshot
from shopwright.modules.invoices.events import CreditNoteIssued, InvoiceIssued
from shopwright.modules.invoices.models import DocumentRow
from shopwright.modules.invoices.queries import by_id, digest_of, sealed, written


async def keep(
    work: Work,
    snapshot: Snapshot,
    *,
    serial: int,
    order_id: UUID,
    invoice_id: UUID | None = None,
    source: str = "",
) -> Document:
    """Issue what was drawn up; its number was taken in this Work."""
    document_id, plain = ids.new(), written(snapshot.as_dict())
    values = {
        "id": document_id,
        "kind": snapshot.kind,
        "year": _day(snapshot).year,
        "serial": serial,
        "number": snapshot.number,
        "order_id": order_id,
        "invoice_id": invoice_id,
        "source": source,
        "currency": snapshot.currency,
        "total": snapshot.total,
        "tax": snapshot.tax,
        "language": snapshot.language,
        "issued_on": _day(snapshot),
        "issued_at": work.now,
        "digest": digest_of(plain),
        "snapshot": sealed(work.db, document_id, plain),
    }
    await work.db.execute(insert(DocumentRow).values(**values))
    _tell(work, document_id, order_id, snapshot)
    return await by_id(work.db, document_id)


def _tell(work: Work, document_id: UUID, order_id: UUID, snapshot: Snapshot) -> None:
    event = InvoiceIssued if snapshot.kind == DocumentKind.INVOICE else CreditNoteIssued
    work.record(
        event(
            document_id=document_id,
            order_id=order_id,
            number=snapshot.number,
            total=snapshot.total,
            currency=snapshot.currency,
        )
    )


def _day(snapshot: Snapshot) -> date:
    return date.fromisoformat(snapshot.issued_on)
