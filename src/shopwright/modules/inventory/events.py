"""Facts about stock."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class StockAdjusted(Event):
    """A person or an import changed what is on hand."""

    name: ClassVar[str] = "stock.adjusted"
    variant_id: UUID
    change: int
    reason: str


@dataclass(frozen=True, slots=True)
class StockRanOut(Event):
    """The last available piece was promised or went."""

    name: ClassVar[str] = "stock.ran_out"
    variant_id: UUID


@dataclass(frozen=True, slots=True)
class StockReturned(Event):
    """A variant that had run out can be sold again."""

    name: ClassVar[str] = "stock.returned"
    variant_id: UUID
