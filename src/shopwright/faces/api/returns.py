"""Sending goods back: asked for by the customer, decided and received by staff, its money given back."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shopwright.faces.api.context import PUBLIC, Context, Ctx, access
from shopwright.faces.api.order_access import OrderToken, visible_order
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.return_shapes import (
    ArrivedPayload,
    DecisionPayload,
    ReturnAnswer,
    ReturnMoneyPayload,
    ReturnPayload,
    ReturnsAnswer,
)
from shopwright.faces.api.shapes import PageOf
from shopwright.flows.returns import run as returns
from shopwright.kernel.money import Money
from shopwright.modules.orders import queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import ReturnStatus
from shopwright.modules.orders.errors import OrderNotFound, ReturnNotFound
from shopwright.modules.orders.permissions import ORDERS_READ, ORDERS_WRITE
from shopwright.modules.payments.permissions import PAYMENTS_REFUND

router = APIRouter(tags=["Returns"])


@router.get(
    "/api/v1/orders/{order_id}/returns",
    operation_id="return_list",
    summary="List the returns of an order for its owner, for staff, or for the guest who holds its token",
    **access(PUBLIC, 404),
)
async def list_returns(
    ctx: Ctx, response: Response, order_id: UUID, token: OrderToken = None
) -> ReturnsAnswer:
    response.headers["cache-control"] = "private, no-store"
    await visible_order(ctx, order_id, token)
    async with ctx.reading() as db:
        found = await queries.returns_of(db, order_id)
    return ReturnsAnswer(items=[ReturnAnswer.of(each) for each in found])


@router.post(
    "/api/v1/orders/{order_id}/returns",
    operation_id="return_request",
    summary="Ask to send goods back that arrived, within the time that the shop gives",
    status_code=201,
    **access(PUBLIC, 404, 409),
)
async def request_return(
    ctx: Ctx, order_id: UUID, payload: ReturnPayload, token: OrderToken = None
) -> ReturnAnswer:
    order = await visible_order(ctx, order_id, token, right=ORDERS_WRITE)
    is_owner = order.user_id == ctx.actor.user_id
    is_staff = ctx.actor.may(ORDERS_WRITE) and not is_owner
    lasts = None if is_staff else timedelta(days=ctx.services.settings.return_days)
    async with ctx.work() as work:
        made = await returns.request_return(work, payload.wish(order_id), lasts=lasts)
    return ReturnAnswer.of(made)


@router.post(
    "/api/v1/orders/{order_id}/returns/{return_id}/cancel",
    operation_id="return_cancel",
    summary="Keep the goods after all: a return that was not received is cancelled",
    **access(PUBLIC, 404, 409),
)
async def cancel_return(
    ctx: Ctx, order_id: UUID, return_id: UUID, token: OrderToken = None
) -> ReturnAnswer:
    await visible_order(ctx, order_id, token, right=ORDERS_WRITE)
    async with ctx.work() as work:
        found = await queries.return_by_id(work.db, return_id)
        if found is None or found.order_id != order_id:
            raise ReturnNotFound
        cancelled = await returns.decide_return(
            work, return_id=return_id, to=ReturnStatus.CANCELLED
        )
    return ReturnAnswer.of(cancelled)


@router.get(
    "/api/v1/admin/returns",
    operation_id="admin_return_list",
    summary="List returns, the newest first",
    **access(ORDERS_READ),
)
async def list_all(
    ctx: Ctx,
    response: Response,
    paging: Paging,
    status: Annotated[ReturnStatus | None, Query()] = None,
) -> PageOf[ReturnAnswer]:
    async with ctx.reading() as db:
        page = await queries.page_of_returns(db, paging, status=status)
    return page_of(ctx.request, response, page, [ReturnAnswer.of(each) for each in page.items])


@router.get(
    "/api/v1/admin/returns/{return_id}",
    operation_id="admin_return_get",
    summary="Show a return",
    **access(ORDERS_READ, 404),
)
async def get_return(ctx: Ctx, return_id: UUID) -> ReturnAnswer:
    async with ctx.reading() as db:
        found = await queries.return_by_id(db, return_id)
    if found is None:
        raise ReturnNotFound
    return ReturnAnswer.of(found)


@router.post(
    "/api/v1/admin/returns/{return_id}/approve",
    operation_id="return_approve",
    summary="Let the customer send the goods",
    **access(ORDERS_WRITE, 404, 409),
)
async def approve(
    ctx: Ctx, return_id: UUID, payload: DecisionPayload | None = None
) -> ReturnAnswer:
    return await _decide(ctx, return_id, ReturnStatus.APPROVED, payload)


@router.post(
    "/api/v1/admin/returns/{return_id}/decline",
    operation_id="return_decline",
    summary="Refuse a return, with a reason for the customer",
    **access(ORDERS_WRITE, 404, 409),
)
async def decline(ctx: Ctx, return_id: UUID, payload: DecisionPayload) -> ReturnAnswer:
    return await _decide(ctx, return_id, ReturnStatus.DECLINED, payload)


@router.post(
    "/api/v1/admin/returns/{return_id}/close",
    operation_id="return_close",
    summary="Close a return that was received without giving money back",
    **access(ORDERS_WRITE, 404, 409),
)
async def close(ctx: Ctx, return_id: UUID, payload: DecisionPayload) -> ReturnAnswer:
    return await _decide(ctx, return_id, ReturnStatus.CLOSED, payload)


@router.post(
    "/api/v1/admin/returns/{return_id}/receive",
    operation_id="return_receive",
    summary="Note what arrived of a return, in which condition, and what of it goes back into stock",
    **access(ORDERS_WRITE, 404, 409),
)
async def receive(ctx: Ctx, return_id: UUID, payload: ArrivedPayload | None = None) -> ReturnAnswer:
    received = payload.received() if payload else None
    async with ctx.work() as work:
        found = await returns.receive_return(work, return_id=return_id, received=received)
    return ReturnAnswer.of(found)


@router.post(
    "/api/v1/admin/returns/{return_id}/refund",
    operation_id="return_refund",
    summary="Give the money of a received return back; asked twice, it goes back once",
    **access(PAYMENTS_REFUND, 404, 409),
)
async def refund(
    ctx: Ctx, return_id: UUID, payload: ReturnMoneyPayload | None = None
) -> ReturnAnswer:
    payload = payload or ReturnMoneyPayload()
    async with ctx.reading() as db:
        known = await queries.return_by_id(db, return_id)
        order = await queries.by_id(db, known.order_id) if known else None
    if known is None:
        raise ReturnNotFound
    if order is None:
        raise OrderNotFound
    fee = Money.parse(payload.fee, order.currency) if payload.fee is not None else None
    request_id = str(ctx.request.scope.get("state", {}).get("request_id", ""))
    found = await returns.refund_return(
        ctx.services.desk,
        ctx.actor,
        return_id=return_id,
        settlement=orders.Settlement(payload.shipping, fee),
        request_id=request_id,
    )
    return ReturnAnswer.of(found)


async def _decide(
    ctx: Context, return_id: UUID, to: ReturnStatus, payload: DecisionPayload | None
) -> ReturnAnswer:
    decision = payload.reason if payload else ""
    async with ctx.work() as work:
        found = await returns.decide_return(work, return_id=return_id, to=to, decision=decision)
    return ReturnAnswer.of(found)
