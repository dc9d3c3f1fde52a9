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
