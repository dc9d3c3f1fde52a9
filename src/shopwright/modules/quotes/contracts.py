"""What is quoted, and the quote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Self
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
    tax_class: str = ""
    most_per_order: int = 0


class AdjustmentKind(StrEnum):
    """What a stage may add. Discounts and relief are negative, the others are not.

    ``relief`` takes the tax that is in a price out of it, for a customer who owes none; on the whole it is that of the
    shipping. ``tax`` on the whole is that on the shipping.
    """

    DISCOUNT = "discount"
    SHIPPING = "shipping"
    SHIPPING_DISCOUNT = "shipping_discount"
    RELIEF = "relief"
    TAX = "tax"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An amount that a stage adds to one line (by its place), or to the whole where ``line`` is None.

    Tax tells its ``rate`` (0.19 is 19 %), the amount ``base`` that it was taken of, and its legal ``treatment``.
    """

    kind: AdjustmentKind
    amount: Money
    label: str
    source: str = ""
    line: int | None = None
    rate: Decimal | None = None
    base: Money | None = None
    treatment: str = ""


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line with what the stages made of it; total = subtotal - discount - relief, and tax where it comes on top."""

    goods: Goods
    subtotal: Money
    discount: Money
    tax: Money
    total: Money
    relief: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """What the customer pays, and why: total = subtotal - discount - relief + shipping, and tax where it comes on top.

    ``tax`` is that of the lines and of the shipping (``shipping_tax``); where ``tax_included``, it is a part of the
    prices. ``shipping`` is what is left of it after discounts and relief.
    """

    currency: str
    lines: tuple[QuotedLine, ...]
    adjustments: tuple[Adjustment, ...]
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    relief: Money
    shipping_tax: Money
    tax_included: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What stages hand on to each other: the goods, the adjustments so far, and what they come to.

    ``subtotals`` and ``discounts`` (positive) go by line; ``shipping`` is what is left of it after its discounts.
    """

    currency: str
    goods: tuple[Goods, ...]
    subtotals: tuple[Money, ...]
    discounts: tuple[Money, ...]
    shipping: Money
    adjustments: tuple[Adjustment, ...] = ()
    tax_included: bool = False

    @classmethod
    def of(cls, goods: Sequence[Goods], currency: str, *, tax_included: bool = False) -> Self:
        """Goods before any stage."""
        zero = Money.zero(currency)
        subtotals = tuple(line.unit_price * line.quantity for line in goods)
        lowered = (zero,) * len(subtotals)
        return cls(currency, tuple(goods), subtotals, lowered, zero, (), tax_included=tax_included)


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
    ``version`` is that of the rules of trade at the same moment.
    """

    goods: tuple[Goods, ...] = ()
    unavailable: tuple[UUID, ...] = ()
    unpriced: tuple[UUID, ...] = ()
    version: int = 0
