"""What staff do with orders: move along, refund, capture, archive."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.order_queries import OrderQuery
from shopwright.faces.api.order_shapes import (
    HistoryAnswer,
    OrderAnswer,
    StatusPayload,
)
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.shapes import Answer, PageOf
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.infra.idempotency import StoredAnswer
from shopwright.modules.orders import queries
from shopwright.modules.orders.contracts import OrderStatus, Tracking
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.orders.permissions import ORDERS_READ, ORDERS_WRITE
from shopwright.modules.payments.permissions import PAYMENTS_REFUND

router = APIRouter(tags=["Orders, for staff"])


class OrderHistory(Answer):
    """Every step of an order, by whom."""

    items: list[HistoryAnswer]


@router.get(
    "/api/v1/admin/orders",
    operation_id="admin_order_list",
    summary="List all orders, by whatever staff look for",
    **access(ORDERS_READ),
)
async def list_orders(
    ctx: Ctx, response: Response, paging: Paging, query: Annotated[OrderQuery, Depends()]
) -> PageOf[OrderAnswer]:
    async with ctx.reading() as db:
        page = await queries.page(db, query.as_filter(), paging)
    return page_of(ctx.request, response, page, [OrderAnswer.of(order) for order in page.items])


@router.get(
    "/api/v1/admin/orders/{order_id}/history",
    operation_id="admin_order_history",
    summary="Show every step of an order, by whom",
    **access(ORDERS_READ, 404),
)
async def order_history(ctx: Ctx, order_id: UUID) -> OrderHistory:
    async with ctx.reading() as db:
        steps = await queries.history(db, order_id)
    if not steps:
        raise OrderNotFound
    return OrderHistory(items=[HistoryAnswer.of(step, with_actor=True) for step in steps])


@router.put(
    "/api/v1/orders/{order_id}/status",
    operation_id="order_move",
    summary="Move an order along its state machine",
    **access(ORDERS_WRITE, 404, 409),
)
async def move(ctx: Ctx, order_id: UUID, payload: StatusPayload) -> OrderAnswer:
    if payload.status is OrderStatus.CANCELLED:
        return OrderAnswer.of(
            await returns.cancel(
                ctx.services.desk, ctx.actor, order_id=order_id, reason=payload.reason
            )
        )
    if payload.status is OrderStatus.REFUNDED:
        ctx.actor.demand(PAYMENTS_REFUND)
        wanted = RefundWanted(order_id, reason=payload.reason)
        refunded = await returns.refund(ctx.services.desk, ctx.actor, wanted)
        assert not isinstance(refunded, StoredAnswer)  # noqa: S101 - asked without a key
        return OrderAnswer.of(refunded.order)
    tracking = (
        Tracking(payload.tracking.carrier, payload.tracking.number) if payload.tracking else None
    )
    async with ctx.work() as work:
        order = await fulfilment.move(
            work, order_id=order_id, to=payload.status, reason=payload.reason, tracking=tracking
        )
    return OrderAnswer.of(order)


@router.delete(
    "/api/v1/orders/{order_id}",
    operation_id="order_archive",
    summary="Take an order out of the lists; what was not shipped of it is cancelled first",
    status_code=204,
    **access(ORDERS_WRITE, 404, 409),
)
async def archive(ctx: Ctx, order_id: UUID) -> None:
    await returns.archive(ctx.services.desk, ctx.actor, order_id=order_id)
