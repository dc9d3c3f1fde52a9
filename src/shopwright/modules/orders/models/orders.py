"""Tables of orders."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Sequence, String, Text, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from shopwright.infra.db.base import Base, append_only, metadata
from shopwright.infra.db.personal import FOLLOWS, clear_part, impersonal, personal, tombstone_email
from shopwright.infra.db.types import Currency, Id, Json, Minor, Serial, UtcTime

FIRST_SERIAL = 1001
RATE_SCALE = 6
"""Rates of tax are kept as whole millionths: 0.19 is 190000."""
_STATUSES = "'pending', 'confirmed', 'processing', 'shipped', 'delivered', 'cancelled', 'refunded'"
_PAYMENT_STATUSES = "'unpaid', 'pending', 'authorized', 'partially_paid', 'paid', 'partially_refunded', 'refunded', 'voided', 'failed'"
_FULFILMENTS = "'unfulfilled', 'partially_shipped', 'shipped', 'partially_delivered', 'delivered'"
_RETURN_STATUSES = "'none', 'requested', 'partially_returned', 'returned'"
_ON_TOP = "CASE WHEN tax_included THEN 0 ELSE tax END"
_ALIVE = text("status <> 'cancelled' AND cart_id IS NOT NULL")

order_serial = Sequence("order_serial", start=FIRST_SERIAL, metadata=metadata)


class NextSerial(FunctionElement[int]):
    """The next order number: a sequence on PostgreSQL, one above the last under SQLite's single writer."""

    inherit_cache: bool | None = True


@compiles(NextSerial, "postgresql")
def _next_on_postgres(*_: Any, **__: Any) -> str:
    return "nextval('order_serial')"


@compiles(NextSerial, "sqlite")
def _next_on_sqlite(*_: Any, **__: Any) -> str:
    return f"(SELECT coalesce(max(serial), {FIRST_SERIAL - 1}) + 1 FROM orders)"  # nosec B608  # noqa: S608 - a constant


class OrderRow(Base):
    """An order. Numbers may have gaps, where an attempt to place one failed."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(f"status IN ({_STATUSES})", name="status"),
        CheckConstraint(f"payment_status IN ({_PAYMENT_STATUSES})", name="payment_status"),
        CheckConstraint(f"fulfilment_status IN ({_FULFILMENTS})", name="fulfilment_status"),
        CheckConstraint(f"return_status IN ({_RETURN_STATUSES})", name="return_status"),
        CheckConstraint(
            f"total = subtotal - discount - relief + shipping + {_ON_TOP}", name="total"
        ),
        CheckConstraint("relief >= 0 AND shipping_tax >= 0 AND shipping_tax <= tax", name="relief"),
        CheckConstraint(
            "subtotal >= 0 AND discount >= 0 AND shipping >= 0 AND tax >= 0 AND total >= 0 AND paid >= 0",
            name="amounts",
        ),
        CheckConstraint("refunded >= 0 AND refunded <= paid", name="refunded"),
        Index(
            "uq_orders_cart_id",
            "cart_id",
            unique=True,
            postgresql_where=_ALIVE,
            sqlite_where=_ALIVE,
        ),
        Index("ix_orders_email_key", "email_key", postgresql_ops={"email_key": "text_pattern_ops"}),
        Index("ix_orders_user_id", "user_id", "id"),
        Index("ix_orders_status", "status", "id"),
        Index("ix_orders_payment_status", "payment_status", "id"),
        Index("ix_orders_fulfilment_status", "fulfilment_status", "id"),
        Index("ix_orders_return_status", "return_status", "id"),
        Index("ix_orders_country", "country", "id"),
        Index("ix_orders_total", "currency", "total", "id"),
        Index("ix_orders_placed_at", "placed_at"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    serial: Mapped[int] = mapped_column(Serial, unique=True)
    cart_id: Mapped[UUID | None] = mapped_column(Id)
    user_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("users.id", ondelete="RESTRICT"))
    email: Mapped[str] = mapped_column(String(320), info=personal(erased=tombstone_email))
    email_key: Mapped[str] = mapped_column(
        String(320),
        Computed("lower(email)", persisted=True),
        info=personal(erased=FOLLOWS, exported=False),
    )
    status: Mapped[str] = mapped_column(String(12), info=impersonal())
    payment_status: Mapped[str] = mapped_column(String(20), info=impersonal())
    fulfilment_status: Mapped[str] = mapped_column(String(20), info=impersonal())
    currency: Mapped[str] = mapped_column(Currency, info=impersonal())
    subtotal: Mapped[int] = mapped_column(Minor)
    discount: Mapped[int] = mapped_column(Minor)
    shipping: Mapped[int] = mapped_column(Minor)
    tax: Mapped[int] = mapped_column(Minor)
    total: Mapped[int] = mapped_column(Minor)
    paid: Mapped[int] = mapped_column(Minor, default=0)
    refunded: Mapped[int] = mapped_column(Minor, default=0)
    shipping_address: Mapped[dict[str, str] | None] = mapped_column(
        Json, info=personal(erased=clear_part, sealed="id")
    )
    billing_address: Mapped[dict[str, str] | None] = mapped_column(
        Json, info=personal(erased=clear_part, sealed="id")
    )
    note: Mapped[str] = mapped_column(Text, default="", info=personal())
    cancel_reason: Mapped[str] = mapped_column(String(500), default="", info=personal())
    carrier: Mapped[str] = mapped_column(String(100), default="", info=personal())
    tracking_number: Mapped[str] = mapped_column(String(100), default="", info=personal())
    version: Mapped[int] = mapped_column(default=1)
    placed_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcTime)
    relief: Mapped[int] = mapped_column(Minor, default=0)
    shipping_tax: Mapped[int] = mapped_column(Minor, default=0)
    tax_included: Mapped[bool] = mapped_column(default=False)
    vat_number: Mapped[str] = mapped_column(String(20), default="", info=personal())
    delivery_method_id: Mapped[UUID | None] = mapped_column(Id)
    delivery_method: Mapped[str] = mapped_column(String(100), default="", info=impersonal())
    return_status: Mapped[str] = mapped_column(String(20), default="none", info=impersonal())
    needs_shipping: Mapped[bool] = mapped_column(default=True)
    country: Mapped[str] = mapped_column(String(2), default="", info=impersonal())


class OrderLineRow(Base):
    """What was bought, as it was then; names no product by reference, so that an order never changes.

    What becomes of its pieces is counted: those in parcels, those that left and arrived, those that a return claims and
    that came back, those whose money was given back.
    """

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint("quantity >= 1 AND quantity <= 1000", name="quantity"),
        CheckConstraint(
            "unit_price >= 0 AND discount >= 0 AND tax >= 0 AND total >= 0", name="amounts"
        ),
        CheckConstraint(
            f"total = unit_price * quantity - discount - relief + {_ON_TOP}", name="total"
        ),
        CheckConstraint("relief >= 0", name="relief"),
        Index("ix_order_lines_order_id", "order_id", "position", unique=True),
        CheckConstraint("cancelled >= 0 AND packed >= shipped", name="packed"),
        CheckConstraint("cancelled + packed <= quantity", name="pieces"),
        CheckConstraint("delivered >= 0 AND delivered <= shipped", name="delivered"),
        CheckConstraint("returned >= 0 AND returned <= claimed", name="returned"),
        CheckConstraint("claimed <= shipped", name="claimed"),
        CheckConstraint("credited >= 0 AND credited <= cancelled + returned", name="credited"),
        Index("ix_order_lines_variant_id", "variant_id"),
        Index("ix_order_lines_product_id", "product_id"),
        Index("ix_order_lines_sku", "sku"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Id, ForeignKey("orders.id", ondelete="RESTRICT"))
    position: Mapped[int]
    variant_id: Mapped[UUID] = mapped_column(Id)
    product_id: Mapped[UUID] = mapped_column(Id)
    title: Mapped[str] = mapped_column(String(500))
    variant_title: Mapped[str] = mapped_column(String(500), default="")
    sku: Mapped[str] = mapped_column(String(255), default="")
    slug: Mapped[str] = mapped_column(String(160), default="")
    quantity: Mapped[int]
    unit_price: Mapped[int] = mapped_column(Minor)
    discount: Mapped[int] = mapped_column(Minor)
    tax: Mapped[int] = mapped_column(Minor)
    total: Mapped[int] = mapped_column(Minor)
    weight_grams: Mapped[int] = mapped_column(default=0)
    requires_shipping: Mapped[bool] = mapped_column(default=True)
    image_url: Mapped[str] = mapped_column(Text, default="")
    relief: Mapped[int] = mapped_column(Minor, default=0)
    tax_included: Mapped[bool] = mapped_column(default=False)
    tax_class: Mapped[str] = mapped_column(String(40), default="")
    cancelled: Mapped[int] = mapped_column(default=0)
    packed: Mapped[int] = mapped_column(default=0)
    shipped: Mapped[int] = mapped_column(default=0)
    delivered: Mapped[int] = mapped_column(default=0)
    claimed: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    credited: Mapped[int] = mapped_column(default=0)


class OrderAdjustmentRow(Base):
    """What was added to an order or to one of its lines (by place), and why: its discounts, its shipping, its tax."""

    __tablename__ = "order_adjustments"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('discount', 'shipping', 'shipping_discount', 'relief', 'tax')", name="kind"
        ),
        CheckConstraint(
            "(kind IN ('tax', 'shipping')) = (amount >= 0) OR amount = 0", name="amount"
        ),
        {"info": impersonal()},
    )

    order_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("orders.id", ondelete="RESTRICT"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    line: Mapped[int | None]
    amount: Mapped[int] = mapped_column(Minor)
    label: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(100))
    rate: Mapped[int | None]
    base: Mapped[int | None] = mapped_column(Minor)
    treatment: Mapped[str] = mapped_column(String(20))


class OrderHistoryRow(Base):
    """Each step of each axis; never changed."""

    __tablename__ = "order_history"
    __table_args__ = (
        CheckConstraint("axis IN ('order', 'payment', 'fulfilment', 'return')", name="axis"),
        Index("ix_order_history_order_id_id", "order_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Id, ForeignKey("orders.id", ondelete="RESTRICT"))
    axis: Mapped[str] = mapped_column(String(12), info=impersonal())
    from_state: Mapped[str] = mapped_column(String(20), info=impersonal())
    to_state: Mapped[str] = mapped_column(String(20), info=impersonal())
    reason: Mapped[str] = mapped_column(
        String(500), default="", info=personal("order_id>orders.id")
    )
    actor: Mapped[str] = mapped_column(String(100), info=impersonal())
    created_at: Mapped[datetime] = mapped_column(UtcTime)


append_only(OrderHistoryRow.__table__, erasable={"reason": "''"})
append_only(OrderAdjustmentRow.__table__)
