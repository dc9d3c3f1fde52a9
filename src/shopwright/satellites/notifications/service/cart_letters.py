"""Whom a mail about a cart tells that it is still there, and what that shows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Payload
from shopwright.modules.carts import queries as carts
from shopwright.modules.carts.contracts import RESUME_CART, STOP_REMINDERS, Cart, CartState
from shopwright.modules.carts.events import CartAbandoned
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.identity import queries as accounts
from shopwright.satellites.notifications.contracts import Facts, Post, Receiver
from shopwright.satellites.notifications.service.letter import Letter


async def filler(db: AsyncConnection, event: Payload) -> Receiver | None:
    """Who filled the cart: a customer at the address of his account, a guest at the one that he gave."""
    cart = await _untouched(db, event)
    if cart is None:
        return None
    if cart.user_id is None:
        return Receiver(cart.email) if cart.email else None
    user = await accounts.by_id(db, cart.user_id)
    return Receiver(user.email, user.id) if user is not None and user.is_active else None


async def cart(post: Post, db: AsyncConnection, event: Payload, _: datetime) -> Facts | None:
    """What is in the cart, and how to go on; nothing where somebody went on already, or wants no such mails."""
    found = await _untouched(db, event)
    if found is None or await carts.wants_no_reminders(db, await _address(db, found)):
        return None
    goods = await catalog.sellable_variants(db, [line.variant_id for line in found.lines])
    lines = [
        {
            "name": " ".join(f"{each.product_title} {each.title}".split()),
            "quantity": line.quantity,
            "total": str(line.seen_price * line.quantity),
        }
        for line in found.lines
        if (each := goods.get(line.variant_id)) is not None and each.is_sellable
    ]
    stop = post.slips.sign(STOP_REMINDERS, found.id)
    return (
        {
            "lines": lines,
            "link": f"{post.shop_pages}/cart/resume/{post.slips.sign(RESUME_CART, found.id)}",
            "stop_link": f"{post.shop_pages}/cart-reminders/stop/{stop}",
        }
        if lines
        else None
    )


async def _untouched(db: AsyncConnection, event: Payload) -> Cart | None:
    """The cart, as long as it is as it was when it was announced."""
    found = await carts.by_id(db, UUID(event["cart_id"]))
    if found is None or found.state is not CartState.OPEN or found.version != event["cart_version"]:
        return None
    return found


async def _address(db: AsyncConnection, cart: Cart) -> str:
    if cart.user_id is None:
        return cart.email
    user = await accounts.by_id(db, cart.user_id)
    return user.email if user is not None else ""


CART_LETTERS: tuple[Letter, ...] = (Letter("cart_abandoned", CartAbandoned, filler, cart),)
