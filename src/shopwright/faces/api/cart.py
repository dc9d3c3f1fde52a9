"""The cart of a guest or a customer, and its completion."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response

from shopwright.faces.api import tokens
from shopwright.faces.api.browser import SAFE
from shopwright.faces.api.cart_shapes import (
    CartAnswer,
    CartDetailsPayload,
    ItemPayload,
    QuantityPayload,
    SyncPayload,
)
from shopwright.faces.api.context import PUBLIC, SELF, Context, Ctx, access
from shopwright.faces.api.items import wanted_items
from shopwright.faces.api.order_shapes import CheckoutPayload, OrderAnswer
from shopwright.faces.api.ordering import order_request, place_once
from shopwright.faces.api.replay import IdempotencyKey
from shopwright.flows.checkout import run as checkout
from shopwright.infra.http import cookies
from shopwright.infra.http.origin import refuse_known_cross_site
from shopwright.infra.settings import Settings
from shopwright.kernel.money import Money
from shopwright.modules.carts.contracts import CartDetails, CartState
from shopwright.modules.carts.errors import CartNotFound

router = APIRouter(tags=["Cart"])
CONFLICTS = (404, 409)
_COOKIE_LIFE = 90 * 24 * 3600


def cart_token(
    request: Request,
    header: Annotated[
        str | None,
        Header(alias=tokens.CART_HEADER, max_length=200, description="Names a guest's cart."),
    ] = None,
) -> str | None:
    """The token that a client names, or that a browser keeps; the latter is not for other sites to use."""
    settings: Settings = request.app.state.settings
    cookie = cookies.read(request, cookies.CART, is_https=settings.is_https)
    if header is None and cookie is not None and request.method not in SAFE:
        refuse_known_cross_site(request, settings)
    return header or cookie


GuestToken = Annotated[str | None, Depends(cart_token)]


@router.get(
    "/api/v1/cart",
    operation_id="cart_get",
    summary="Show the caller's cart, priced now, with its problems",
    **access(PUBLIC),
)
async def get_cart(ctx: Ctx, response: Response, guest: GuestToken) -> CartAnswer:
    return await show_cart(ctx, response, tokens.read(ctx.services, tokens.CART, guest))


@router.post(
    "/api/v1/cart/add",
    operation_id="cart_add",
    summary="Put pieces of a variant into the cart",
    **access(PUBLIC, *CONFLICTS),
)
@router.post(
    "/api/v1/cart/items",
    operation_id="cart_item_create",
    summary="Put pieces of a variant into the cart",
    status_code=201,
    **access(PUBLIC, *CONFLICTS),
)
async def add(ctx: Ctx, response: Response, payload: ItemPayload, guest: GuestToken) -> CartAnswer:
    async with ctx.work() as work:
        [wanted] = await wanted_items(work.db, [payload])
        cart_id = await checkout.add_item(
            ctx.services.till,
            work,
            user_id=ctx.actor.user_id,
            cart_id=guest_cart(ctx, guest),
            wanted=wanted,
        )
    return await show_cart(ctx, response, cart_id)


@router.post(
    "/api/v1/cart/sync",
    operation_id="cart_sync",
    summary="Merge a client's local cart into the caller's",
    **access(SELF, *CONFLICTS),
)
async def sync(ctx: Ctx, response: Response, payload: SyncPayload) -> CartAnswer:
    async with ctx.work() as work:
        items = await wanted_items(work.db, payload.items)
        cart_id = await checkout.sync_items(
            ctx.services.till, work, user_id=ctx.user_id, cart_id=None, items=items
        )
    return await show_cart(ctx, response, cart_id)


@router.patch(
    "/api/v1/cart",
    operation_id="cart_describe",
    summary="Note email and addresses in the cart",
    **access(PUBLIC, *CONFLICTS),
)
async def describe(
    ctx: Ctx, response: Response, payload: CartDetailsPayload, guest: GuestToken
) -> CartAnswer:
    details = CartDetails(
        email=payload.email,
        shipping_address=payload.shipping_address.as_address()
        if payload.shipping_address
        else None,
        billing_address=payload.billing_address.as_address() if payload.billing_address else None,
        vat_number=payload.vat_number,
        delivery_method_id=payload.delivery_method_id,
        removed=frozenset(
            name for name in payload.model_fields_set if getattr(payload, name) is None
        ),
    )
    async with ctx.work() as work:
        cart_id = await checkout.describe_cart(
            ctx.services.till,
            work,
            user_id=ctx.actor.user_id,
            cart_id=guest_cart(ctx, guest),
            details=details,
        )
    return await show_cart(ctx, response, cart_id)


@router.delete(
    "/api/v1/cart/clear",
    operation_id="cart_clear",
    summary="Empty the cart",
    **access(PUBLIC, *CONFLICTS),
)
@router.delete(
    "/api/v1/cart",
    operation_id="cart_delete",
    summary="Empty the cart",
    **access(PUBLIC, *CONFLICTS),
)
async def clear(ctx: Ctx, response: Response, guest: GuestToken) -> CartAnswer:
    async with ctx.work() as work:
        cart_id = await checkout.clear_cart(
            ctx.services.till, work, user_id=ctx.actor.user_id, cart_id=guest_cart(ctx, guest)
        )
    return await show_cart(ctx, response, cart_id)


@router.post(
    "/api/v1/cart/checkout",
    operation_id="cart_checkout",
    summary="Turn the cart into an order, and pay it where a payment is given",
    response_model=OrderAnswer,
    status_code=201,
    **access(PUBLIC, 402, *CONFLICTS),
)
async def complete(
    ctx: Ctx, payload: CheckoutPayload, guest: GuestToken, idempotency_key: IdempotencyKey = None
) -> Response:
    async with ctx.reading() as db:
        cart = await checkout.find_cart(
            db, user_id=ctx.actor.user_id, cart_id=guest_cart(ctx, guest)
        )
        request = await order_request(ctx, db, payload)
    cart_id = cart.id if cart else guest_cart(ctx, guest)
    if cart_id is None and not ctx.actor.is_user:
        raise CartNotFound  # a customer's may have been completed by this very request, sent before
    wanted = replace(request, cart_id=cart_id)
    return await place_once(ctx, wanted, payload, idempotency_key, guest=str(cart_id))


@router.put(
    "/api/v1/cart/{item_id}",
    operation_id="cart_update",
    summary="Change how many pieces a line holds",
    **access(PUBLIC, *CONFLICTS),
)
@router.put(
    "/api/v1/cart/items/{item_id}",
    operation_id="cart_item_update",
    summary="Change how many pieces a line holds",
    **access(PUBLIC, *CONFLICTS),
)
async def change(
    ctx: Ctx, response: Response, item_id: UUID, payload: QuantityPayload, guest: GuestToken
) -> CartAnswer:
    async with ctx.work() as work:
        cart_id = await checkout.change_item(
            ctx.services.till,
            work,
            user_id=ctx.actor.user_id,
            cart_id=guest_cart(ctx, guest),
            line_id=item_id,
            quantity=payload.quantity,
        )
    return await show_cart(ctx, response, cart_id)


@router.delete(
    "/api/v1/cart/{item_id}",
    operation_id="cart_remove",
    summary="Take a line out of the cart",
    **access(PUBLIC, *CONFLICTS),
)
@router.delete(
    "/api/v1/cart/items/{item_id}",
    operation_id="cart_item_delete",
    summary="Take a line out of the cart",
    **access(PUBLIC, *CONFLICTS),
)
async def remove(ctx: Ctx, response: Response, item_id: UUID, guest: GuestToken) -> CartAnswer:
    async with ctx.work() as work:
        cart_id = await checkout.remove_item(
            ctx.services.till,
            work,
            user_id=ctx.actor.user_id,
            cart_id=guest_cart(ctx, guest),
            line_id=item_id,
        )
    return await show_cart(ctx, response, cart_id)


def guest_cart(ctx: Context, token: str | None) -> UUID | None:
    return None if ctx.actor.is_user else tokens.read(ctx.services, tokens.CART, token)


async def show_cart(ctx: Context, response: Response, cart_id: UUID | None) -> CartAnswer:
    """The cart as it is now; a guest gets the token that names it, in the body and as a cookie for browsers."""
    response.headers["cache-control"] = "private, no-store"
    till, user_id = ctx.services.till, ctx.actor.user_id
    async with ctx.reading() as db:
        cart = await checkout.find_cart(db, user_id=user_id, cart_id=cart_id)
        if cart is None or cart.state is CartState.COMPLETED:  # it is an order now
            return CartAnswer.empty(till.terms.currency, Money.zero(till.terms.currency).amount)
        view = await checkout.view(till, db, cart)
    token = None if user_id is not None else tokens.sign(ctx.services, tokens.CART, cart.id)
    if token is not None:
        response.headers[tokens.CART_HEADER] = token
        is_https = ctx.services.settings.is_https
        cookies.write(response, cookies.CART, token, is_https=is_https, seconds=_COOKIE_LIFE)
    return CartAnswer.of(view, token=token)
