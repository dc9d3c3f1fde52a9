"""What crosses the border of orders."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.money import Money
from shopwright.modules.customers.contracts import Address
from shopwright.modules.quotes.contracts import AdjustmentKind, Quote

OPEN_ORDER = "order"  # what tokens are signed for that open a guest's order


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
    """How far the goods have come, derived from the parcels."""

    UNFULFILLED = "unfulfilled"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    PARTIALLY_DELIVERED = "partially_delivered"
    DELIVERED = "delivered"


class ReturnAxis(StrEnum):
    """What of an order comes back, derived from its returns."""

    NONE = "none"
    REQUESTED = "requested"
    PARTIALLY_RETURNED = "partially_returned"
    RETURNED = "returned"


class Axis(StrEnum):
    """Which of an order's states a line of its history tells of."""

    ORDER = "order"
    PAYMENT = "payment"
    FULFILMENT = "fulfilment"
    RETURN = "return"


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

    @property
    def needs_shipping(self) -> bool:
        return any(line.goods.requires_shipping for line in self.quote.lines)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line as it was when the order was placed, and what became of its pieces since.

    total = unit price x quantity - discount - relief, and tax where it comes on top. ``packed`` pieces are in parcels,
    shipped ones among them; ``claimed`` ones are named by returns, those that came back (``returned``) among them;
    of ``credited`` ones the money was given back.
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
    cancelled: int = 0
    packed: int = 0
    shipped: int = 0
    delivered: int = 0
    claimed: int = 0
    returned: int = 0
    credited: int = 0

    @property
    def due(self) -> int:
        """Pieces that the customer shall have."""
        return self.quantity - self.cancelled

    @property
    def unpacked(self) -> int:
        return self.due - self.packed


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
    return_status: ReturnAxis = ReturnAxis.NONE
    needs_shipping: bool = True
    country: str = ""
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


class OrderSort(StrEnum):
    """In which order orders are listed; ``-`` is downwards. Totals are of one currency."""

    NEWEST = "-placed_at"
    OLDEST = "placed_at"
    DEAREST = "-total"
    CHEAPEST = "total"


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders of a list; None means any. Number or address ``begins`` so; totals are of ``currency``, both within."""

    user_id: UUID | None = None
    status: OrderStatus | None = None
    payment_status: PaymentStatus | None = None
    fulfilment_status: FulfilmentStatus | None = None
    return_status: ReturnAxis | None = None
    email: str | None = None
    number: str | None = None
    begins: str | None = None
    placed_from: datetime | None = None
    placed_to: datetime | None = None
    currency: str | None = None
    total_from: str | None = None
    total_to: str | None = None
    country: str | None = None
    sku: str | None = None
    code: str | None = None
    with_archived: bool = False
    sort: OrderSort = OrderSort.NEWEST


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """What a customer ordered altogether, cancelled orders apart; ``spent`` has an amount a currency."""

    orders: int = 0
    spent: tuple[Money, ...] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tracking:
    """How a parcel can be followed; in ``url``, ``{number}`` stands for the number."""

    carrier: str = ""
    number: str = ""
    url: str = ""


class ParcelStatus(StrEnum):
    PACKED = "packed"
    SHIPPED = "shipped"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Pieces:
    """So many pieces of a line of an order."""

    line_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What left the house of an order, or is about to; ``number`` is the order's with the parcel's place."""

    id: UUID
    order_id: UUID
    number: str
    status: ParcelStatus
    tracking: Tracking
    created_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    lines: tuple[Pieces, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundedPieces(Pieces):
    amount: Money  # what goes back for them by a refund


class ReturnStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    RECEIVED = "received"
    REFUNDED = "refunded"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ReturnReason(StrEnum):
    """Why goods come back."""

    CHANGED_MIND = "changed_mind"
    DOES_NOT_FIT = "does_not_fit"
    NOT_AS_DESCRIBED = "not_as_described"
    DAMAGED = "damaged"
    DEFECTIVE = "defective"
    WRONG_ITEM = "wrong_item"
    TOO_LATE = "too_late"
    OTHER = "other"


class Condition(StrEnum):
    """In which state goods came back."""

    UNOPENED = "unopened"
    OPENED = "opened"
    USED = "used"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class ReturnWish:
    """What a customer wants to send back, and why."""

    order_id: UUID
    pieces: tuple[Pieces, ...]
    reason: ReturnReason
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedPieces:
    """What of a return arrived of a line: so many of them damaged, so many put back into stock."""

    line_id: UUID
    received: int
    damaged: int = 0
    restocked: int = 0
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A line of a return; ``amount`` is what of its price goes back, once that is settled."""

    line_id: UUID
    quantity: int
    received: int
    damaged: int
    restocked: int
    condition: Condition | None
    amount: Money | None


@dataclass(frozen=True, slots=True)
class Return:
    """A return; amount = goods + shipping - fee, and never more than was left of what was paid."""

    id: UUID
    order_id: UUID
    number: str
    status: ReturnStatus
    reason: ReturnReason
    note: str
    decision: str
    goods: Money | None
    shipping: Money | None
    fee: Money | None
    amount: Money | None
    created_at: datetime
    received_at: datetime | None
    lines: tuple[ReturnLine, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderNote:
    """What staff wrote about an order."""

    id: UUID
    text: str
    to_customer: bool
    actor: str
    created_at: datetime
