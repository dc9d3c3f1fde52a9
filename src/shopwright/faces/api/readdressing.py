"""Where an order goes, corrected by staff before anything is packed."""

from uuid import UUID

from fastapi import APIRouter

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.order_shapes import OrderAnswer
from shopwright.faces.api.places import PlacePayload
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.modules.orders import queries
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.orders.permissions import ORDERS_WRITE

router = APIRouter(tags=["Orders, for staff"])


@router.put(
    "/api/v1/admin/orders/{order_id}/shipping-address",
    operation_id="order_readdress",
    summary="Correct the delivery address of an order before anything is packed",
    **access(ORDERS_WRITE, 404, 409),
)
async def put_address(ctx: Ctx, order_id: UUID, payload: PlacePayload) -> OrderAnswer:
    """Country, region and postal code stay: tax and delivery were worked out by them."""
    async with ctx.work() as work:
        await fulfilment.readdress(work, order_id=order_id, address=payload.as_address())
        order = await queries.by_id(work.db, order_id)
    if order is None:
        raise OrderNotFound
    return OrderAnswer.of(order)
