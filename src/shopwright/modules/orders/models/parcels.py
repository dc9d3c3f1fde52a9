"""Tables of parcels: what left the house of an order, and how it can be followed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal, personal
from shopwright.infra.db.types import Id, UtcTime

_STATUSES = (
    "'packed', 'shipped', 'in_transit', 'out_for_delivery', 'delivered', 'exception', 'cancelled'"
)
_OWNER = "order_id>orders.id"


class ParcelRow(Base):
    """A parcel; ``place`` numbers those of an order."""

    __tablename__ = "parcels"
    __table_args__ = (
        CheckConstraint(f"status IN ({_STATUSES})", name="status"),
        CheckConstraint(
            "(shipped_at IS NULL) = (status IN ('packed', 'cancelled'))", name="shipped_at"
        ),
        CheckConstraint("(delivered_at IS NOT NULL) = (status = 'delivered')", name="delivered_at"),
        Index("ix_parcels_order_id", "order_id", "place", unique=True),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Id, ForeignKey("orders.id", ondelete="RESTRICT"))
    place: Mapped[int]
    status: Mapped[str] = mapped_column(String(20), info=impersonal())
    carrier: Mapped[str] = mapped_column(String(100), info=personal(_OWNER))
    tracking_number: Mapped[str] = mapped_column(String(100), info=personal(_OWNER))
    tracking_url: Mapped[str] = mapped_column(String(500), info=personal(_OWNER))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    shipped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class ParcelLineRow(Base):
    """How many pieces of an order's line are in a parcel."""

    __tablename__ = "parcel_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_parcel_lines_line_id", "line_id"),
    )

    parcel_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("parcels.id", ondelete="RESTRICT"), primary_key=True
    )
    line_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("order_lines.id", ondelete="RESTRICT"), primary_key=True
    )
    quantity: Mapped[int]
