"""Buying the same again: an order's goods in the caller's cart."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from shopwright.faces.api.cart import CONFLICTS, GuestToken, guest_cart, show_cart
from shopwright.faces.api.cart_shapes import CartAnswer
from shopwright.faces.api.context import PUBLIC, Ctx, access
from shopwright.faces.api.order_access import OrderToken, visible_order
from shopwright.faces.api.shapes import Answer
from shopwright.flows.checkout import run as checkout

router = APIRouter(tags=["Orders"])


class TakenAgainAnswer(Answer):
    """How many pieces of a variant the order holds, and how many went into the cart."""

    variant_id: UUID
    quantity: int
    added: int
    moved: Annotated[bool, Field(description="All of them went in.")]


class BuyAgainAnswer(Answer):
    """What became of each variant, and the cart, priced now."""

    results: list[TakenAgainAnswer]
    cart: CartAnswer


@router.post(
    "/api/v1/orders/{order_id}/to-cart",
    operation_id="order_to_cart",
    summary="Put what an order holds into the caller's cart once more, at today's prices",
    **access(PUBLIC, *CONFLICTS),
)
async def buy_again(
    ctx: Ctx, response: Response, order_id: UUID, guest: GuestToken, token: OrderToken = None
) -> BuyAgainAnswer:
    """What is sold out or not for sale any more stays out; of the rest goes in what there is, up to the limits."""
    order = await visible_order(ctx, order_id, token)
    async with ctx.work() as work:
        cart_id, told = await checkout.buy_again(
            ctx.services.till,
            work,
            user_id=ctx.actor.user_id,
            cart_id=guest_cart(ctx, guest),
            order=order,
        )
    results = [
        TakenAgainAnswer(
            variant_id=each.variant_id,
            quantity=each.quantity,
            added=each.added,
            moved=each.added >= each.quantity,
        )
        for each in told
    ]
    return BuyAgainAnswer(results=results, cart=await show_cart(ctx, response, cart_id))
