"""Abandoned carts: found by the clock, and announced where there is somebody to tell who did not go on elsewhere."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel.paging import PageRequest
from shopwright.modules.carts import queries as cart_queries
from shopwright.modules.carts import service as carts
from shopwright.modules.carts.contracts import Cart, Untouched
from shopwright.modules.carts.errors import CartNotFound
from shopwright.modules.identity import queries as accounts
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import OrderFilter, OrderStatus

BATCH = 100


async def announce_abandoned(work: Work, *, after: timedelta, limit: int = BATCH) -> bool:
    """Announce carts that nobody touched for so long; True where there may be more of them.

    Never to who ordered in the meantime, or asked for no such mails. A cart is announced again only after it was changed
    again, and a week has passed. A guest's address is not proven, so that of many carts that name it the last one alone
    is announced within that week.
    """
    await dialect.take_turns(work.db, "abandoned carts")
    found, is_more = await carts.look_at_untouched(work, since=work.now - after, limit=limit)
    typed = {cart.email.lower() for cart in found if cart.user_id is None}
    told = await cart_queries.reminded(work.db, typed, since=work.now - carts.AGAIN_AFTER)
    for cart in reversed(found):
        email = await _address(work.db, cart.user_id, cart.email)
        is_told = cart.user_id is None and email.lower() in told
        if not email or is_told or await cart_queries.wants_no_reminders(work.db, email):
            continue
        if not await _has_ordered(work.db, cart, email):
            await carts.announce(work, cart)
            told.add(email.lower())
    return is_more


async def refuse_reminders(work: Work, *, cart_id: UUID) -> None:
    """Write no more mails about carts to whom this one was announced.

    Raises:
        CartNotFound: it is gone, and with it to whom.
    """
    cart = await cart_queries.by_id(work.db, cart_id)
    email = await _address(work.db, cart.user_id, cart.email) if cart is not None else ""
    if not email:
        raise CartNotFound
    await carts.refuse_reminders(work, email=email)


async def cart_to_resume(db: AsyncConnection, *, cart_id: UUID) -> Cart:
    """The cart that a mail leads back to.

    Raises:
        CartNotFound: nobody fills it any more.
    """
    cart = await cart_queries.by_id(db, cart_id)
    if cart is None or cart.state not in ("open", "completing"):
        raise CartNotFound
    return cart


async def _address(db: AsyncConnection, user_id: UUID | None, email: str) -> str:
    if user_id is None:
        return email
    user = await accounts.by_id(db, user_id)
    return user.email if user is not None and user.is_active else ""


async def _has_ordered(db: AsyncConnection, cart: Untouched, email: str) -> bool:
    wanted = [OrderFilter(email=email, with_archived=True)]
    if cart.user_id is not None:
        wanted.append(OrderFilter(user_id=cart.user_id, with_archived=True))
    for each in wanted:
        page = await orders.page(db, each, PageRequest(limit=5))
        if any(
            order.placed_at >= cart.updated_at and order.status is not OrderStatus.CANCELLED
            for order in page.items
        ):
            return True
    return False
