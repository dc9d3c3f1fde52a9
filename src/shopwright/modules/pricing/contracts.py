"""Prices as the rest of the house sees them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.money import Money

WHOLE = 10_000  # hundredths of a percent
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Price:
    """What one piece of a variant costs; `compare_at` is the higher price that it is shown against.

    `prior` is, in an offer that is reduced, the lowest price of the 30 days before the reduction.
    """

    variant_id: UUID
    amount: Money
    compare_at: Money | None = None
    prior: Money | None = None

    @property
    def currency(self) -> str:
        return self.amount.currency


class Scope(StrEnum):
    """What a discount is given on; a category means all below it too."""

    VARIANT = "variant"
    PRODUCT = "product"
    CATEGORY = "category"


class PriceReason(StrEnum):
    SET = "set"
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class Cut:
    """A discount as it stands beside a price: a share in hundredths of a percent, or minor units off."""

    discount_id: UUID
    starts_at: datetime
    ends_at: datetime
    hundredths: int | None = None
    minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountDraft:
    """A reduction for a time; either `hundredths` of a percent, or an `amount` off prices in its currency."""

    name: str
    scope: Scope
    target_id: UUID
    starts_at: datetime
    ends_at: datetime
    hundredths: int | None = None
    amount: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount(DiscountDraft):
    id: UUID

    def cut(self, currency: str) -> Cut | None:
        """What it is beside a price in a currency; None where it is an amount of another."""
        if self.amount is not None and self.amount.currency != currency:
            return None
        minor = None if self.amount is None else self.amount.minor
        return Cut(self.id, self.starts_at, self.ends_at, self.hundredths, minor)


@dataclass(frozen=True, slots=True)
class PastPrice:
    """A price from a moment on, as customers saw it, and who or what made it so."""

    at: datetime
    amount: Money
    compare_at: Money | None
    reason: PriceReason
    discount_id: UUID | None
    actor: str
