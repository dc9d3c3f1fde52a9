"""What staff do with payments: look at the log, note money that moved by hand, refund, capture."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.order_shapes import (
    OrderAnswer,
    RefundAnswer,
    RefundPayload,
)
from shopwright.faces.api.payment_shapes import (
    CapturePayload,
    PaymentLog,
    ReceivedPayload,
    SentPayload,
)
from shopwright.faces.api.replay import IdempotencyKey, key_of, once
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Received, RefundWanted
from shopwright.infra.idempotency import KeyRequired, StoredAnswer
from shopwright.kernel.money import Money
from shopwright.modules.orders import queries
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments.permissions import (
    PAYMENTS_CAPTURE,
    PAYMENTS_READ,
    PAYMENTS_RECORD,
    PAYMENTS_REFUND,
)

router = APIRouter(tags=["Payments, for staff"])


@router.get(
    "/api/v1/admin/orders/{order_id}/payments",
    operation_id="admin_order_payments",
    summary="Show the transaction log of an order",
    **access(PAYMENTS_READ, 404),
)
async def payment_log(ctx: Ctx, order_id: UUID) -> PaymentLog:
    async with ctx.reading() as db:
        order = await queries.by_id(db, order_id)
        if order is None:
            raise OrderNotFound
        attempts = await payment_queries.of_order(db, order_id)
        events = [
            event for payment in attempts for event in await payment_queries.log_of(db, payment.id)
        ]
    return PaymentLog.of(order, attempts, events)


@router.post(
    "/api/v1/admin/orders/{order_id}/payments",
    operation_id="payment_record",
    summary="Note money that came by transfer, or was taken at the door",
    response_model=OrderAnswer,
    status_code=201,
    **access(PAYMENTS_RECORD, 404, 409),
)
async def record(
    ctx: Ctx, order_id: UUID, payload: ReceivedPayload, idempotency_key: IdempotencyKey = None
) -> Response:
    async with ctx.reading() as db:
        order = await queries.by_id(db, order_id)
    if order is None:
        raise OrderNotFound
    amount = Money.parse(payload.amount, order.currency)
    received = Received(order_id, amount, payload.reference, payload.received_on, payload.provider)
    key = key_of(ctx, idempotency_key, route="payment_record", payload=payload)

    async def produce() -> BaseModel | StoredAnswer:
        noted = await returns.record_payment(ctx.services.desk, ctx.actor, received, key=key)
        return noted if isinstance(noted, StoredAnswer) else OrderAnswer.of(noted)

    return await once(ctx, key, 201, produce)


@router.post(
    "/api/v1/admin/refunds/{refund_id}/sent",
    operation_id="refund_record",
    summary="Note that a refund was sent by hand",
    **access(PAYMENTS_RECORD, 404, 409),
)
async def record_refund(ctx: Ctx, refund_id: UUID, payload: SentPayload) -> RefundAnswer:
    sent = await returns.record_refund(
        ctx.services.desk, ctx.actor, refund_id=refund_id, reference=payload.reference
    )
    return RefundAnswer.of(sent.refund, sent.order)


@router.post(
    "/api/v1/orders/{order_id}/refund",
    operation_id="order_refund",
    summary="Give money back, all of it or a part; a part needs an idempotency key",
    response_model=RefundAnswer,
    **access(PAYMENTS_REFUND, 404, 409),
)
async def refund(
    ctx: Ctx,
    order_id: UUID,
    payload: RefundPayload | None = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    payload = payload or RefundPayload()
    if payload.amount is not None and idempotency_key is None:
        raise KeyRequired(
            "A refund in part needs an Idempotency-Key, so that two clicks refund once."
        )
    async with ctx.reading() as db:
        order = await queries.by_id(db, order_id)
    if order is None:
        raise OrderNotFound
    amount = Money.parse(payload.amount, order.currency) if payload.amount is not None else None
    wanted = RefundWanted(order_id, amount, payload.reason, payload.restock)
    key = key_of(ctx, idempotency_key, route="order_refund", payload=payload)

    async def produce() -> BaseModel | StoredAnswer:
        refunded = await returns.refund(ctx.services.desk, ctx.actor, wanted, key=key)
        return (
            refunded
            if isinstance(refunded, StoredAnswer)
            else RefundAnswer.of(refunded.refund, refunded.order)
        )

    return await once(ctx, key, 200, produce)


@router.post(
    "/api/v1/orders/{order_id}/capture",
    operation_id="order_capture",
    summary="Charge what was authorised, all of it or a part; the rest is let go",
    **access(PAYMENTS_CAPTURE, 404, 409),
)
async def capture(ctx: Ctx, order_id: UUID, payload: CapturePayload | None = None) -> OrderAnswer:
    async with ctx.reading() as db:
        order = await queries.by_id(db, order_id)
    if order is None:
        raise OrderNotFound
    wanted = payload.amount if payload else None
    amount = Money.parse(wanted, order.currency) if wanted is not None else None
    captured = await returns.capture(ctx.services.desk, ctx.actor, order_id=order_id, amount=amount)
    return OrderAnswer.of(captured)
