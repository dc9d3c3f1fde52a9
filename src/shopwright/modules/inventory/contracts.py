"""What crosses the border of inventory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

LARGEST_STOCK = 2**31 - 1  # what the columns hold


class MovementReason(StrEnum):
    """Why pieces came or went."""

    RECEIVED = "received"
    COUNTED = "counted"
    CORRECTED = "corrected"
    DAMAGED = "damaged"
    LOST = "lost"
    SHIPPED = "shipped"
    RETURNED = "returned"
    IMPORTED = "imported"


class ReservationState(StrEnum):
    """``held`` expires by itself; ``committed`` is paid for; the others are over."""

    HELD = "held"
    COMMITTED = "committed"
    SHIPPED = "shipped"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class StockLine:
    """Pieces of a variant that an order wants."""

    variant_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class StockSetting:
    """What a variant's stock shall be; ``on_hand`` None leaves the count as it is."""

    variant_id: UUID
    on_hand: int | None = None
    tracked: bool = True
    backorder: bool = False


@dataclass(frozen=True, slots=True)
class StockLevel:
    """Pieces on hand, and those of them that are promised to orders."""

    variant_id: UUID
    on_hand: int
    reserved: int
    tracked: bool
    backorder: bool

    @property
    def available(self) -> int:
        """Pieces that can still be promised; never negative."""
        return max(self.on_hand - self.reserved, 0)

    @property
    def can_sell(self) -> bool:
        return not self.tracked or self.backorder or self.available > 0

    def can_promise(self, quantity: int) -> bool:
        return not self.tracked or self.backorder or self.available >= quantity


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line that can't be promised, and how many pieces could be."""

    variant_id: UUID
    requested: int
    available: int


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of the ledger; ``quantity`` is negative where pieces left."""

    id: UUID
    variant_id: UUID
    quantity: int
    reason: MovementReason
    reference: str
    note: str
    actor: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Reservation:
    """The pieces of one variant that an order was promised."""

    order_id: UUID
    variant_id: UUID
    quantity: int
    state: ReservationState
    expires_at: datetime | None


def merged(lines: Sequence[StockLine]) -> list[StockLine]:
    """One line a variant, in the order of ids, which is the order of locks."""
    totals: dict[UUID, int] = {}
    for line in lines:
        totals[line.variant_id] = totals.get(line.variant_id, 0) + line.quantity
    return [StockLine(variant_id, totals[variant_id]) for variant_id in sorted(totals)]


class Health(StrEnum):
    """How well a variant is stocked, by its available pieces; the worst first.

    ``out``: none. ``critical`` and ``low``: no more than so many. ``high``: more than so many. ``medium``: what is left.
    """

    OUT = "out"
    CRITICAL = "critical"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The available pieces at which a variant is critical or low, and above which it is high."""

    critical: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class StockPolicy:
    """What a variant has set for itself; None is as the shop has it.

    ``safety_stock``: pieces that are kept in reserve at least. ``unit_cost``: what a piece costs the shop, in minor units of
    its own currency.
    """

    variant_id: UUID
    critical: int | None = None
    low: int | None = None
    high: int | None = None
    safety_stock: int | None = None
    lead_days: int | None = None
    service_permille: int | None = None
    unit_cost: int | None = None


@dataclass(frozen=True, slots=True)
class StockHealth:
    """A variant's stock with what it has set for itself, and how well it is stocked."""

    level: StockLevel
    policy: StockPolicy
    health: Health


@dataclass(frozen=True, slots=True)
class HealthCounts:
    """How many variants are stocked how well, and the pieces of all of them; only those whose stock is counted."""

    variants: Mapping[Health, int]
    on_hand: int
    reserved: int
