"""What is answered about sales, people and looks."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shopwright.faces.api.shapes import Answer
from shopwright.kernel.money import Money
from shopwright.satellites.analytics.contracts import (
    CohortCell,
    Dashboard,
    Group,
    Interval,
    PeopleLine,
    ProductFigures,
    SalesFigures,
    SalesLine,
    SearchFigures,
    SegmentFigures,
    Span,
)

_OF_MONEY = "None where sales are told apart by category: money comes for orders, not for goods."


class SpanAnswer(Answer):
    """Days, both counted, by the clocks of a time zone."""

    first: Annotated[date, Field(serialization_alias="from")]
    last: Annotated[date, Field(serialization_alias="to")]
    timezone: str

    @classmethod
    def of(cls, span: Span, timezone: str) -> "SpanAnswer":
        return cls(
            first=date.fromisoformat(span.first),
            last=date.fromisoformat(span.last),
            timezone=timezone,
        )


class SalesFiguresAnswer(Answer):
    """Sums of one currency; what each means is told at `/api/v1/admin/analytics/definitions`."""

    currency: str
    placed: Annotated[int | None, Field(description=_OF_MONEY)]
    orders: int
    cancelled_orders: Annotated[int | None, Field(description=_OF_MONEY)]
    units: int
    cancelled_units: int
    gross: str
    discounts: str
    relief: str
    delivery: Annotated[str | None, Field(description=_OF_MONEY)]
    tax: str
    total: str
    net: str
    cancelled: str
    average_order: Annotated[str | None, Field(description=_OF_MONEY)]
    paid: Annotated[str | None, Field(description=_OF_MONEY)]
    refunded: Annotated[str | None, Field(description=_OF_MONEY)]
    refunds: Annotated[int | None, Field(description=_OF_MONEY)]
    revenue: Annotated[str | None, Field(description=_OF_MONEY)]

    @classmethod
    def of(cls, sums: SalesFigures, *, goods_only: bool = False) -> "SalesFiguresAnswer":
        def money(minor: int) -> str:
            return Money(minor, sums.currency).amount

        def of_orders(minor: int) -> str | None:
            return None if goods_only else money(minor)

        return cls(
            currency=sums.currency,
            placed=None if goods_only else sums.placed,
            orders=sums.orders,
            cancelled_orders=None if goods_only else sums.cancelled_orders,
            units=sums.units,
            cancelled_units=sums.cancelled_units,
            gross=money(sums.goods),
            discounts=money(sums.discount),
            relief=money(sums.relief),
            delivery=of_orders(sums.delivery),
            tax=money(sums.tax),
            total=money(sums.total),
            net=money(sums.net),
            cancelled=money(sums.cancelled),
            average_order=of_orders(sums.average),
            paid=of_orders(sums.paid),
            refunded=of_orders(sums.refunded),
            refunds=None if goods_only else sums.refunds,
            revenue=of_orders(sums.revenue),
        )


class SalesLineAnswer(SalesFiguresAnswer):
    """Sales of a period (a day, the Monday of a week, a month, a year), and of a group where asked for."""

    period: str
    group: Annotated[
        str | None,
        Field(description="A country, a category's id, a channel, or new, returning, guest."),
    ]
    label: Annotated[str | None, Field(description="The name of a category.")]

    @classmethod
    def line_of(cls, line: SalesLine, *, goods_only: bool, label: str | None) -> "SalesLineAnswer":
        sums = SalesFiguresAnswer.of(line.figures, goods_only=goods_only)
        told = {"period": line.period, "group": line.group, "label": label}
        return cls(**sums.model_dump(), **told)


class SalesAnswer(Answer):
    span: SpanAnswer
    interval: Interval
    grouped_by: Group | None
    totals: list[SalesFiguresAnswer]
    items: list[SalesLineAnswer]


class ProductFiguresAnswer(Answer):
    """How a product did; `conversion` is orders for each look at its page, None where nobody looked."""

    product_id: UUID
    title: str
    slug: str
    currency: str
    orders: int
    units: int
    cancelled_units: int
    total: str
    cancelled: str
    views: int
    conversion: float | None

    @classmethod
    def of(cls, found: ProductFigures) -> "ProductFiguresAnswer":
        return cls(
            product_id=found.product_id,
            title=found.title,
            slug=found.slug,
            currency=found.currency,
            orders=found.orders,
            units=found.units,
            cancelled_units=found.cancelled_units,
            total=Money(found.total, found.currency).amount,
            cancelled=Money(found.cancelled, found.currency).amount,
            views=found.views,
            conversion=found.conversion,
        )


class ProductsAnswer(Answer):
    span: SpanAnswer
    items: list[ProductFiguresAnswer]


class UserCountsAnswer(Answer):
    """Accounts: all there are, those that registered in the span, and those that signed in or ordered in it."""

    total: int
    registered: int
    active: int


class StockAlertsAnswer(Answer):
    """Variants that are out of stock, and those that are little stocked."""

    out_of_stock: int
    low: int


class DashboardAnswer(Answer):
    """The shop at a glance: sums of a span, and how it stands now."""

    span: SpanAnswer
    users: UserCountsAnswer
    orders: Annotated[int, Field(description="Confirmed in the span.")]
    pending_orders: Annotated[int, Field(description="Waiting for their money now.")]
    sales: list[SalesFiguresAnswer]
    stock_alerts: StockAlertsAnswer
    popular_products: list[ProductFiguresAnswer]

    @classmethod
    def of(cls, found: Dashboard, timezone: str) -> "DashboardAnswer":
        return cls(
            span=SpanAnswer.of(found.span, timezone),
            users=UserCountsAnswer(
                total=found.users, registered=found.registered, active=found.active
            ),
            orders=sum(each.orders for each in found.sales),
            pending_orders=found.pending,
            sales=[SalesFiguresAnswer.of(each) for each in found.sales],
            stock_alerts=StockAlertsAnswer(out_of_stock=found.out_of_stock, low=found.short),
            popular_products=[ProductFiguresAnswer.of(each) for each in found.popular],
        )


class PeopleLineAnswer(Answer):
    """Accounts of a day or a month; new customers ordered for the first time."""

    period: str
    registered: int
    active: int
    new_customers: int
    returning_orders: int

    @classmethod
    def of(cls, line: PeopleLine) -> "PeopleLineAnswer":
        return cls(
            period=line.period,
            registered=line.registered,
            active=line.active,
            new_customers=line.new_customers,
            returning_orders=line.returning_orders,
        )


class CohortAnswer(Answer):
    """Of the customers whose first order was in a month: how many ordered so many months later, and how much."""

    cohort: str
    months_later: int
    customers: int
    orders: int
    total: str

    @classmethod
    def of(cls, cell: CohortCell, currency: str) -> "CohortAnswer":
        return cls(
            cohort=cell.cohort,
            months_later=cell.months,
            customers=cell.customers,
            orders=cell.orders,
            total=Money(cell.total, currency).amount,
        )


class SegmentAnswer(Answer):
    """Customers by recency, frequency and value."""

    segment: str
    customers: int
    orders: int
    total: str

    @classmethod
    def of(cls, found: SegmentFigures, currency: str) -> "SegmentAnswer":
        return cls(
            segment=found.segment,
            customers=found.customers,
            orders=found.orders,
            total=Money(found.total, currency).amount,
        )


class UsersAnswer(Answer):
    span: SpanAnswer
    currency: str
    items: list[PeopleLineAnswer]
    cohorts: list[CohortAnswer]
    segments: list[SegmentAnswer]


class SearchesAnswer(Answer):
    """What was searched for: how often, and how often nothing was found."""

    query: str
    asked: int
    without_results: int

    @classmethod
    def of(cls, found: SearchFigures) -> "SearchesAnswer":
        return cls(query=found.query, asked=found.asked, without_results=found.empty)


class SearchReportAnswer(Answer):
    span: SpanAnswer
    top: list[SearchesAnswer]
    without_results: list[SearchesAnswer]


class DefinitionAnswer(Answer):
    name: str
    meaning: str


class DefinitionsAnswer(Answer):
    timezone: str
    items: list[DefinitionAnswer]
