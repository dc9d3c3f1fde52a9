"""Facts about invoices."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class DocumentIssued(Event):
    """The root of what is issued; amounts in minor units."""

    document_id: UUID
    order_id: UUID
    number: str
    total: int
    currency: str


@dataclass(frozen=True, slots=True)
class InvoiceIssued(DocumentIssued):
    name: ClassVar[str] = "invoice.issued"


@dataclass(frozen=True, slots=True)
class CreditNoteIssued(DocumentIssued):
    name: ClassVar[str] = "credit_note.issued"
