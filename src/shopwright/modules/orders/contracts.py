"""What crosses the border of orders."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.money import Money
from shopwright.modules.customers.contracts import Address
from shopwright.modules.quotes.contracts import AdjustmentKind, Quote


class OrderStatus(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class PaymentStatus(StrEnum):
    """What of an order has been paid, derived from its payments."""

    UNPAID = "unpaid"
    PENDING = "pending"
    AUTHORIZED = "authorized"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"
    FAILED = "failed"


class FulfilmentStatus(StrEnum):
    UNFULFILLED = "unfulfilled"
    SHIPPED = "shipped"
    DELIVERED = "delivered"


class Axis(StrEnum):
    """Which of an order's states a line of its history tells of."""

    ORDER = "order"
    PAYMENT = "payment"
    FULFILMENT = "fulfilment"


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """Everything that an order copies when it is opened; ``is_being_paid`` where a payment begins with it."""

    id: UUID
    quote: Quote
    email: str
    user_id: UUID | None = None
    cart_id: UUID | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    note: str = ""
    is_being_paid: bool = False
    vat_number: str = ""
    delivery_method_id: UUID | None = None
    delivery_method: str = ""

    @property
    def payment_status(self) -> PaymentStatus:
        return PaymentStatus.PENDING if self.is_being_paid else PaymentStatus.UNPAID


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line as it was when the order was placed.

    total = unit price x quantity - discount - relief, and tax where it comes on top.
    """

    id: UUID
    variant_id: UUID
    product_id: UUID
    title: str
    variant_title: str
    sku: str
    quantity: int
    unit_price: Money
    discount: Money
    tax: Money
    total: Money
    weight_grams: int
    requires_shipping: bool
    image_url: str
    slug: str
    relief: Money
    tax_included: bool = False
    tax_class: str = ""


@dataclass(frozen=True, slots=True)
class OrderAdjustment:
    """What was added to an order, or to the line at a place of it, and why; tax tells its rate and what it is of."""

    kind: AdjustmentKind
    amount: Money
    label: str
    source: str = ""
    line: int | None = None
    rate: Decimal | None = None
    base: Money | None = None
    treatment: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An order; total = subtotal - discount - relief + shipping, and tax where it comes on top.

    ``tax`` holds that of the shipping, ``shipping_tax``.
    """

    id: UUID
    number: str
    user_id: UUID | None
    cart_id: UUID | None
    email: str
    status: OrderStatus
    payment_status: PaymentStatus
    fulfilment_status: FulfilmentStatus
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    paid: Money
    refunded: Money
    shipping_address: Address | None
    billing_address: Address | None
    note: str
    cancel_reason: str
    carrier: str
    tracking_number: str
    placed_at: datetime
    updated_at: datetime
    version: int
    relief: Money
    shipping_tax: Money
    tax_included: bool = False
    vat_number: str = ""
    delivery_method_id: UUID | None = None
    delivery_method: str = ""
    archived_at: datetime | None = None
    lines: tuple[OrderLine, ...] = field(default_factory=tuple)

    @property
    def currency(self) -> str:
        return self.total.currency


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step of an order's way."""

    axis: Axis
    from_state: str
    to_state: str
    reason: str
    actor: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders of a list; None means any."""

    user_id: UUID | None = None
    status: OrderStatus | None = None
    payment_status: PaymentStatus | None = None
    email: str | None = None
    number: str | None = None
    with_archived: bool = False
    newest_first: bool = True


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """What a customer ordered altogether, cancelled orders apart; ``spent`` has an amount a currency."""

    orders: int = 0
    spent: tuple[Money, ...] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tracking:
    """How a parcel can be followed."""

    carrier: str = ""
    number: str = ""
