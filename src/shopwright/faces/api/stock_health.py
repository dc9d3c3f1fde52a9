"""How well the shop is stocked: at a glance, line by line, and what to reorder."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from shopwright.faces.api.context import Context, Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.shapes import Answer, PageOf, Time
from shopwright.flows.restocking import run as restocking
from shopwright.flows.restocking.contracts import StockCheck, StockLine
from shopwright.kernel.paging import Page, PageRequest
from shopwright.modules.inventory.contracts import Health
from shopwright.modules.inventory.permissions import STOCK_READ, STOCK_WRITE_OWN

router = APIRouter(tags=["Stock, for staff"])
Healths = Annotated[
    list[Health] | None, Query(max_length=5, description="Only variants stocked so well.")
]


class ReorderAnswer(Answer):
    """What to reorder: `quantity` pieces now, 0 while there is more than `reorder_point`."""

    quantity: int
    reorder_point: int
    safety_stock: int
    economic_quantity: int


class StockLineAnswer(Answer):
    """A variant's stock. `value` is at cost where that is known, else at the price."""

    variant_id: UUID
    sku: str
    name: str
    health: Health
    on_hand: int
    reserved: int
    available: int
    daily_demand: Annotated[float, Field(description="Pieces sold a day, on average.")]
    days_of_cover: Annotated[float | None, Field(description="How long the available last.")]
    turnover: Annotated[float | None, Field(description="How often stock is sold in a year.")]
    value: str | None
    currency: str | None
    is_at_cost: bool
    reorder: ReorderAnswer

    @classmethod
    def of(cls, line: StockLine) -> "StockLineAnswer":
        return cls(
            variant_id=line.level.variant_id,
            sku=line.sku,
            name=line.name,
            health=line.health,
            on_hand=line.level.on_hand,
            reserved=line.level.reserved,
            available=line.level.available,
            daily_demand=round(line.demand.mean, 3),
            days_of_cover=line.days_of_cover,
            turnover=line.turnover,
            value=line.value.amount if line.value else None,
            currency=line.value.currency if line.value else None,
            is_at_cost=line.is_at_cost,
            reorder=ReorderAnswer(
                quantity=line.plan.quantity,
                reorder_point=line.plan.reorder_point,
                safety_stock=line.plan.safety_stock,
                economic_quantity=line.plan.economic_quantity,
            ),
        )


class StockLevelsAnswer(Answer):
    """How many variants are stocked how well."""

    out: int
    critical: int
    low: int
    medium: int
    high: int


class StockMetricsAnswer(Answer):
    variants: int
    on_hand: int
    reserved: int
    available: int


class ThresholdsAnswer(Answer):
    """Available pieces: at most `critical`, at most `low`, more than `high`; what lies between is medium."""

    critical: int
    low: int
    high: int


class StockCheckAnswer(Answer):
    """The whole stock at a glance; `items` are the first hundred that are out, critical or low."""

    status: Annotated[Health, Field(description="How the worst stocked variant is.")]
    checked_at: Time
    levels: StockLevelsAnswer
    metrics: StockMetricsAnswer
    thresholds: ThresholdsAnswer
    out_of_stock: list[UUID]
    to_reorder: list[UUID]
    items: list[StockLineAnswer]
    is_cut: Annotated[bool, Field(description="There are more than are told here.")]

    @classmethod
    def of(cls, check: StockCheck) -> "StockCheckAnswer":
        counts, usual = check.counts, check.usual
        out = [line.level.variant_id for line in check.needy if line.health is Health.OUT]
        return cls(
            status=next((each for each in Health if counts.variants[each]), Health.HIGH),
            checked_at=check.at,
            levels=StockLevelsAnswer(**{each: counts.variants[each] for each in Health}),
            metrics=StockMetricsAnswer(
                variants=sum(counts.variants.values()),
                on_hand=counts.on_hand,
                reserved=counts.reserved,
                available=counts.on_hand - counts.reserved,
            ),
            thresholds=ThresholdsAnswer(critical=usual.critical, low=usual.low, high=usual.high),
            out_of_stock=out,
            to_reorder=check.to_reorder,
            items=[StockLineAnswer.of(line) for line in check.needy],
            is_cut=check.is_cut,
        )


@router.get(
    "/api/v1/orders/health/stock-check",
    operation_id="stock_check",
    summary="How well the shop is stocked, what is short, and what to reorder",
    **access(STOCK_READ),
)
async def check_stock(ctx: Ctx) -> StockCheckAnswer:
    services = ctx.services
    async with ctx.reading() as db:
        found = await restocking.check(db, services.restocking, now=services.works.now())
    return StockCheckAnswer.of(found)


@router.get(
    "/api/v1/admin/stock/report",
    operation_id="stock_report",
    summary="Every variant's stock: worth, days of cover, turnover, what to reorder",
    **access(STOCK_READ),
)
async def report(
    ctx: Ctx, paging: Paging, request: Request, response: Response, health: Healths = None
) -> PageOf[StockLineAnswer]:
    page = await _report(ctx, paging, health)
    return page_of(request, response, page, [StockLineAnswer.of(line) for line in page.items])


@router.get(
    "/api/v1/vendor/stock",
    operation_id="vendor_stock_list",
    summary="The stock of one's own products, and what to reorder",
    tags=["For vendors"],
    **access(STOCK_WRITE_OWN),
)
async def list_own(
    ctx: Ctx, paging: Paging, request: Request, response: Response, health: Healths = None
) -> PageOf[StockLineAnswer]:
    page = await _report(ctx, paging, health, owner_id=ctx.user_id)
    return page_of(request, response, page, [StockLineAnswer.of(line) for line in page.items])


async def _report(
    ctx: Context, paging: PageRequest, health: list[Health] | None, owner_id: UUID | None = None
) -> Page[StockLine]:
    services = ctx.services
    async with ctx.reading() as db:
        return await restocking.report(
            db,
            services.restocking,
            paging,
            now=services.works.now(),
            healths=health or (),
            owner_id=owner_id,
        )
