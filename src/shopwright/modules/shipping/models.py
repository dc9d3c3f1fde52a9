"""Tables of shipping."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Id, Json


class DeliveryZoneRow(Base):
    __tablename__ = "delivery_zones"
    __table_args__ = ({"info": impersonal()},)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    areas: Mapped[list[Any]] = mapped_column(Json)


class DeliveryMethodRow(Base):
    __tablename__ = "delivery_methods"
    __table_args__ = (
        CheckConstraint("kind IN ('flat', 'by_weight', 'by_price', 'pickup')", name="kind"),
        CheckConstraint("most_grams > 0", name="weight"),
        CheckConstraint("days_least >= 0 AND days_most >= days_least", name="days"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    zone_id: Mapped[UUID | None] = mapped_column(
        Id, ForeignKey("delivery_zones.id", ondelete="RESTRICT"), index=True
    )
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(10))
    tariffs: Mapped[dict[str, Any]] = mapped_column(Json)
    most_grams: Mapped[int | None]
    days_least: Mapped[int | None]
    days_most: Mapped[int | None]
    position: Mapped[int]
    is_active: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
