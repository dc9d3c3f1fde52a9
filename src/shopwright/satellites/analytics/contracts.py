"""What is known of sales, people and looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

Cells = Mapping[tuple[object, ...], tuple[int, ...]]
"""Sums by where they belong: dimensions to measures, in the order in which a cube names them."""


TURN = "analytics"
"""What those who count wait for."""


class Interval(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Buyer(StrEnum):
    """Of whom an order is: an account's first one, a later one, a guest's."""

    NEW = "new"
    RETURNING = "returning"
    GUEST = "guest"


class Channel(StrEnum):
    """By what an order was placed: by a person, or by a machine with a key."""

    SHOP = "shop"
    INTEGRATION = "integration"


class Group(StrEnum):
    """What sales are told apart by."""

    REGION = "region"
    CATEGORY = "category"
    CHANNEL = "channel"
    BUYER = "buyer"


@dataclass(frozen=True, slots=True)
class Cube:
    """A table of facts: what they are told apart by, and what is summed up."""

    dimensions: tuple[str, ...]
    measures: tuple[str, ...]


SALES = Cube(
    ("day", "currency", "country", "channel", "buyer"),
    (
        *("placed", "orders", "cancelled_orders", "units", "cancelled_units", "goods", "discount"),
        *("relief", "delivery", "tax", "total", "cancelled", "paid", "refunded", "refunds"),
    ),
)
GOODS = Cube(
    ("day", "currency", "product_id"),
    (
        *("orders", "units", "cancelled_units", "goods", "discount", "relief", "tax", "total"),
        "cancelled",
    ),
)


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A line of an order, in minor units."""

    product_id: UUID
    quantity: int
    cancelled: int
    goods: int
    discount: int
    relief: int
    tax: int
    total: int


class Moved(NamedTuple):
    """Money that came (``captured``) or went back (``refunded``)."""

    at: datetime
    kind: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedOrder:
    """An order as the ledger has it; ``sold_at`` is when it was confirmed, None where it never was."""

    id: UUID
    user_id: UUID | None
    actor: str
    currency: str
    country: str
    is_cancelled: bool
    placed_at: datetime
    sold_at: datetime | None
    is_erased: bool = False
    goods: int
    discount: int
    relief: int
    delivery: int
    tax: int
    total: int
    lines: Sequence[BookedLine] = ()
    moved: Sequence[Moved] = ()


@dataclass(frozen=True, slots=True)
class Bought:
    """An order that an account's was confirmed: when, and what it comes to without what was cancelled of it."""

    user_id: UUID
    order_id: UUID
    sold_at: datetime
    currency: str
    total: int
    is_cancelled: bool
    is_erased: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both counted, as ``2026-11-21``."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class SalesFigures:
    """Sums of sales in minor units of a currency; what each means is told in docs/analytics.md."""

    currency: str
    placed: int = 0
    orders: int = 0
    cancelled_orders: int = 0
    units: int = 0
    cancelled_units: int = 0
    goods: int = 0
    discount: int = 0
    relief: int = 0
    delivery: int = 0
    tax: int = 0
    total: int = 0
    cancelled: int = 0
    paid: int = 0
    refunded: int = 0
    refunds: int = 0

    @property
    def net(self) -> int:
        """What was sold, without tax."""
        return self.total - self.tax

    @property
    def revenue(self) -> int:
        """Money that came, less money that went back."""
        return self.paid - self.refunded

    @property
    def average(self) -> int:
        """What an order comes to on average, rounded half up; 0 where there is none."""
        return (2 * self.total + self.orders) // (2 * self.orders) if self.orders else 0


@dataclass(frozen=True, slots=True)
class SalesLine:
    """Sales of a period, of a group where it was asked for: a country, a category's id, a channel, a kind of buyer."""

    period: str
    group: str | None
    figures: SalesFigures


@dataclass(frozen=True, slots=True)
class ProductFigures:
    """How a product did in a currency: ``conversion`` is orders for each view."""

    product_id: UUID
    title: str
    slug: str
    currency: str
    orders: int
    units: int
    cancelled_units: int
    total: int
    cancelled: int
    views: int

    @property
    def conversion(self) -> float | None:
        return round(self.orders / self.views, 4) if self.views else None


class ProductOrder(StrEnum):
    """What products are listed by: most first, but ``slow`` the fewest units first."""

    UNITS = "units"
    TOTAL = "total"
    VIEWS = "views"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class PeopleLine:
    """Accounts of a period: new ones, and those that were there; customers who bought first, and orders of others."""

    period: str
    registered: int
    active: int
    new_customers: int
    returning_orders: int


@dataclass(frozen=True, slots=True)
class CohortCell:
    """Of those whose first order was in ``cohort``, how many bought ``months`` later, and how much."""

    cohort: str
    months: int
    customers: int
    orders: int
    total: int


class Segment(StrEnum):
    """Customers by recency, frequency and value."""

    CHAMPIONS = "champions"
    LOYAL = "loyal"
    NEW = "new"
    PROMISING = "promising"
    AT_RISK = "at_risk"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class SegmentFigures:
    segment: Segment
    customers: int
    orders: int
    total: int


@dataclass(frozen=True, slots=True)
class SearchFigures:
    """How often words were searched for, and how often nothing was found."""

    query: str
    asked: int
    empty: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The shop at a glance."""

    span: Span
    users: int
    registered: int
    active: int
    pending: int
    sales: Sequence[SalesFigures]
    short: int
    out_of_stock: int
    popular: Sequence[ProductFigures]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What making analytics again came to."""

    orders: int
    corrected: int
