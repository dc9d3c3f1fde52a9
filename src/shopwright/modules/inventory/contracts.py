"""What crosses the border of inventory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


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
