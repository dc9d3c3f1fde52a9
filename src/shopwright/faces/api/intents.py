"""Paying: a pending order, or the caller's cart, which becomes one; and asking where a payment stands."""

from uuid import UUID

import orjson
from fastapi import APIRouter, Response
from pydantic import BaseModel

from shopwright.faces.api.cart import GuestToken, guest_cart
from shopwright.faces.api.context import PUBLIC, Context, Ctx, access
from shopwright.faces.api.order_access import OrderToken, visible_order
from shopwright.faces.api.order_shapes import PlacedAnswer
from shopwright.faces.api.ordering import intended, placed_answer
from shopwright.faces.api.payment_shapes import ConfirmPayload, IntentPayload
from shopwright.faces.api.replay import IdempotencyKey, key_of, once
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed, Replayed
from shopwright.flows.checkout.run.placing import refuse_declined
from shopwright.infra.idempotency import Key, StoredAnswer
from shopwright.modules.orders.permissions import ORDERS_WRITE
from shopwright.modules.payments import queries
from shopwright.modules.payments.contracts import SCRIPT, PaymentChoice
from shopwright.modules.payments.errors import PaymentNotFound

router = APIRouter(tags=["Payments"])


@router.post(
    "/api/v1/payments/create-intent",
    operation_id="payment_begin",
    summary="Pay a pending order, or the caller's cart where no order is named",
    response_model=PlacedAnswer,
    status_code=201,
    **access(PUBLIC, 402, 404, 409),
)
async def begin(
    ctx: Ctx,
    payload: IntentPayload,
    guest: GuestToken,
    token: OrderToken = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """`payment.action_url` is the page on which the customer goes on, `client_secret` is for the provider's script."""
    if payload.order_id is not None:
        await visible_order(ctx, payload.order_id, token, right=ORDERS_WRITE)
    cart_id = guest_cart(ctx, guest) if payload.order_id is None else None
    who = str(payload.order_id or cart_id)
    key = key_of(ctx, idempotency_key, route="payment_begin", payload=payload, guest=who)

    async def produce() -> BaseModel | StoredAnswer:
        placed = await (
            _of_cart(ctx, payload, cart_id, key)
            if payload.order_id is None
            else _of_order(ctx, payload, payload.order_id, key)
        )
        if isinstance(placed, StoredAnswer):
            return placed
        refuse_declined(placed)
        is_new = payload.order_id is None
        return PlacedAnswer.of(placed, placed_answer(ctx, placed) if is_new else None)

    response = await once(ctx, key, 201, produce)
    is_for_script = payload.token == SCRIPT and response.status_code < 400
    return await _with_secret(ctx, response) if is_for_script else response


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


async def _of_order(
    ctx: Context, payload: IntentPayload, order_id: UUID, key: Key | None
) -> Placed | StoredAnswer:
    choice = PaymentChoice(payload.provider, payload.token)
    return await checkout.begin_payment(
        ctx.services.till, ctx.actor, order_id=order_id, choice=choice, key=key
    )


async def _of_cart(
    ctx: Context, payload: IntentPayload, cart_id: UUID | None, key: Key | None
) -> Placed | StoredAnswer:
    wanted = await intended(ctx, payload, cart_id)
    placed = await checkout.place(ctx.services.till, ctx.actor, wanted, key=key)
    return placed.answer if isinstance(placed, Replayed) else placed


async def _with_secret(ctx: Context, response: Response) -> Response:
    """The answer with what the provider's script needs, which is asked for each time and kept in no answer."""
    body = orjson.loads(bytes(response.body))
    payment_id = UUID(body["payment"]["id"]) if body["payment"] else None
    if payment_id is not None:
        body["client_secret"] = (
            await checkout.secret_for_script(ctx.services.till, payment_id=payment_id) or None
        )
    kept = {
        name: value
        for name, value in response.headers.items()
        if name not in ("content-length", "content-type")
    }
    return Response(
        orjson.dumps(body),
        status_code=response.status_code,
        media_type="application/json",
        headers=kept,
    )
