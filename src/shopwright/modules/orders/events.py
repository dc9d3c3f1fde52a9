"""Facts about orders."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class OrderPlaced(Event):
    """An order was opened; amounts in minor units."""

    name: ClassVar[str] = "order.placed"
    order_id: UUID
    number: str
    total: int
    currency: str


@dataclass(frozen=True, slots=True)
class OrderMoved(Event):
    """The root of each step of an order's status."""

    order_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class OrderConfirmed(OrderMoved):
    name: ClassVar[str] = "order.confirmed"


@dataclass(frozen=True, slots=True)
class OrderProcessing(OrderMoved):
    name: ClassVar[str] = "order.processing"


@dataclass(frozen=True, slots=True)
class OrderShipped(OrderMoved):
    name: ClassVar[str] = "order.shipped"


@dataclass(frozen=True, slots=True)
class OrderDelivered(OrderMoved):
    name: ClassVar[str] = "order.delivered"


@dataclass(frozen=True, slots=True)
class OrderCancelled(OrderMoved):
    name: ClassVar[str] = "order.cancelled"


@dataclass(frozen=True, slots=True)
class OrderRefunded(OrderMoved):
    name: ClassVar[str] = "order.refunded"


@dataclass(frozen=True, slots=True)
class OrderPaymentChanged(Event):
    """What of an order is paid changed."""

    name: ClassVar[str] = "order.payment_changed"
    order_id: UUID
    number: str
    payment_status: str


@dataclass(frozen=True, slots=True)
class OrderPartiallyShipped(OrderMoved):
    """The first of several parcels left; the others follow."""

    name: ClassVar[str] = "order.partially_shipped"


@dataclass(frozen=True, slots=True)
class OrderPiecesCancelled(OrderMoved):
    """Pieces of lines will not be delivered; ``pieces`` are pairs of a line's id and a quantity."""

    name: ClassVar[str] = "order.pieces_cancelled"
    pieces: tuple[tuple[UUID, int], ...]
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class OrderNoted(OrderMoved):
    """Staff wrote a note about an order that the customer is to read."""

    name: ClassVar[str] = "order.noted"
    note_id: UUID


@dataclass(frozen=True, slots=True)
class ParcelMoved(Event):
    """The root of each step of a parcel."""

    parcel_id: UUID
    order_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class ParcelShipped(ParcelMoved):
    name: ClassVar[str] = "parcel.shipped"


@dataclass(frozen=True, slots=True)
class ParcelDelivered(ParcelMoved):
    name: ClassVar[str] = "parcel.delivered"


@dataclass(frozen=True, slots=True)
class ReturnMoved(Event):
    """The root of each step of a return."""

    return_id: UUID
    order_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class ReturnRequested(ReturnMoved):
    name: ClassVar[str] = "return.requested"


@dataclass(frozen=True, slots=True)
class ReturnApproved(ReturnMoved):
    name: ClassVar[str] = "return.approved"


@dataclass(frozen=True, slots=True)
class ReturnDeclined(ReturnMoved):
    name: ClassVar[str] = "return.declined"


@dataclass(frozen=True, slots=True)
class ReturnReceived(ReturnMoved):
    name: ClassVar[str] = "return.received"


@dataclass(frozen=True, slots=True)
class ReturnRefunded(ReturnMoved):
    """The money of a return went back."""

    name: ClassVar[str] = "return.refunded"
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class OrdersAdopted(Event):
    """What somebody had ordered as a guest is his account's from now on."""

    name: ClassVar[str] = "order.adopted"
    user_id: UUID
    order_ids: tuple[UUID, ...]
