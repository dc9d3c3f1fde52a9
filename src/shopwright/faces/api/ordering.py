"""What the routes that place orders share: the request, the key, the answer."""

from dataclasses import replace
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from shopwright.faces.api import tokens
from shopwright.faces.api.context import Context
from shopwright.faces.api.guessing import count_wrong_codes
from shopwright.faces.api.openness import insist_on_account
from shopwright.faces.api.order_shapes import CheckoutPayload, OrderAnswer, PaymentPayload
from shopwright.faces.api.payment_shapes import IntentPayload
from shopwright.faces.api.replay import key_of, once
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed, PlaceOrder, Replayed
from shopwright.infra.idempotency import StoredAnswer
from shopwright.modules.carts.errors import CartNotFound
from shopwright.modules.identity import queries as identity
from shopwright.modules.payments.contracts import PaymentChoice


async def order_request(ctx: Context, db: AsyncConnection, payload: CheckoutPayload) -> PlaceOrder:
    """What a payload asks for; a customer who names no email is written to at his account's.

    Raises:
        TooMany: of wrong codes, which nobody shall guess by orders that are then refused.
    """
    await count_wrong_codes(ctx, db, payload.codes)
    email = payload.email or ""
    if not email and ctx.actor.user_id is not None:
        user = await identity.by_id(db, ctx.actor.user_id)
        email = user.email if user else ""
    payment = payload.payment
    return PlaceOrder(
        email=email,
        user_id=ctx.actor.user_id,
        shipping_address=payload.shipping_address.as_address()
        if payload.shipping_address
        else None,
        billing_address=payload.billing_address.as_address() if payload.billing_address else None,
        payment=PaymentChoice(payment.provider, payment.token) if payment else None,
        expected_total=payload.expected_total,
        note=payload.note,
        vat_number=payload.vat_number,
        delivery_method_id=payload.delivery_method_id,
        codes=tuple(payload.codes),
    )


async def intended(ctx: Context, payload: IntentPayload, cart_id: UUID | None) -> PlaceOrder:
    """The order that the caller's cart becomes when he pays it; who buys and where it goes, the cart knows.

    Raises:
        CartNotFound: a guest who names no cart of his.
        FeatureIsOff: a guest, where the shop sells to those with an account only.
    """
    insist_on_account(ctx.services.settings, ctx.actor)
    said = CheckoutPayload(
        payment=PaymentPayload(provider=payload.provider, token=payload.token),
        expected_total=payload.expected_total,
    )
    async with ctx.reading() as db:
        cart = await checkout.find_cart(db, user_id=ctx.actor.user_id, cart_id=cart_id)
        request = await order_request(ctx, db, said)
    named = cart.id if cart else cart_id
    if named is None and not ctx.actor.is_user:
        raise CartNotFound
    return replace(request, cart_id=named)


async def place_once(
    ctx: Context, wanted: PlaceOrder, payload: BaseModel, idempotency_key: str | None, *, guest: str
) -> Response:
    """Place an order; the same key gives the same answer, the same cart the same order."""
    insist_on_account(ctx.services.settings, ctx.actor)
    key = key_of(ctx, idempotency_key, route="order_place", payload=payload, guest=guest)
    request_id = str(ctx.request.scope.get("state", {}).get("request_id", ""))

    async def produce() -> BaseModel | StoredAnswer:
        placed = await checkout.place(
            ctx.services.till, ctx.actor, wanted, key=key, request_id=request_id
        )
        return placed.answer if isinstance(placed, Replayed) else placed_answer(ctx, placed)

    return await once(ctx, key, 201, produce)


def placed_answer(ctx: Context, placed: Placed) -> OrderAnswer:
    """An order as its customer gets it; a guest gets the token that opens it later."""
    order = placed.order
    token = None if order.user_id is not None else tokens.sign(ctx.services, tokens.ORDER, order.id)
    return OrderAnswer.of(
        order,
        payment=placed.payment,
        token=token,
        adjustments=placed.adjustments,
        problems=placed.problems,
    )
