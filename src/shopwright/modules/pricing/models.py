"""Tables of prices."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base, append_only
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Currency, Id, Json, Minor, UtcTime

_CHANGES = text("next_change_at IS NOT NULL")


class PriceRow(Base):
    """A variant's price in one currency, in minor units, with the discounts that are given on it now or later.

    `shown_since` is when customers first saw it; until then the history holds nothing of it.
    `next_change_at` is the first moment at which a discount begins or ends that the history does not show yet;
    `prior_minor` the lowest price before the reduction that is on.
    """

    __tablename__ = "prices"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount"),
        CheckConstraint(
            "compare_at_minor IS NULL OR compare_at_minor > amount_minor", name="compare_at"
        ),
        Index(
            "ix_prices_next_change_at",
            "next_change_at",
            postgresql_where=_CHANGES,
            sqlite_where=_CHANGES,
        ),
        {"info": impersonal()},
    )

    variant_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    currency: Mapped[str] = mapped_column(Currency, primary_key=True)
    amount_minor: Mapped[int] = mapped_column(Minor)
    compare_at_minor: Mapped[int | None] = mapped_column(Minor)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    cuts: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    next_change_at: Mapped[datetime | None] = mapped_column(UtcTime)
    prior_minor: Mapped[int | None] = mapped_column(Minor)
    shown_since: Mapped[datetime | None] = mapped_column(UtcTime)


class PriceHistoryRow(Base):
    """What customers saw from a moment on; a row is never changed."""

    __tablename__ = "price_history"
    __table_args__ = (
        Index("ix_price_history_variant_id", "variant_id", "currency", "at", "id"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(Id)
    currency: Mapped[str] = mapped_column(Currency)
    at: Mapped[datetime] = mapped_column(UtcTime)
    amount_minor: Mapped[int] = mapped_column(Minor)
    compare_at_minor: Mapped[int | None] = mapped_column(Minor)
    reason: Mapped[str] = mapped_column(String(10))
    discount_id: Mapped[UUID | None] = mapped_column(Id)
    actor: Mapped[str] = mapped_column(String(100))


class DiscountRow(Base):
    """A reduction for a time; ended early by an earlier end."""

    __tablename__ = "discounts"
    __table_args__ = (
        CheckConstraint("(hundredths IS NULL) <> (amount_minor IS NULL)", name="size"),
        CheckConstraint("hundredths BETWEEN 1 AND 9999", name="hundredths"),
        CheckConstraint(
            "amount_minor IS NULL OR (amount_minor > 0 AND currency IS NOT NULL)", name="amount"
        ),
        CheckConstraint("scope IN ('variant', 'product', 'category')", name="scope"),
        Index("ix_discounts_ends_at", "ends_at"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    scope: Mapped[str] = mapped_column(String(10))
    target_id: Mapped[UUID] = mapped_column(Id)
    hundredths: Mapped[int | None]
    amount_minor: Mapped[int | None] = mapped_column(Minor)
    currency: Mapped[str | None] = mapped_column(Currency)
    starts_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


append_only(PriceHistoryRow.__table__)
