"""What staff do with stock: look, count, correct, with reasons."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, StrictInt
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.replay import IdempotencyKey, at_once, key_of
from shopwright.faces.api.shapes import Answer, PageOf, Payload, ShortText, Time, example
from shopwright.flows.merchandising.run.stock import adjust_stock, demand_own
from shopwright.infra.work import Work
from shopwright.kernel.actors import Actor
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.inventory import queries
from shopwright.modules.inventory.contracts import Movement, MovementReason, StockLevel
from shopwright.modules.inventory.errors import NoStockRecord
from shopwright.modules.inventory.permissions import STOCK_READ, STOCK_WRITE

router = APIRouter(tags=["Stock, for staff"])
LARGEST_CHANGE = 1_000_000


class AdjustPayload(Payload):
    """A change of what is on hand: pieces that came (positive) or went (negative), and why."""

    model_config = example({"change": 24, "reason": "received", "note": "Delivery of Monday."})

    change: Annotated[StrictInt, Field(ge=-LARGEST_CHANGE, le=LARGEST_CHANGE)]
    reason: Annotated[MovementReason, Field(strict=False)] = MovementReason.CORRECTED
    note: ShortText = ""


class StockAnswer(Answer):
    """A variant's stock; available is what can still be promised."""

    variant_id: UUID
    on_hand: int
    reserved: int
    available: int
    tracked: bool
    backorder: bool

    @classmethod
    def of(cls, level: StockLevel) -> "StockAnswer":
        return cls(
            variant_id=level.variant_id,
            on_hand=level.on_hand,
            reserved=level.reserved,
            available=level.available,
            tracked=level.tracked,
            backorder=level.backorder,
        )


class NamedStockAnswer(StockAnswer):
    """The same, with what the variant is called; nothing where it has left the shop."""

    product_id: UUID | None
    sku: str
    name: str


class ProductStockAnswer(Answer):
    """The stock of each of a product's variants; one of which none is kept is missing."""

    items: list[StockAnswer]


class MovementAnswer(Answer):
    """A line of the ledger."""

    id: UUID
    quantity: int
    reason: str
    reference: str
    note: str
    actor: str
    at: Time

    @classmethod
    def of(cls, movement: Movement) -> "MovementAnswer":
        return cls(
            id=movement.id,
            quantity=movement.quantity,
            reason=movement.reason,
            reference=movement.reference,
            note=movement.note,
            actor=movement.actor,
            at=movement.created_at,
        )


@router.get(
    "/api/v1/admin/stock/{variant_id}",
    operation_id="stock_get",
    summary="Show a variant's stock",
    **access(STOCK_READ, 404),
)
async def get_stock(ctx: Ctx, variant_id: UUID) -> NamedStockAnswer:
    async with ctx.reading() as db:
        return await named_stock(db, variant_id)


@router.get(
    "/api/v1/admin/products/{product_id}/stock",
    operation_id="product_stock_list",
    summary="Show the stock of a product's variants",
    **access(STOCK_READ, 404),
)
async def list_stock(ctx: Ctx, product_id: UUID) -> ProductStockAnswer:
    async with ctx.reading() as db:
        return await stock_of_product(db, product_id)


@router.post(
    "/api/v1/admin/stock/{variant_id}/adjust",
    operation_id="stock_adjust",
    summary="Change what is on hand, with a reason",
    response_model=StockAnswer,
    **access(STOCK_WRITE, 404, 409),
)
async def adjust(
    ctx: Ctx, variant_id: UUID, payload: AdjustPayload, idempotency_key: IdempotencyKey = None
) -> Response:
    key = key_of(ctx, idempotency_key, route="stock_adjust", payload=payload)
    return await at_once(ctx, key, 200, lambda work: adjusted(work, variant_id, payload))


async def adjusted_own(work: Work, variant_id: UUID, payload: AdjustPayload) -> StockAnswer:
    """The same of goods of the actor's own.

    Raises:
        Forbidden, NotFound: see :func:`demand_own`.
    """
    await demand_own(work.db, work.actor, variant_id)
    return await adjusted(work, variant_id, payload)


async def adjusted(work: Work, variant_id: UUID, payload: AdjustPayload) -> StockAnswer:
    """Stock as it is after a change."""
    level = await adjust_stock(
        work,
        variant_id=variant_id,
        change=payload.change,
        reason=payload.reason,
        note=payload.note,
    )
    return StockAnswer.of(level)


@router.get(
    "/api/v1/admin/stock/{variant_id}/movements",
    operation_id="stock_movement_list",
    summary="List a variant's movements, the latest first",
    **access(STOCK_READ),
)
async def movements(
    ctx: Ctx, response: Response, variant_id: UUID, paging: Paging
) -> PageOf[MovementAnswer]:
    async with ctx.reading() as db:
        page = await queries.movements(db, variant_id, paging)
    return page_of(ctx.request, response, page, [MovementAnswer.of(each) for each in page.items])


async def named_stock(db: AsyncConnection, variant_id: UUID) -> NamedStockAnswer:
    """A variant's stock and name.

    Raises:
        NoStockRecord: it has none.
    """
    level = await queries.level(db, variant_id)
    if level is None:
        raise NoStockRecord
    goods = (await catalog.sellable_variants(db, [variant_id])).get(variant_id)
    return NamedStockAnswer(
        **StockAnswer.of(level).model_dump(),
        product_id=goods.product_id if goods else None,
        sku=(goods.sku or "") if goods else "",
        name=f"{goods.product_title} {goods.title}".strip() if goods else "",
    )


async def stock_of_product(
    db: AsyncConnection, product_id: UUID, *, owner: Actor | None = None
) -> ProductStockAnswer:
    """The stock of a product's variants, the oldest first, in two statements; ``owner``: he whose product it has to be.

    Raises:
        NoStockRecord: there is no such product.
    """
    there = sorted((await catalog.variants_by_product(db, [product_id])).get(product_id, []))
    if not there:
        raise NoStockRecord
    if owner is not None:
        await demand_own(db, owner, there[0])
    found = await queries.levels(db, there)
    return ProductStockAnswer(
        items=[StockAnswer.of(found[each]) for each in there if each in found]
    )
