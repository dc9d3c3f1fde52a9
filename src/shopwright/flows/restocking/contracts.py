"""What a stock report says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shopwright.kernel.money import Money
from shopwright.modules.inventory.contracts import (
    Health,
    HealthCounts,
    StockLevel,
    StockPolicy,
    Thresholds,
)


@dataclass(frozen=True, slots=True)
class Restocking:
    """How the shop reckons, where a variant says nothing itself; costs in minor units of ``currency``."""

    usual: Thresholds
    window_days: int
    lead_days: int
    service_permille: int
    order_cost: int
    holding_percent: int
    currency: str


@dataclass(frozen=True, slots=True)
class Demand:
    """Pieces sold a day, on average, and how much days differ (their standard deviation)."""

    mean: float = 0.0
    deviation: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """When to reorder, and how much; ``quantity`` is 0 while there is more than ``reorder_point``."""

    safety_stock: int
    reorder_point: int
    economic_quantity: int
    quantity: int


@dataclass(frozen=True, slots=True)
class StockLine:
    """A variant in the report. ``days_of_cover`` and ``turnover`` (times a year) are None where nothing is sold or there.

    ``value`` is what is on hand, at what it cost the shop, or at its price where that is not known.
    """

    level: StockLevel
    policy: StockPolicy
    health: Health
    sku: str
    name: str
    demand: Demand
    days_of_cover: float | None
    turnover: float | None
    value: Money | None
    is_at_cost: bool
    plan: Plan


@dataclass(frozen=True, slots=True)
class StockCheck:
    """The stock of the whole shop at a glance, with the variants that need a look, the worst stocked first."""

    at: datetime
    usual: Thresholds
    counts: HealthCounts
    needy: Sequence[StockLine]
    is_cut: bool

    @property
    def to_reorder(self) -> list[UUID]:
        return [line.level.variant_id for line in self.needy if line.plan.quantity]
