"""Payments: ways to pay, paying an order that waits, and what providers tell."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel

from shopwright.faces.api.context import PUBLIC, Ctx, access
from shopwright.faces.api.order_access import OrderToken, visible_order
from shopwright.faces.api.order_shapes import PlacedAnswer
from shopwright.faces.api.payment_shapes import (
    ConfirmPayload,
    IntentPayload,
    MethodAnswer,
    MethodsAnswer,
)
from shopwright.faces.api.replay import IdempotencyKey, key_of, once
from shopwright.faces.api.shapes import CurrencyCode
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.run.placing import refuse_declined
from shopwright.infra.idempotency import StoredAnswer
from shopwright.kernel.errors import NotFound
from shopwright.kernel.money import Money
from shopwright.modules.orders.permissions import ORDERS_WRITE
from shopwright.modules.payments import queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import Occasion, PaymentChoice
from shopwright.modules.payments.errors import PaymentNotFound

router = APIRouter(tags=["Payments"])


@router.get(
    "/api/v1/payments/methods",
    operation_id="payment_method_list",
    summary="List the ways to pay",
    **access(PUBLIC),
)
async def methods(
    ctx: Ctx,
    currency: Annotated[CurrencyCode | None, Query()] = None,
    country: Annotated[str, Query(pattern="^([A-Z]{2})?$")] = "",
    total: Annotated[str | None, Query(max_length=32, description="In that currency.")] = None,
) -> MethodsAnswer:
    code = currency or ctx.services.settings.shop_currency
    amount = Money.parse(total, code) if total is not None else Money.zero(code)
    occasion = Occasion(amount if currency or total else None, country)
    offered = [gateway.method for gateway in ctx.services.till.gateways.values()]
    return MethodsAnswer(
        items=[MethodAnswer.of(each) for each in offered if payments.is_offered(each, occasion)]
    )


@router.post(
    "/api/v1/payments/create-intent",
    operation_id="payment_begin",
    summary="Pay a pending order",
    response_model=PlacedAnswer,
    status_code=201,
    **access(PUBLIC, 402, 404, 409),
)
async def begin(
    ctx: Ctx,
    payload: IntentPayload,
    token: OrderToken = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    await visible_order(ctx, payload.order_id, token, right=ORDERS_WRITE)
    key = key_of(
        ctx, idempotency_key, route="payment_begin", payload=payload, guest=str(payload.order_id)
    )
    choice = PaymentChoice(payload.provider, payload.token)

    async def produce() -> BaseModel | StoredAnswer:
        placed = await checkout.begin_payment(
            ctx.services.till, ctx.actor, order_id=payload.order_id, choice=choice, key=key
        )
        if isinstance(placed, StoredAnswer):
            return placed
        refuse_declined(placed)
        return PlacedAnswer.of(placed)

    return await once(ctx, key, 201, produce)


@router.post(
    "/api/v1/payments/confirm",
    operation_id="payment_confirm",
    summary="Ask the provider where a payment stands, and act on it",
    **access(PUBLIC, 402, 404, 409),
)
async def confirm(ctx: Ctx, payload: ConfirmPayload, token: OrderToken = None) -> PlacedAnswer:
    async with ctx.reading() as db:
        payment = await queries.by_id(db, payload.payment_id)
    if payment is None:
        raise PaymentNotFound
    await visible_order(ctx, payment.order_id, token, right=ORDERS_WRITE)
    placed = await checkout.confirm_payment(
        ctx.services.till, ctx.actor, payment_id=payload.payment_id
    )
    refuse_declined(placed)
    return PlacedAnswer.of(placed)


@router.post(
    "/api/v1/webhooks/{provider}",
    operation_id="webhook_receive",
    summary="Take a payment provider's message in: its signature is checked, each message counts once",
    status_code=204,
    **access(PUBLIC, 404),
)
async def webhook(
    ctx: Ctx, request: Request, provider: Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,29}$")]
) -> Response:
    if provider not in ctx.services.till.gateways:
        raise NotFound
    body = await request.body()
    await checkout.receive_webhook(
        ctx.services.till, provider=provider, headers=request.headers, body=body
    )
    return Response(status_code=204)
