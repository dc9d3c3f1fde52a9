"""What happens when somebody has signed in: other parts of the shop add their step here."""

from collections.abc import Awaitable, Callable

from shopwright.faces.api import tokens
from shopwright.faces.api.context import Context
from shopwright.flows.checkout import run as checkout

# Called in order, outside of any Work, with the context of the user who has arrived and the
# guest's cart token (header X-Cart-Token) where one was sent. A step that fails fails the sign-in.
Arrival = Callable[[Context, str | None], Awaitable[None]]


async def bring_cart(ctx: Context, cart_token: str | None) -> None:
    """Put what the guest had collected into the cart of the customer that he turned out to be."""
    cart_id = tokens.read(ctx.services, tokens.CART, cart_token)
    if cart_id is not None:
        async with ctx.work() as work:
            await checkout.merge_at_sign_in(
                ctx.services.till, work, user_id=ctx.user_id, guest_cart_id=cart_id
            )


ARRIVALS: tuple[Arrival, ...] = (bring_cart,)


async def welcome(ctx: Context, cart_token: str | None) -> None:
    for arrive in ARRIVALS:
        await arrive(ctx, cart_token)
