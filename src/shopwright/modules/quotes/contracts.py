"""What is quoted, and the quote."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Goods:
    """A line as it is before any stage: so many pieces of a variant at a unit price."""

    variant_id: UUID
    product_id: UUID
    title: str
    quantity: int
    unit_price: Money
    variant_title: str = ""
    sku: str = ""
    compare_at: Money | None = None
    weight_grams: int = 0
    requires_shipping: bool = True
    image_url: str = ""
    slug: str = ""


class AdjustmentKind(StrEnum):
    """What a stage may add; a discount is negative, the others are not."""

    DISCOUNT = "discount"
    SHIPPING = "shipping"
    TAX = "tax"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An amount that a stage adds to one line (by its place), or to the whole where ``line`` is None."""

    kind: AdjustmentKind
    amount: Money
    label: str
    source: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line with what the stages made of it; total = subtotal - discount + tax."""

    goods: Goods
    subtotal: Money
    discount: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """What the customer pays, and why: total = subtotal - discount + shipping + tax."""

    currency: str
    lines: tuple[QuotedLine, ...]
    adjustments: tuple[Adjustment, ...]
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class Draft:
    """What stages hand on to each other: the goods, and the adjustments so far."""

    currency: str
    goods: tuple[Goods, ...]
    adjustments: tuple[Adjustment, ...] = ()


Stage = Callable[[Draft], tuple[Adjustment, ...]]
"""A pure function that sees the draft and answers what it adds: promotions, then shipping, then tax."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many pieces of a variant."""

    variant_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the shop has to say of the variants that somebody wants, in the order in which he wants them.

    ``unavailable`` are not for sale (unknown, unpublished, removed), ``unpriced`` have no price in the currency.
    """

    goods: tuple[Goods, ...] = ()
    unavailable: tuple[UUID, ...] = ()
    unpriced: tuple[UUID, ...] = ()
