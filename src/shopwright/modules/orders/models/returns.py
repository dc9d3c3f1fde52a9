"""Tables of returns: what customers send back, and what becomes of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal, personal
from shopwright.infra.db.types import Id, Minor, UtcTime

_STATUSES = "'requested', 'approved', 'declined', 'received', 'refunded', 'closed', 'cancelled'"
_OWNER = "order_id>orders.id"


class ReturnRow(Base):
    """A return; ``place`` numbers those of an order. Amounts are set once, when its money goes back."""

    __tablename__ = "returns"
    __table_args__ = (
        CheckConstraint(f"status IN ({_STATUSES})", name="status"),
        CheckConstraint(
            "goods >= 0 AND shipping >= 0 AND fee >= 0 AND amount >= 0", name="amounts"
        ),
        CheckConstraint("amount <= goods + shipping - fee", name="amount"),
        CheckConstraint("status <> 'refunded' OR amount IS NOT NULL", name="refunded"),
        Index("ix_returns_order_id", "order_id", "place", unique=True),
        Index("ix_returns_status", "status", "id"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Id, ForeignKey("orders.id", ondelete="RESTRICT"))
    place: Mapped[int]
    status: Mapped[str] = mapped_column(String(12), info=impersonal())
    reason: Mapped[str] = mapped_column(String(20), info=impersonal())
    note: Mapped[str] = mapped_column(Text, info=personal(_OWNER))
    decision: Mapped[str] = mapped_column(String(500), default="", info=personal(_OWNER))
    goods: Mapped[int | None] = mapped_column(Minor)
    shipping: Mapped[int | None] = mapped_column(Minor)
    fee: Mapped[int | None] = mapped_column(Minor)
    amount: Mapped[int | None] = mapped_column(Minor)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    received_at: Mapped[datetime | None] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class ReturnLineRow(Base):
    """Pieces of an order's line that come back; ``amount`` is what of their price was given back."""

    __tablename__ = "return_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("received >= 0 AND received <= quantity", name="received"),
        CheckConstraint(
            "damaged >= 0 AND restocked >= 0 AND damaged + restocked <= received", name="restocked"
        ),
        Index("ix_return_lines_line_id", "line_id"),
        {"info": impersonal()},
    )

    return_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("returns.id", ondelete="RESTRICT"), primary_key=True
    )
    line_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("order_lines.id", ondelete="RESTRICT"), primary_key=True
    )
    quantity: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    damaged: Mapped[int] = mapped_column(default=0)
    restocked: Mapped[int] = mapped_column(default=0)
    condition: Mapped[str] = mapped_column(String(12), default="")
    amount: Mapped[int | None] = mapped_column(Minor)


class ReturnRefundRow(Base):
    """A refund that gives back the money of a return."""

    __tablename__ = "return_refunds"
    __table_args__ = (Index("ix_return_refunds_return_id", "return_id"),)

    refund_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("refunds.id", ondelete="RESTRICT"), primary_key=True
    )
    return_id: Mapped[UUID] = mapped_column(Id, ForeignKey("returns.id", ondelete="RESTRICT"))


class RefundedPiecesRow(Base):
    """Pieces of a line that a refund gives the money of back, where it is one of pieces, and all of it."""

    __tablename__ = "refunded_pieces"
    __table_args__ = (
        CheckConstraint("quantity >= 1 AND amount >= 0", name="amounts"),
        Index("ix_refunded_pieces_line_id", "line_id"),
    )

    refund_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("refunds.id", ondelete="RESTRICT"), primary_key=True
    )
    line_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("order_lines.id", ondelete="RESTRICT"), primary_key=True
    )
    quantity: Mapped[int]
    amount: Mapped[int] = mapped_column(Minor)
