"""The table of notes about orders."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal, personal
from shopwright.infra.db.types import Id, UtcTime


class OrderNoteRow(Base):
    """What staff wrote about an order: for themselves, or to the customer."""

    __tablename__ = "order_notes"
    __table_args__ = (Index("ix_order_notes_order_id", "order_id", "id"),)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Id, ForeignKey("orders.id", ondelete="RESTRICT"))
    text: Mapped[str] = mapped_column(Text, info=personal("order_id>orders.id"))
    to_customer: Mapped[bool]
    actor: Mapped[str] = mapped_column(String(100), info=impersonal())
    created_at: Mapped[datetime] = mapped_column(UtcTime)
