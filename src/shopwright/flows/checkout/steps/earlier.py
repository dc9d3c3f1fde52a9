"""What became of a cart, or of a request, before: asked again, it answers the same order."""

from datetime import timedelta
from uuid import UUID

from shopwright.flows.checkout.contracts import Placed, PlaceOrder, Till
from shopwright.infra.work import Work
from shopwright.modules.carts import queries as cart_queries
from shopwright.modules.carts import service as carts
from shopwright.modules.carts.contracts import Cart
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import Order
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.payments import queries as payments

_ASKED_AGAIN = timedelta(hours=1)


async def claimed_cart(till: Till, work: Work, wanted: PlaceOrder) -> Cart | Placed | None:
    """The cart, where one is completed, or the order that it became.

    Raises:
        CartBeingCompleted, CartCompleted, CartNotFound: the cart can't be completed.
    """
    if wanted.cart_id is None:
        return None
    until = work.now + till.terms.claim
    cart_id, user_id = wanted.cart_id, wanted.user_id
    cart = await carts.claim_unclaimed(work, cart_id=cart_id, user_id=user_id, until=until)
    if cart is not None:
        return cart
    found = await orders.live_order_of_cart(work.db, cart_id)
    if found is not None and await _is_whose(work, found, wanted):
        return await placed_before(work, found.id)
    return await carts.claim(work, cart_id=cart_id, user_id=user_id, until=until)


async def placed_before(work: Work, order_id: UUID) -> Placed:
    """An order with the latest attempt to pay it.

    Raises:
        OrderNotFound: it is there no more.
    """
    order = await orders.by_id(work.db, order_id)
    if order is None:
        raise OrderNotFound
    attempts = await payments.of_order(work.db, order_id)
    return Placed(order, attempts[0] if attempts else None, replayed=True)


async def _is_whose(work: Work, order: Order, wanted: PlaceOrder) -> bool:
    """Whether who asks again is who asked before: a cart's token alone does not show another's order for long.

    A guest who told his mail address to the cart need not tell it again, while he may still be waiting for an answer.
    """
    if order.user_id is not None or wanted.user_id is not None:
        return order.user_id == wanted.user_id
    email = wanted.email
    if not email and work.now <= order.placed_at + _ASKED_AGAIN:
        cart = await cart_queries.by_id(work.db, wanted.cart_id) if wanted.cart_id else None
        email = cart.email if cart else ""
    return order.email.casefold() == email.casefold()
