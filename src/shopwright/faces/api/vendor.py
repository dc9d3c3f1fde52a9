"""What a vendor sees of the shop: the stock of his own products, and the orders that hold them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from shopwright.faces.api.admin_stock import (
    AdjustPayload,
    NamedStockAnswer,
    ProductStockAnswer,
    StockAnswer,
    adjusted_own,
    named_stock,
    stock_of_product,
)
from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.places import PlaceAnswer
from shopwright.faces.api.replay import IdempotencyKey, at_once, key_of
from shopwright.faces.api.shapes import Answer, PageOf, Time
from shopwright.flows.merchandising.run.stock import demand_own
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.inventory.permissions import STOCK_WRITE_OWN
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import Order, OrderStatus
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.orders.permissions import ORDERS_READ_OWN

router = APIRouter(tags=["For vendors"])
STOCK, ORDERS = "/api/v1/vendor/stock/{variant_id}", "/api/v1/vendor/orders"
# While goods are to be sent, who sends them knows where to; before and after it is nothing to him.
TO_BE_SENT = frozenset({OrderStatus.CONFIRMED, OrderStatus.PROCESSING})


class OwnMovementAnswer(Answer):
    """A line of the ledger, without who caused it: that may be a customer."""

    id: UUID
    quantity: int
    reason: str
    note: str
    at: Time


class OwnLineAnswer(Answer):
    """A line of an order that holds one's own goods; amounts as they were sold."""

    variant_id: UUID
    product_id: UUID
    title: str
    variant_title: str
    sku: str
    quantity: int
    unit_price: str
    total: str


class OwnOrderAnswer(Answer):
    """An order as far as it concerns a vendor: his lines, and where they go while they are to be sent."""

    id: UUID
    number: str
    status: str
    fulfilment_status: str
    placed_at: Time
    currency: str
    ship_to: PlaceAnswer | None = Field(description="Only while the goods are to be sent.")
    lines: list[OwnLineAnswer]

    @classmethod
    def of(cls, order: Order) -> "OwnOrderAnswer":
        is_due = order.status in TO_BE_SENT
        return cls(
            id=order.id,
            number=order.number,
            status=order.status,
            fulfilment_status=order.fulfilment_status,
            placed_at=order.placed_at,
            currency=order.currency,
            ship_to=PlaceAnswer.of(order.shipping_address) if is_due else None,
            lines=[
                OwnLineAnswer(
                    variant_id=line.variant_id,
                    product_id=line.product_id,
                    title=line.title,
                    variant_title=line.variant_title,
                    sku=line.sku,
                    quantity=line.quantity,
                    unit_price=line.unit_price.amount,
                    total=line.total.amount,
                )
                for line in order.lines
            ],
        )


@router.get(
    STOCK,
    operation_id="vendor_stock_get",
    summary="The stock of a variant of one's own",
    **access(STOCK_WRITE_OWN, 404),
)
async def get_stock(ctx: Ctx, variant_id: UUID) -> NamedStockAnswer:
    async with ctx.reading() as db:
        await demand_own(db, ctx.actor, variant_id)
        return await named_stock(db, variant_id)


@router.get(
    "/api/v1/vendor/products/{product_id}/stock",
    operation_id="vendor_product_stock_list",
    summary="The stock of the variants of a product of one's own",
    **access(STOCK_WRITE_OWN, 404),
)
async def list_stock(ctx: Ctx, product_id: UUID) -> ProductStockAnswer:
    async with ctx.reading() as db:
        return await stock_of_product(db, product_id, owner=ctx.actor)


@router.post(
    f"{STOCK}/adjust",
    operation_id="vendor_stock_adjust",
    summary="Change what is on hand of a variant of one's own, with a reason",
    response_model=StockAnswer,
    **access(STOCK_WRITE_OWN, 404, 409),
)
async def adjust(
    ctx: Ctx, variant_id: UUID, payload: AdjustPayload, idempotency_key: IdempotencyKey = None
) -> Response:
    key = key_of(ctx, idempotency_key, route="vendor_stock_adjust", payload=payload)
    return await at_once(ctx, key, 200, lambda work: adjusted_own(work, variant_id, payload))


@router.get(
    f"{STOCK}/movements",
    operation_id="vendor_stock_movement_list",
    summary="Movements of a variant of one's own, the latest first",
    **access(STOCK_WRITE_OWN, 404),
)
async def movements(
    ctx: Ctx, response: Response, variant_id: UUID, paging: Paging
) -> PageOf[OwnMovementAnswer]:
    async with ctx.reading() as db:
        await demand_own(db, ctx.actor, variant_id)
        page = await inventory.movements(db, variant_id, paging)
    items = [
        OwnMovementAnswer(
            id=each.id,
            quantity=each.quantity,
            reason=each.reason,
            note=each.note if each.actor.partition("/")[0] == f"user:{ctx.actor.user_id}" else "",
            at=each.created_at,
        )
        for each in page.items
    ]
    return page_of(ctx.request, response, page, items)


@router.get(
    ORDERS,
    operation_id="vendor_order_list",
    summary="Orders that hold goods of one's own, and of them these lines",
    **access(ORDERS_READ_OWN),
)
async def list_orders(
    ctx: Ctx,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=512)] = None,
) -> PageOf[OwnOrderAnswer]:
    response.headers["cache-control"] = "private, no-store"
    async with ctx.reading() as db:
        own = catalog.variants_of(ctx.user_id)
        page = await orders.page_of_goods(db, own, PageRequest(limit, cursor))
    return page_of(ctx.request, response, page, [OwnOrderAnswer.of(each) for each in page.items])


@router.get(
    f"{ORDERS}/{{order_id}}",
    operation_id="vendor_order_get",
    summary="An order that holds goods of one's own, and of it these lines",
    **access(ORDERS_READ_OWN, 404),
)
async def show_order(ctx: Ctx, response: Response, order_id: UUID) -> OwnOrderAnswer:
    response.headers["cache-control"] = "private, no-store"
    async with ctx.reading() as db:
        own = catalog.variants_of(ctx.user_id)
        page = await orders.page_of_goods(db, own, PageRequest(1), order_id=order_id)
    if not page.items:
        raise OrderNotFound
    return OwnOrderAnswer.of(page.items[0])
