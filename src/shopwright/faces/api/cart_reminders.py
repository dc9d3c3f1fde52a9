"""Back to a cart by the link of a mail, and no more such mails."""

from uuid import UUID

from fastapi import APIRouter, Response

from shopwright.faces.api import tokens
from shopwright.faces.api.context import ANONYMOUS, Context, Ctx, access
from shopwright.faces.api.shapes import Answer
from shopwright.faces.api.unsubscribing import Slip, WayOutAnswer, one_click
from shopwright.flows.checkout import run as checkout
from shopwright.modules.carts.contracts import RESUME_CART, STOP_REMINDERS
from shopwright.modules.carts.errors import CartNotFound

router = APIRouter(tags=["Cart"])
STOP = "/api/v1/cart-reminders/stop"


class ResumeAnswer(Answer):
    """How to go on: a guest's cart by its token, a customer's by signing in."""

    cart_token: str | None
    needs_sign_in: bool


@router.get(
    "/api/v1/cart/resume/{token}",
    operation_id="cart_resume",
    summary="Open the link of a mail about a cart",
    **access(ANONYMOUS, 404),
)
async def resume(ctx: Ctx, token: Slip, response: Response) -> ResumeAnswer:
    """Sets no cookie: a link that somebody sends must not put his cart in the place of the reader's own."""
    response.headers["cache-control"] = "private, no-store"
    cart_id = _named(ctx, RESUME_CART, token)
    async with ctx.reading() as db:
        cart = await checkout.cart_to_resume(db, cart_id=cart_id)
    is_guests = cart.user_id is None
    return ResumeAnswer(
        cart_token=tokens.sign(ctx.services, tokens.CART, cart.id) if is_guests else None,
        needs_sign_in=not is_guests,
    )


@router.get(
    f"{STOP}/{{token}}",
    operation_id="cart_reminder_stop_look",
    summary="Look at the link of a mail that ends mails about carts, without using it",
    **access(ANONYMOUS, 404),
)
async def look_at_stop(ctx: Ctx, token: Slip, response: Response) -> WayOutAnswer:
    response.headers["cache-control"] = "private, no-store"
    _named(ctx, STOP_REMINDERS, token)
    return WayOutAnswer(use=f"POST {STOP}/{token}")


@router.post(
    f"{STOP}/{{token}}",
    operation_id="cart_reminder_stop",
    summary="Get no more mails about carts; nobody has to sign in",
    status_code=204,
    **one_click(access(ANONYMOUS, 404)),
)
async def stop(ctx: Ctx, token: Slip) -> None:
    cart_id = _named(ctx, STOP_REMINDERS, token)
    async with ctx.work() as work:
        await checkout.refuse_reminders(work, cart_id=cart_id)


def _named(ctx: Context, purpose: str, token: str) -> UUID:
    cart_id = tokens.read(ctx.services, purpose, token)
    if cart_id is None:
        raise CartNotFound
    return cart_id
