"""Tables of invoices."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base, append_only
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Currency, Id, Minor, UtcTime


class DocumentSeriesRow(Base):
    """The last number of a kind and a year: its row is locked until the document that takes the next one is there."""

    __tablename__ = "document_series"
    __table_args__ = (
        CheckConstraint("kind IN ('invoice', 'credit_note')", name="kind"),
        CheckConstraint("last >= 0", name="last"),
        {"info": impersonal()},
    )

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class DocumentRow(Base):
    """An invoice or a credit note; never changed.

    ``snapshot`` is everything that is printed, sealed: the law has it kept when the person is erased, and so nothing of
    it can be read beside that. It may be sealed anew by another key; ``digest`` shows that it says the same.
    """

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("kind IN ('invoice', 'credit_note')", name="kind"),
        CheckConstraint("(kind = 'invoice') = (invoice_id IS NULL)", name="invoice"),
        CheckConstraint("total >= 0 AND tax >= 0 AND tax <= total", name="amounts"),
        CheckConstraint("serial >= 1", name="serial"),
        UniqueConstraint("kind", "year", "serial"),
        UniqueConstraint("kind", "number"),
        UniqueConstraint("order_id", "kind", "source"),
        Index("ix_documents_issued_on", "issued_on", "id"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))
    order_id: Mapped[UUID] = mapped_column(Id, ForeignKey("orders.id", ondelete="RESTRICT"))
    invoice_id: Mapped[UUID | None] = mapped_column(
        Id, ForeignKey("documents.id", ondelete="RESTRICT"), index=True
    )
    source: Mapped[str] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(Currency)
    total: Mapped[int] = mapped_column(Minor)
    tax: Mapped[int] = mapped_column(Minor)
    language: Mapped[str] = mapped_column(String(12))
    issued_on: Mapped[date] = mapped_column(Date)
    issued_at: Mapped[datetime] = mapped_column(UtcTime)
    digest: Mapped[str] = mapped_column(String(64))
    snapshot: Mapped[str] = mapped_column(Text, info=impersonal(sealed="id"))


NUMBER = func.lower(DocumentRow.number)
Index(
    "ix_documents_number_begins",
    NUMBER.label("number"),
    postgresql_ops={"number": "text_pattern_ops"},
)
append_only(DocumentRow.__table__, erasable={"snapshot": "NEW.snapshot"})
