"""Tables of promotions, their codes, and what was redeemed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Currency, Id, Json, Minor, UtcTime

_LIVE = text("state <> 'released'")
_RESERVED = text("state = 'reserved'")
_KEY = String(40).with_variant(String(40, collation="C"), "postgresql")


class PromotionRow(Base):
    """A promotion; ``used`` counts its redemptions that were not released."""

    __tablename__ = "promotions"
    __table_args__ = (
        CheckConstraint("kind IN ('item', 'order', 'shipping')", name="kind"),
        CheckConstraint("state IN ('inactive', 'active', 'archived')", name="state"),
        CheckConstraint("used >= 0 AND (usage_limit IS NULL OR used <= usage_limit)", name="used"),
        CheckConstraint("customer_limit IS NULL OR customer_limit >= 1", name="customer_limit"),
        CheckConstraint(
            "starts_at IS NULL OR ends_at IS NULL OR starts_at < ends_at", name="window"
        ),
        Index("ix_promotions_state", "state", "id"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    needs_code: Mapped[bool]
    is_announced: Mapped[bool]
    starts_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
    priority: Mapped[int]
    lane: Mapped[str] = mapped_column(String(40))
    exclusive: Mapped[bool]
    combines_with: Mapped[list[str]] = mapped_column(Json)
    benefit: Mapped[dict[str, Any]] = mapped_column(Json)
    condition: Mapped[dict[str, Any]] = mapped_column(Json)
    usage_limit: Mapped[int | None]
    customer_limit: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class PromotionCodeRow(Base):
    """A code as it was given out; ``code_key`` is the same in small letters, so that there is one of each."""

    __tablename__ = "promotion_codes"
    __table_args__ = (
        CheckConstraint("used >= 0 AND (usage_limit IS NULL OR used <= usage_limit)", name="used"),
        Index("ix_promotion_codes_promotion_id", "promotion_id", "id"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    promotion_id: Mapped[UUID] = mapped_column(Id, ForeignKey("promotions.id", ondelete="RESTRICT"))
    code: Mapped[str] = mapped_column(String(40))
    code_key: Mapped[str] = mapped_column(_KEY, unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    usage_limit: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class RedemptionRow(Base):
    """A promotion that an order was given; ``customer`` is a keyed fingerprint of who bought.

    ``nth``: his how manieth it is, where there is a limit to that; given back, the number is free again.
    """

    __tablename__ = "promotion_redemptions"
    __table_args__ = (
        CheckConstraint("state IN ('reserved', 'committed', 'released')", name="state"),
        CheckConstraint("nth >= 1", name="nth"),
        CheckConstraint("amount >= 0", name="amount"),
        UniqueConstraint("order_id", "promotion_id"),
        Index(
            "uq_promotion_redemptions_nth",
            "promotion_id",
            "customer",
            "nth",
            unique=True,
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        ),
        Index(
            "ix_promotion_redemptions_reserved",
            "order_id",
            postgresql_where=_RESERVED,
            sqlite_where=_RESERVED,
        ),
        Index("ix_promotion_redemptions_code_id", "code_id"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    promotion_id: Mapped[UUID] = mapped_column(Id, ForeignKey("promotions.id", ondelete="RESTRICT"))
    code_id: Mapped[UUID | None] = mapped_column(
        Id, ForeignKey("promotion_codes.id", ondelete="RESTRICT")
    )
    order_id: Mapped[UUID] = mapped_column(Id)
    customer: Mapped[str] = mapped_column(String(64))
    nth: Mapped[int | None]
    amount: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(Currency)
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
