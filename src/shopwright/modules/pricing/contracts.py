"""Prices as the rest of the house sees them."""

from dataclasses import dataclass
from uuid import UUID

from shopwright.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Price:
    """What one piece of a variant costs; `compare_at` is the higher price that it is shown against."""

    variant_id: UUID
    amount: Money
    compare_at: Money | None = None

    @property
    def currency(self) -> str:
        return self.amount.currency
