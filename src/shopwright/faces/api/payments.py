"""Payments: ways to pay, paying an order that waits, and what providers tell."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from shopwright.faces.api.context import PUBLIC, Ctx, access
from shopwright.faces.api.payment_shapes import (
    MethodAnswer,
    MethodsAnswer,
)
from shopwright.faces.api.shapes import CurrencyCode
from shopwright.flows.checkout import run as checkout
from shopwright.kernel.errors import NotFound
from shopwright.kernel.money import Money
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import Occasion

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
