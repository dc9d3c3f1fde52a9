"""Invoices and credit notes as clients see them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from shopwright.faces.api.shapes import Answer, Time
from shopwright.modules.invoices.contracts import Document, DocumentFilter, DocumentKind

MONTH = "^2[0-9]{3}-(0[1-9]|1[0-2])$"


class DocumentAnswer(Answer):
    """An invoice or a credit note; ``file`` is where its PDF is."""

    id: UUID
    kind: DocumentKind
    number: str
    order_id: UUID
    invoice_id: UUID | None
    total: str
    tax: str
    currency: str
    language: str
    issued_on: date
    issued_at: Time
    file: str

    @classmethod
    def of(cls, document: Document) -> "DocumentAnswer":
        path = f"/api/v1/orders/{document.order_id}"
        is_invoice = document.kind is DocumentKind.INVOICE
        return cls(
            id=document.id,
            kind=document.kind,
            number=document.number,
            order_id=document.order_id,
            invoice_id=document.invoice_id,
            total=document.total.amount,
            tax=document.tax.amount,
            currency=document.total.currency,
            language=document.language,
            issued_on=document.issued_on,
            issued_at=document.issued_at,
            file=f"{path}/invoice" if is_invoice else f"{path}/documents/{document.id}",
        )


class DocumentsAnswer(Answer):
    """The documents of an order, the oldest first."""

    items: list[DocumentAnswer]


class DocumentQuery(BaseModel):
    """Which documents staff look for."""

    kind: DocumentKind | None = None
    number: Annotated[str | None, Field(min_length=1, max_length=40)] = None
    month: Annotated[
        str | None, Field(pattern=MONTH, description="The month of issue, as 2026-11.")
    ] = None

    def as_filter(self) -> DocumentFilter:
        return DocumentFilter(kind=self.kind, number=self.number, month=self.month)
