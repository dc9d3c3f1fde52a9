"""Pages that a browser sees: where a provider sends the customer back to, and the test provider's own."""

from collections.abc import Mapping
from html import escape
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Path, Response
from starlette.responses import HTMLResponse, RedirectResponse

from shopwright.faces.api import tokens
from shopwright.faces.api.context import ANONYMOUS, PUBLIC, Context, Ctx, access
from shopwright.flows.checkout import run as checkout
from shopwright.modules.payments import queries
from shopwright.modules.payments.contracts import PaymentState
from shopwright.modules.payments.errors import PaymentNotFound
from shopwright.modules.payments.service import SecondStepPage

router = APIRouter(tags=["Payments"])
Reference = Annotated[str, Path(pattern="^tst_[0-9a-f]{32}$")]


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
        return RedirectResponse(address, status_code=303, headers=_NEVER_KEPT)
    if ctx.services.settings.storefront:
        address = await _order_page(ctx, payment_id)
        return RedirectResponse(f"{address}?payment={state}", status_code=303, headers=_NEVER_KEPT)
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
    offered = _buttons(page.cards if page else {})
    return HTMLResponse(
        _page(f"The shop asks for {amount}.", offered=offered), headers=_PAGE_HEADERS
    )


@router.post(
    "/api/v1/payments/test/{reference}",
    operation_id="test_payment_answer",
    summary="What the customer does on the test provider's page",
    response_class=HTMLResponse,
    **access(PUBLIC, 404),
)
async def test_answer(
    ctx: Ctx,
    reference: Reference,
    decision: Annotated[
        str,
        Form(
            pattern="^(approve|decline|test_[a-z_]{1,30})$",
            description="The second step, or a card of the page.",
        ),
    ],
) -> HTMLResponse:
    page = ctx.services.test_payment_page
    if page is None or not await _decided(page, reference, decision):
        raise PaymentNotFound
    said = _DECIDED.get(decision, f"The card: {page.cards.get(decision, '')}")
    async with ctx.reading() as db:
        payment = await queries.by_reference(db, _TEST, reference)
    back = ctx.services.till.terms.return_url(payment.id) if payment else ""
    return HTMLResponse(_page(said, back=back), headers=_PAGE_HEADERS)


async def _decided(page: SecondStepPage, reference: str, decision: str) -> bool:
    if decision in _DECIDED:
        return await page.answer_challenge(reference, approved=decision == "approve")
    return await page.pay_with(reference, decision)


async def _order_page(ctx: Context, payment_id: UUID) -> str:
    async with ctx.reading() as db:
        payment = await queries.by_id(db, payment_id)
    if payment is None:
        raise PaymentNotFound
    return f"{ctx.services.settings.public_url}/store/orders/{payment.order_id}"


_TEST = "test"
_DECIDED = {"approve": "The payment was approved.", "decline": "The payment was declined."}
_NEVER_KEPT = {"cache-control": "no-store"}
_SAID = {
    PaymentState.CAPTURED: "The payment was received.",
    PaymentState.AUTHORIZED: "The payment was authorised.",
    PaymentState.FAILED: "The payment was declined.",
    PaymentState.VOIDED: "The payment was given up.",
}
_PAGE_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
}


def _buttons(cards: Mapping[str, str]) -> str:
    """What a customer can do on the page: take the second step or refuse it, or pay by a card that does something."""
    rows = "".join(
        f'<li><button name="decision" value="{escape(card)}">{escape(card)}</button> {escape(told)}</li>'
        for card, told in cards.items()
    )
    return (
        '<form method="post"><button name="decision" value="approve">Approve</button> '
        '<button name="decision" value="decline">Decline</button>'
        f"<h2>Or pay by a test card</h2><ul>{rows}</ul></form>"
    )


def _page(message: str, *, offered: str = "", back: str = "") -> str:
    onward = f'<p><a href="{escape(back)}">Go back to the shop</a></p>' if back else ""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Payment</title>'
        '<meta name="viewport" content="width=device-width"><style>body{font:16px system-ui;margin:15vh auto;'
        "max-width:30rem;padding:0 1rem}ul{list-style:none;padding:0}"
        "button{font:inherit;padding:.6rem 1.2rem;margin-top:1rem}</style>"
        f"<h1>Payment</h1><p>{escape(message)}</p>{offered}{onward}</html>"
    )
