"""Tables of stock."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base, append_only
from shopwright.infra.db.personal import impersonal, personal
from shopwright.infra.db.types import Id, Minor, UtcTime


class StockLevelRow(Base):
    """The sum of a variant's movements, and what of it is promised."""

    __tablename__ = "stock_levels"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("reserved >= 0", name="reserved"),
        CheckConstraint("reserved <= on_hand OR backorder OR NOT tracked", name="promised"),
    )

    variant_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    tracked: Mapped[bool] = mapped_column(default=True)
    backorder: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class StockPolicyRow(Base):
    """What a variant has set for itself; null is as the shop has it."""

    __tablename__ = "stock_policies"
    __table_args__ = (
        CheckConstraint("critical >= 0 AND low >= 0 AND high >= 0", name="thresholds"),
        CheckConstraint("safety_stock >= 0 AND lead_days >= 0 AND unit_cost >= 0", name="amounts"),
        CheckConstraint("service_permille BETWEEN 500 AND 999", name="service"),
    )

    variant_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    critical: Mapped[int | None]
    low: Mapped[int | None]
    high: Mapped[int | None]
    safety_stock: Mapped[int | None]
    lead_days: Mapped[int | None]
    service_permille: Mapped[int | None]
    unit_cost: Mapped[int | None] = mapped_column(Minor)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class StockWatchRow(Base):
    """How well a variant was stocked when it was last looked at, so that each crossing is told once."""

    __tablename__ = "stock_watch"
    __table_args__ = ({"info": impersonal()},)

    variant_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    health: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime] = mapped_column(UtcTime)


class StockMovementRow(Base):
    """The ledger; a row is never changed."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        CheckConstraint("quantity <> 0", name="quantity"),
        Index("ix_stock_movements_variant_id_id", "variant_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(Id)
    quantity: Mapped[int]
    reason: Mapped[str] = mapped_column(String(20), info=impersonal())
    reference: Mapped[str] = mapped_column(String(100), default="", info=impersonal())
    note: Mapped[str] = mapped_column(String(500), default="", info=personal("actor"))
    actor: Mapped[str] = mapped_column(String(100), info=impersonal())
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class ReservationRow(Base):
    """Pieces promised to an order."""

    __tablename__ = "stock_reservations"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("state IN ('held', 'committed', 'shipped', 'released')", name="state"),
        CheckConstraint("state <> 'held' OR expires_at IS NOT NULL", name="expiry"),
        Index(
            "ix_stock_reservations_expiry",
            "expires_at",
            postgresql_where=text("state = 'held'"),
            sqlite_where=text("state = 'held'"),
        ),
        Index("ix_stock_reservations_variant_id", "variant_id"),
        {"info": impersonal()},
    )

    order_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    quantity: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    expires_at: Mapped[datetime | None] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


append_only(StockMovementRow.__table__, erasable={"note": "''"})
