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


EXPORT = "analytics.export"


class ExportSubject(StrEnum):
    """What is written into files, besides what is for sale."""

    ORDERS = "orders"
    ORDER_LINES = "order_lines"
    CUSTOMERS = "customers"
    SALES = "sales"
    PRODUCT_SALES = "product_sales"
    SEARCHES = "searches"


@dataclass(frozen=True, slots=True)
class ExportWish:
    """Which part of it: days, both counted and thirty up to today where empty; orders of a status; sales cut and told apart."""

    subject: ExportSubject
    first: str = ""
    last: str = ""
    status: str = ""
    interval: Interval = Interval.DAY
    group: Group | None = None

    @property
    def options(self) -> dict[str, str]:
        """Of what is as usual nothing is told."""
        told = {"first": self.first, "last": self.last, "status": self.status}
        if self.subject is ExportSubject.SALES:
            told |= {"interval": self.interval.value, "group": self.group or ""}
        return {name: value for name, value in told.items() if value}

    @classmethod
    def of(cls, subject: ExportSubject, options: Mapping[str, str]) -> "ExportWish":
        """What :attr:`options` told."""
        return cls(
            subject,
            first=options.get("first", ""),
            last=options.get("last", ""),
            status=options.get("status", ""),
            interval=Interval(options.get("interval", Interval.DAY)),
            group=Group(options["group"]) if options.get("group") else None,
        )


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


DEFINITIONS: Mapping[str, str] = {
    "placed": "Orders that were placed on that day. One that waits for its money is counted once it is confirmed or given up.",
    "orders": "Orders that were confirmed on that day: their money was secured. Cancelled later, they stay counted.",
    "cancelled_orders": "Of these orders, those that were cancelled since.",
    "units": "Pieces of these orders.",
    "cancelled_units": "Of these pieces, those that were cancelled since.",
    "gross": "Goods of these orders at their prices, before discounts; with tax where prices hold it.",
    "discounts": "What promotions took off goods.",
    "relief": "Tax that prices hold and that the buyer does not owe: exports, reverse charge.",
    "delivery": "What these orders paid for delivery, discounts of it taken off.",
    "tax": "Tax of goods and delivery.",
    "total": "What these orders came to: gross less discounts and relief, with delivery, and with tax where prices do not hold it.",
    "net": "Total without tax.",
    "cancelled": "Of the total, what was cancelled since: whole orders, and the share of pieces.",
    "average_order": "Total by orders.",
    "paid": "Money that was captured on that day, for orders of whichever day.",
    "refunded": "Money that was sent back on that day and arrived.",
    "refunds": "How often money was sent back on that day.",
    "revenue": "Paid less refunded: what the shop has of that day.",
    "region": "The country that an order goes to, or else that of its bill.",
    "category": "The first of a product's categories in the tree, as it is filed now.",
    "channel": "shop: ordered by a person; integration: by a machine with an API key.",
    "new": "An order of an account that had none confirmed before; returning: of one that had; guest: of nobody's account.",
    "active": "Accounts that signed in, or placed an order, in the period.",
    "views": "How often a product's page was answered, machines included.",
    "conversion": "Orders with the product for each view of its page.",
    "cohort": "Accounts whose first order was confirmed in a month; cancelled orders do not count.",
}


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What making analytics again came to."""

    orders: int
    corrected: int
