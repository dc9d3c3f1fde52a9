"""Discount codes in a cart: put in, taken out; what they give, the cart tells."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from shopwright.faces.api.cart import CONFLICTS, GuestToken, guest_cart, show_cart
from shopwright.faces.api.cart_shapes import CartAnswer, CartCodePayload
from shopwright.faces.api.context import PUBLIC, Ctx, access
from shopwright.faces.api.guessing import count_wrong_codes
from shopwright.flows.checkout import run as checkout

router = APIRouter(tags=["Cart"])


@router.post(
    "/api/v1/cart/codes",
    operation_id="cart_code_add",
    summary="Put a discount code into the cart",
    **access(PUBLIC, *CONFLICTS),
)
async def add_code(
    ctx: Ctx, response: Response, payload: CartCodePayload, guest: GuestToken
) -> CartAnswer:
    """A code that gives nothing stays in the cart, with the reason among its promotions and problems."""
    async with ctx.reading() as db:
        await count_wrong_codes(ctx, db, [payload.code])
    async with ctx.work() as work:
        cart_id = await checkout.add_code(
            ctx.services.till,
            work,
            user_id=ctx.actor.user_id,
            cart_id=guest_cart(ctx, guest),
            code=payload.code,
        )
    return await show_cart(ctx, response, cart_id)


@router.delete(
    "/api/v1/cart/codes/{code}",
    operation_id="cart_code_remove",
    summary="Take a discount code out of the cart",
    **access(PUBLIC, *CONFLICTS),
)
async def remove_code(
    ctx: Ctx, response: Response, code: Annotated[str, Path(max_length=40)], guest: GuestToken
) -> CartAnswer:
    async with ctx.work() as work:
        cart_id = await checkout.remove_code(
            ctx.services.till,
            work,
            user_id=ctx.actor.user_id,
            cart_id=guest_cart(ctx, guest),
            code=code,
        )
    return await show_cart(ctx, response, cart_id)
