"""What sells, to whom, and what is looked for: for staff."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from shopwright.faces.api.analytics_shapes import (
    CohortAnswer,
    DashboardAnswer,
    DefinitionAnswer,
    DefinitionsAnswer,
    PeopleLineAnswer,
    ProductFiguresAnswer,
    ProductsAnswer,
    SalesAnswer,
    SalesFiguresAnswer,
    SalesLineAnswer,
    SearchesAnswer,
    SearchReportAnswer,
    SegmentAnswer,
    SpanAnswer,
    UsersAnswer,
)
from shopwright.faces.api.context import Context, Ctx, access
from shopwright.faces.api.shapes import CurrencyCode, Day
from shopwright.modules.catalog import queries as catalog
from shopwright.satellites.analytics import queries
from shopwright.satellites.analytics.contracts import (
    DEFINITIONS,
    Group,
    Interval,
    ProductOrder,
    Span,
)
from shopwright.satellites.analytics.permissions import ANALYTICS_READ
from shopwright.satellites.analytics.service import span_asked

router = APIRouter(tags=["Analytics, for staff"])
ANALYTICS = "/api/v1/admin/analytics"
_DAY = "Thirty days up to `to` unless told; by the clocks of the shop's analytics."
First = Annotated[Day | None, Query(alias="from", description=_DAY)]
Last = Annotated[Day | None, Query(alias="to", description="Today unless told; counted too.")]
Currency = Annotated[CurrencyCode | None, Query(description="The shop's own unless told.")]
AnyCurrency = Annotated[CurrencyCode | None, Query(description="Each unless told.")]
Pieces = Annotated[Interval, Query(description="What the span is cut into.")]
Most = Annotated[int, Query(ge=1, le=100)]


@router.get(
    "/api/v1/admin/dashboard/stats",
    operation_id="dashboard_stats",
    summary="The shop at a glance: users, orders, revenue, refunds, stock, popular products",
    **access(ANALYTICS_READ),
)
async def get_dashboard(
    ctx: Ctx, first: First = None, last: Last = None, currency: Currency = None
) -> DashboardAnswer:
    """Of sums alone, so that it takes no longer when there are more orders. Popular products are of one currency."""
    span = _span(ctx, first, last)
    async with ctx.reading() as db:
        found = await queries.dashboard(
            db, span, currency=_currency(ctx, currency), usual=ctx.services.restocking.usual
        )
    return DashboardAnswer.of(found, _zone(ctx))


@router.get(
    f"{ANALYTICS}/sales",
    operation_id="analytics_sales",
    summary="Sales by day, week, month or year; by region, category, channel, kind of customer",
    **access(ANALYTICS_READ),
)
async def get_sales(
    ctx: Ctx,
    first: First = None,
    last: Last = None,
    interval: Pieces = Interval.DAY,
    *,
    group: Annotated[Group | None, Query(description="What sales are told apart by.")] = None,
    currency: AnyCurrency = None,
) -> SalesAnswer:
    """Periods without sales are left out. A category is the first one of each product in the tree, as it is filed now."""
    span = _span(ctx, first, last)
    goods_only = group is Group.CATEGORY
    async with ctx.reading() as db:
        lines = await queries.sales(db, span, interval, group=group, currency=currency)
        sums = await queries.totals(db, span)
        named = {UUID(each.group) for each in lines if goods_only and each.group}
        names = await catalog.categories_by_id(db, named)
    labels = {str(key): each.name for key, each in names.items()}
    return SalesAnswer(
        span=SpanAnswer.of(span, _zone(ctx)),
        interval=interval,
        grouped_by=group,
        totals=[SalesFiguresAnswer.of(each) for each in sums if currency in (None, each.currency)],
        items=[
            SalesLineAnswer.line_of(each, goods_only=goods_only, label=labels.get(each.group or ""))
            for each in lines
        ],
    )


@router.get(
    f"{ANALYTICS}/users",
    operation_id="analytics_users",
    summary="Accounts: new, active and returning, cohorts by month, segments by recency, frequency, value",
    **access(ANALYTICS_READ),
)
async def get_users(
    ctx: Ctx,
    first: First = None,
    last: Last = None,
    interval: Pieces = Interval.DAY,
    *,
    currency: Currency = None,
) -> UsersAnswer:
    """By day or by month. Cohorts are those of the months of the span; segments are as of its last day."""
    span, in_currency = _span(ctx, first, last), _currency(ctx, currency)
    async with ctx.reading() as db:
        lines = await queries.people(db, span, interval)
        cells = await queries.cohorts(db, span.first[:7], span.last[:7], in_currency)
        segments = await queries.segments(db, span.last, in_currency)
    return UsersAnswer(
        span=SpanAnswer.of(span, _zone(ctx)),
        currency=in_currency,
        items=[PeopleLineAnswer.of(each) for each in lines],
        cohorts=[CohortAnswer.of(each, in_currency) for each in cells],
        segments=[SegmentAnswer.of(each, in_currency) for each in segments],
    )


@router.get(
    f"{ANALYTICS}/products/top",
    operation_id="analytics_products_top",
    summary="The products that sell most, by pieces or by what was paid for them",
    **access(ANALYTICS_READ),
)
async def get_top_products(
    ctx: Ctx,
    first: First = None,
    last: Last = None,
    by: ProductOrder = ProductOrder.UNITS,
    *,
    currency: Currency = None,
    limit: Most = 10,
) -> ProductsAnswer:
    return await _products(ctx, _span(ctx, first, last), by, currency, limit)


@router.get(
    f"{ANALYTICS}/products",
    operation_id="analytics_products",
    summary="How products do: sold, looked at, conversion; top, most seen, or slow",
    **access(ANALYTICS_READ),
)
async def get_products(
    ctx: Ctx,
    first: First = None,
    last: Last = None,
    by: ProductOrder = ProductOrder.TOTAL,
    *,
    currency: Currency = None,
    limit: Most = 50,
) -> ProductsAnswer:
    """`slow` are published products of which the least was sold in the span."""
    return await _products(ctx, _span(ctx, first, last), by, currency, limit)


@router.get(
    f"{ANALYTICS}/search",
    operation_id="analytics_search",
    summary="What is searched for most, and what nothing is found for",
    **access(ANALYTICS_READ),
)
async def get_searches(
    ctx: Ctx, first: First = None, last: Last = None, limit: Most = 20
) -> SearchReportAnswer:
    """Searches that look like somebody's address, card or telephone number are not counted."""
    span = _span(ctx, first, last)
    async with ctx.reading() as db:
        most = await queries.searches(db, span, only_empty=False, limit=limit)
        missed = await queries.searches(db, span, only_empty=True, limit=limit)
    return SearchReportAnswer(
        span=SpanAnswer.of(span, _zone(ctx)),
        top=[SearchesAnswer.of(each) for each in most],
        without_results=[SearchesAnswer.of(each) for each in missed],
    )


@router.get(
    f"{ANALYTICS}/definitions",
    operation_id="analytics_definitions",
    summary="What each figure means",
    **access(ANALYTICS_READ),
)
async def get_definitions(ctx: Ctx) -> DefinitionsAnswer:
    told = [DefinitionAnswer(name=name, meaning=meaning) for name, meaning in DEFINITIONS.items()]
    return DefinitionsAnswer(timezone=_zone(ctx), items=told)


async def _products(
    ctx: Context, span: Span, by: ProductOrder, currency: str | None, limit: int
) -> ProductsAnswer:
    async with ctx.reading() as db:
        found = await queries.top(db, span, by=by, currency=_currency(ctx, currency), limit=limit)
    items = [ProductFiguresAnswer.of(each) for each in found]
    return ProductsAnswer(span=SpanAnswer.of(span, _zone(ctx)), items=items)


def _span(ctx: Context, first: date | None, last: date | None) -> Span:
    services = ctx.services
    return span_asked(services.insight, services.works.now(), first, last)


def _zone(ctx: Context) -> str:
    return ctx.services.insight.zone.key


def _currency(ctx: Context, currency: str | None) -> str:
    return currency or ctx.services.settings.shop_currency
