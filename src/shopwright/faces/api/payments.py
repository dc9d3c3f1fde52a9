"""Payments: ways to pay, paying an order that waits, and the test provider's own page."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response
from pydantic import BaseModel
from starlette.responses import HTMLResponse, RedirectResponse

from shopwright.faces.api import tokens
from shopwright.faces.api.context import ANONYMOUS, PUBLIC, Ctx, access
from shopwright.faces.api.order_access import OrderToken, visible_order
from shopwright.faces.api.order_shapes import ConfirmPayload, IntentPayload, PlacedAnswer
from shopwright.faces.api.payment_shapes import MethodAnswer, MethodsAnswer
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
from shopwright.modules.payments.contracts import Occasion, PaymentChoice, PaymentState
from shopwright.modules.payments.errors import PaymentNotFound

router = APIRouter(tags=["Payments"])
Reference = Annotated[str, Path(pattern="^tst_[0-9a-f]{32}$")]


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


@router.get(
    "/api/v1/payments/return/{token}",
    operation_id="payment_return",
    summary="Where a provider sends the customer back to; what is true is asked of the provider",
    response_class=HTMLResponse,
    **access(ANONYMOUS, 404),
)
async def come_back(ctx: Ctx, token: Annotated[str, Path(max_length=200)]) -> Response:
    payment_id = tokens.read(ctx.services, tokens.PAYMENT, token)
    if payment_id is None:
        raise PaymentNotFound
    state = await checkout.state_after_return(ctx.services.till, payment_id=payment_id)
    page = ctx.services.settings.payment_page
    if page:
        joint = "&" if "?" in page else "?"
        address = f"{page}{joint}payment_id={payment_id}&status={state}"
        return RedirectResponse(address, status_code=303, headers={"cache-control": "no-store"})
    said = _SAID.get(state, "The payment is on its way.")
    return HTMLResponse(_page(f"{said} You can go back to the shop."), headers=_PAGE_HEADERS)


@router.get(
    "/api/v1/payments/test/{reference}",
    operation_id="test_payment_page",
    summary="The test provider's page for a second step",
    response_class=HTMLResponse,
    **access(PUBLIC, 404),
)
async def test_page(ctx: Ctx, reference: Reference) -> HTMLResponse:
    page = ctx.services.test_payment_page
    amount = await page.intent_amount(reference) if page else None
    if amount is None:
        raise PaymentNotFound
    return HTMLResponse(
        _page(f"The shop asks for {amount}.", with_buttons=True), headers=_PAGE_HEADERS
    )


@router.post(
    "/api/v1/payments/test/{reference}",
    operation_id="test_payment_answer",
    summary="What the customer does on the test provider's page",
    response_class=HTMLResponse,
    **access(PUBLIC, 404),
)
async def test_answer(
    ctx: Ctx, reference: Reference, decision: Annotated[str, Form(pattern="^(approve|decline)$")]
) -> HTMLResponse:
    page = ctx.services.test_payment_page
    if page is None or not await page.answer_challenge(reference, approved=decision == "approve"):
        raise PaymentNotFound
    said = "approved" if decision == "approve" else "declined"
    return HTMLResponse(
        _page(f"The payment was {said}. You can go back to the shop."), headers=_PAGE_HEADERS
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


_SAID = {
    PaymentState.CAPTURED: "The payment was received.",
    PaymentState.AUTHORIZED: "The payment was authorised.",
    PaymentState.FAILED: "The payment was declined.",
    PaymentState.VOIDED: "The payment was given up.",
}
_PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "cache-control": "no-store",
}


def _page(message: str, *, with_buttons: bool = False) -> str:
    buttons = (
        '<form method="post"><button name="decision" value="approve">Approve</button> '
        '<button name="decision" value="decline">Decline</button></form>'
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Payment</title>'
        '<meta name="viewport" content="width=device-width"><style>body{font:16px system-ui;margin:15vh auto;'
        "max-width:24rem;padding:0 1rem}button{font:inherit;padding:.6rem 1.2rem;margin-top:1rem}</style>"
        f"<h1>Payment</h1><p>{escape(message)}</p>{buttons if with_buttons else ''}</html>"
    )
