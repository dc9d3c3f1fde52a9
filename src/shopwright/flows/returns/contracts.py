"""What the journey of returning is told, and what it answers."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from shopwright.infra.work import Works
from shopwright.kernel.money import Money
from shopwright.modules.orders.contracts import Order, Pieces
from shopwright.modules.payments.contracts import Refund
from shopwright.modules.payments.service import Gateways


@dataclass(frozen=True, slots=True)
class Desk:
    """What the journey works with: Works, payment providers by name, and how long these may take."""

    works: Works
    gateways: Gateways
    provider_timeout: float = 10.0
    retry_after: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class RefundWanted:
    """What shall be given back; no amount is all that is left. ``restock`` puts shipped goods back into stock."""

    order_id: UUID
    amount: Money | None = None
    reason: str = ""
    restock: bool = False


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Pieces of an order that shall not be delivered."""

    order_id: UUID
    pieces: tuple[Pieces, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Refunded:
    """A refund, and the order after it; what no single payment held went back by several, ``refund`` the first."""

    order: Order
    refund: Refund
    further: tuple[Refund, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """Money that came for an order; ``reference`` is the bank's, or the receipt's: each is noted once."""

    order_id: UUID
    amount: Money
    reference: str
    on: date
    provider: str
