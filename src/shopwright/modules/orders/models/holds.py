"""The table of stock that guests hold without having paid."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import personal
from shopwright.infra.db.types import Id, UtcTime


class GuestHoldRow(Base):
    """An order of a guest that holds stock until his money comes; ``origin`` is a keyed fingerprint of where he sat."""

    __tablename__ = "guest_holds"
    __table_args__ = (
        Index("ix_guest_holds_origin", "origin"),
        Index("ix_guest_holds_created_at", "created_at"),
    )

    order_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("orders.id", ondelete="RESTRICT"), primary_key=True
    )
    origin: Mapped[str] = mapped_column(
        String(64), info=personal("order_id>orders.id", exported=False)
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime)
