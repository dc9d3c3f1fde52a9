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
class StockLevelCrossed(Event):
    """A variant is stocked better or worse than it was: ``out``, ``critical``, ``low``, ``medium``, ``high``."""

    name: ClassVar[str] = "stock.level_crossed"
    variant_id: UUID
    before: str
    after: str
    available: int


@dataclass(frozen=True, slots=True)
class StockAlerted(Event):
    """Variants got low, critical or out since staff was last told; ``to`` is the shop's own address for it."""

    name: ClassVar[str] = "stock.alerted"
    variant_ids: tuple[UUID, ...]
    to: str


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
