"""Tables of tax."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Id, Json

RATE_SCALE = 6
"""Rates are kept as whole millionths: 0.19 is 190000."""


class TaxZoneRow(Base):
    """A zone; ``origin`` names the list that it was taken from, which may replace it."""

    __tablename__ = "tax_zones"
    __table_args__ = (Index("ix_tax_zones_country", "country"), {"info": impersonal()})

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    country: Mapped[str] = mapped_column(String(2))
    region: Mapped[str] = mapped_column(String(40))
    postal_codes: Mapped[list[str]] = mapped_column(Json)
    origin: Mapped[str] = mapped_column(String(20), default="")


class TaxRateRow(Base):
    __tablename__ = "tax_rates"
    __table_args__ = (
        CheckConstraint("rate >= 0 AND rate <= 1000000", name="rate"),
        CheckConstraint("treatment IN ('standard', 'reduced', 'zero')", name="treatment"),
        {"info": impersonal()},
    )

    zone_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("tax_zones.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tax_class: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    rate: Mapped[int]
    treatment: Mapped[str] = mapped_column(String(20))
    compound: Mapped[bool] = mapped_column(default=False)
