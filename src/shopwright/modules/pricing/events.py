"""Facts about prices."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PriceChanged(Event):
    """What customers pay for a variant in one currency, discounts included, or what it is compared with.

    `previous_minor` is None where it had no price.
    """

    name: ClassVar[str] = "price.changed"
    variant_id: UUID
    currency: str
    amount_minor: int
    compare_at_minor: int | None
    previous_minor: int | None


@dataclass(frozen=True, slots=True)
class DiscountMade(Event):
    name: ClassVar[str] = "discount.made"
    discount_id: UUID


@dataclass(frozen=True, slots=True)
class DiscountEnded(Event):
    """Somebody ended it before its time."""

    name: ClassVar[str] = "discount.ended"
    discount_id: UUID
