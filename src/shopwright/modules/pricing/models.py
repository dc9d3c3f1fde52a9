"""The table of prices."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Currency, Id, Minor, UtcTime


class PriceRow(Base):
    """A variant's price in one currency, in minor units."""

    __tablename__ = "prices"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount"),
        CheckConstraint(
            "compare_at_minor IS NULL OR compare_at_minor > amount_minor", name="compare_at"
        ),
        {"info": impersonal()},
    )

    variant_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    currency: Mapped[str] = mapped_column(Currency, primary_key=True)
    amount_minor: Mapped[int] = mapped_column(Minor)
    compare_at_minor: Mapped[int | None] = mapped_column(Minor)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
