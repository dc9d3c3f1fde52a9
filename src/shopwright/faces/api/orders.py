"""Orders: placed, looked at, moved along, cancelled, refunded."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from shopwright.faces.api.context import PUBLIC, SELF, Context, Ctx, access
from shopwright.faces.api.items import wanted_items
from shopwright.faces.api.order_access import OrderToken, visible_order
from shopwright.faces.api.order_queries import OwnOrderQuery
from shopwright.faces.api.order_shapes import (
    CancelPayload,
    HistoryAnswer,
    OrderAnswer,
    OrderPayload,
    TrackAnswer,
    TrackingAnswer,
)
from shopwright.faces.api.ordering import order_request, place_once
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.replay import IdempotencyKey
from shopwright.faces.api.shapes import PageOf
from shopwright.flows.checkout import run as checkout
from shopwright.flows.returns import run as returns
from shopwright.kernel.errors import Unauthorized
from shopwright.modules.orders import queries
from shopwright.modules.orders.permissions import ORDERS_READ, ORDERS_WRITE
from shopwright.modules.payments import queries as payment_queries

router = APIRouter(tags=["Orders"])


@router.post(
    "/api/v1/orders",
    operation_id="order_place",
    summary="Place an order of items, or of the cart where it names none; refused whole where stock is short",
    response_model=OrderAnswer,
    status_code=201,
    **access(PUBLIC, 402, 404, 409),
)
async def place(
    ctx: Ctx, payload: OrderPayload, idempotency_key: IdempotencyKey = None
) -> Response:
    if payload.email is None and not ctx.actor.is_user:
        raise Unauthorized  # who orders as a guest says where to write to
    async with ctx.reading() as db:
        wanted = await order_request(ctx, db, payload)
        if payload.items is not None:
            wanted = replace(
                wanted,
                items=tuple(await wanted_items(db, payload.items)),
                currency=payload.currency,
            )
        else:
            cart = await checkout.find_cart(db, user_id=ctx.actor.user_id, cart_id=None)
            wanted = replace(wanted, cart_id=cart.id if cart else None)
    who = f"order:{wanted.email.lower()}"
    return await place_once(ctx, wanted, payload, idempotency_key, guest=who)


@router.get(
    "/api/v1/orders",
    operation_id="order_list",
    summary="List orders: staff all of them, customers their own",
    **access(SELF),
)
async def list_orders(
    ctx: Ctx,
    response: Response,
    paging: Paging,
    query: Annotated[OwnOrderQuery, Depends()],
) -> PageOf[OrderAnswer]:
    own = None if ctx.actor.may(ORDERS_READ) else ctx.user_id
    return await _page(ctx, response, query, own, paging)


@router.get(
    "/api/v1/orders/history",
    operation_id="order_history",
    summary="List the caller's own orders",
    **access(SELF),
)
@router.get(
    "/api/v1/orders/my-orders",
    operation_id="order_list_own",
    summary="List the caller's own orders",
    **access(SELF),
)
async def list_own(
    ctx: Ctx, response: Response, paging: Paging, query: Annotated[OwnOrderQuery, Depends()]
) -> PageOf[OrderAnswer]:
    return await _page(ctx, response, query, ctx.user_id, paging)


@router.get(
    "/api/v1/orders/{order_id}",
    operation_id="order_get",
    summary="Show an order to its owner, to staff, or to the guest who holds its token",
    **access(PUBLIC, 404),
)
async def get_order(
    ctx: Ctx, response: Response, order_id: UUID, token: OrderToken = None
) -> OrderAnswer:
    response.headers["cache-control"] = "private, no-store"
    order = await visible_order(ctx, order_id, token)
    async with ctx.reading() as db:
        attempts = await payment_queries.of_order(db, order_id)
        adjustments = await queries.adjustments(db, order_id)
    payment = attempts[0] if attempts else None
    return OrderAnswer.of(order, payment=payment, adjustments=adjustments)


@router.get(
    "/api/v1/orders/{order_id}/track",
    operation_id="order_track",
    summary="Show where an order is, and how it came there",
    **access(PUBLIC, 404),
)
async def track(
    ctx: Ctx, response: Response, order_id: UUID, token: OrderToken = None
) -> TrackAnswer:
    response.headers["cache-control"] = "private, no-store"
    order = await visible_order(ctx, order_id, token)
    async with ctx.reading() as db:
        steps = await queries.history(db, order_id)
    is_staff = ctx.actor.may(ORDERS_READ)
    return TrackAnswer(
        order_id=order.id,
        number=order.number,
        status=order.status,
        fulfilment_status=order.fulfilment_status,
        tracking=TrackingAnswer(carrier=order.carrier, number=order.tracking_number),
        history=[HistoryAnswer.of(step, with_actor=is_staff) for step in steps],
    )


@router.post(
    "/api/v1/orders/{order_id}/cancel",
    operation_id="order_cancel",
    summary="Cancel an order that has not left: stock comes back, the payment is voided or refunded",
    **access(PUBLIC, 404, 409),
)
async def cancel(
    ctx: Ctx, order_id: UUID, payload: CancelPayload | None = None, token: OrderToken = None
) -> OrderAnswer:
    await visible_order(ctx, order_id, token, right=ORDERS_WRITE)
    reason = payload.reason if payload else ""
    request_id = str(ctx.request.scope.get("state", {}).get("request_id", ""))
    order = await returns.cancel(
        ctx.services.desk, ctx.actor, order_id=order_id, reason=reason, request_id=request_id
    )
    return OrderAnswer.of(order)


async def _page(
    ctx: Context, response: Response, query: OwnOrderQuery, user_id: UUID | None, paging: Paging
) -> PageOf[OrderAnswer]:
    response.headers["cache-control"] = "private, no-store"
    async with ctx.reading() as db:
        page = await queries.page(db, query.of(user_id), paging)
    return page_of(ctx.request, response, page, [OrderAnswer.of(order) for order in page.items])
