"""Tables of sales: facts, of which each is a difference, and their sums by day and by month."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base, append_only
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Currency, Id, Minor, UtcTime

# Rows lie in the order of their key, so that those of some days are read one after the other.
CLUSTERED: dict[str, Any] = {"sqlite_with_rowid": False}
_BUYERS = "buyer IN ('new', 'returning', 'guest')"


class AnalyticsSaleRow(Base):
    """What an order adds to, or takes from, the sums of a day; the facts of an order together are what it comes to.

    Never changed: what turns out otherwise is another fact.
    """

    __tablename__ = "analytics_sales"
    __table_args__ = (CheckConstraint(_BUYERS, name="buyer"), {"info": impersonal()})

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Id, index=True)
    day: Mapped[str] = mapped_column(String(10))
    currency: Mapped[str] = mapped_column(Currency)
    country: Mapped[str] = mapped_column(String(2))
    channel: Mapped[str] = mapped_column(String(20))
    buyer: Mapped[str] = mapped_column(String(10))
    placed: Mapped[int]
    orders: Mapped[int]
    cancelled_orders: Mapped[int]
    units: Mapped[int] = mapped_column(Minor)
    cancelled_units: Mapped[int] = mapped_column(Minor)
    goods: Mapped[int] = mapped_column(Minor)
    discount: Mapped[int] = mapped_column(Minor)
    relief: Mapped[int] = mapped_column(Minor)
    delivery: Mapped[int] = mapped_column(Minor)
    tax: Mapped[int] = mapped_column(Minor)
    total: Mapped[int] = mapped_column(Minor)
    cancelled: Mapped[int] = mapped_column(Minor)
    paid: Mapped[int] = mapped_column(Minor)
    refunded: Mapped[int] = mapped_column(Minor)
    refunds: Mapped[int]
    written_at: Mapped[datetime] = mapped_column(UtcTime)


class AnalyticsSalesRollupRow(Base):
    """The sums of sales of a day (``2026-11-21``) or a month (``2026-11``)."""

    __tablename__ = "analytics_sales_rollup"
    __table_args__ = (CheckConstraint(_BUYERS, name="buyer"), CLUSTERED | {"info": impersonal()})

    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    currency: Mapped[str] = mapped_column(Currency, primary_key=True)
    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    buyer: Mapped[str] = mapped_column(String(10), primary_key=True)
    placed: Mapped[int] = mapped_column(Minor)
    orders: Mapped[int] = mapped_column(Minor)
    cancelled_orders: Mapped[int] = mapped_column(Minor)
    units: Mapped[int] = mapped_column(Minor)
    cancelled_units: Mapped[int] = mapped_column(Minor)
    goods: Mapped[int] = mapped_column(Minor)
    discount: Mapped[int] = mapped_column(Minor)
    relief: Mapped[int] = mapped_column(Minor)
    delivery: Mapped[int] = mapped_column(Minor)
    tax: Mapped[int] = mapped_column(Minor)
    total: Mapped[int] = mapped_column(Minor)
    cancelled: Mapped[int] = mapped_column(Minor)
    paid: Mapped[int] = mapped_column(Minor)
    refunded: Mapped[int] = mapped_column(Minor)
    refunds: Mapped[int] = mapped_column(Minor)


class AnalyticsGoodsRow(Base):
    """What an order adds to, or takes from, the sums of a product on a day."""

    __tablename__ = "analytics_goods"
    __table_args__ = ({"info": impersonal()},)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Id, index=True)
    day: Mapped[str] = mapped_column(String(10))
    currency: Mapped[str] = mapped_column(Currency)
    product_id: Mapped[UUID] = mapped_column(Id)
    orders: Mapped[int]
    units: Mapped[int] = mapped_column(Minor)
    cancelled_units: Mapped[int] = mapped_column(Minor)
    goods: Mapped[int] = mapped_column(Minor)
    discount: Mapped[int] = mapped_column(Minor)
    relief: Mapped[int] = mapped_column(Minor)
    tax: Mapped[int] = mapped_column(Minor)
    total: Mapped[int] = mapped_column(Minor)
    cancelled: Mapped[int] = mapped_column(Minor)
    written_at: Mapped[datetime] = mapped_column(UtcTime)


class AnalyticsGoodsRollupRow(Base):
    """The sums of a product of a day or a month."""

    __tablename__ = "analytics_goods_rollup"
    __table_args__ = (CLUSTERED | {"info": impersonal()},)

    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    currency: Mapped[str] = mapped_column(Currency, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    orders: Mapped[int] = mapped_column(Minor)
    units: Mapped[int] = mapped_column(Minor)
    cancelled_units: Mapped[int] = mapped_column(Minor)
    goods: Mapped[int] = mapped_column(Minor)
    discount: Mapped[int] = mapped_column(Minor)
    relief: Mapped[int] = mapped_column(Minor)
    tax: Mapped[int] = mapped_column(Minor)
    total: Mapped[int] = mapped_column(Minor)
    cancelled: Mapped[int] = mapped_column(Minor)


append_only(AnalyticsSaleRow.__table__)
append_only(AnalyticsGoodsRow.__table__)
