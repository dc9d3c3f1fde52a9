"""Buying the same again: what an order holds goes into the cart once more, at today's prices."""

from collections.abc import Sequence
from uuid import UUID

from shopwright.flows.checkout.contracts import TakenAgain, Till
from shopwright.flows.checkout.run.basket import find_cart, sync_items
from shopwright.flows.checkout.steps import goods
from shopwright.infra.work import Work
from shopwright.modules.carts import queries as cart_queries
from shopwright.modules.carts.contracts import Cart
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.orders.contracts import Order
from shopwright.modules.quotes.contracts import Wanted


async def buy_again(
    till: Till, work: Work, *, user_id: UUID | None, cart_id: UUID | None, order: Order
) -> tuple[UUID | None, Sequence[TakenAgain]]:
    """Put an order's goods into the caller's cart; answers the cart, and how many pieces of each went in.

    What is not for sale any more or sold out stays out; of the others go in as many as there are, up to the limits. The
    cart is None where there was none and nothing can be had. However many lines, the statements are as many.

    Raises:
        CartBeingCompleted, CartCompleted: see :mod:`shopwright.modules.carts`.
    """
    wanted = goods.summed([Wanted(line.variant_id, line.quantity) for line in order.lines])
    before = await find_cart(work.db, user_id=user_id, cart_id=cart_id)
    levels = await inventory.levels(work.db, [each.variant_id for each in wanted])
    there = [
        each
        for each in wanted
        if (level := levels.get(each.variant_id)) is not None and level.can_promise(1)
    ]
    filled = before.id if before else None
    if there:
        filled = await sync_items(till, work, user_id=user_id, cart_id=cart_id, items=there)
    after = await cart_queries.by_id(work.db, filled) if filled else None
    had = _pieces(before) if before and before.id == filled else {}
    has = _pieces(after) if after else {}
    return filled, [
        TakenAgain(
            each.variant_id,
            each.quantity,
            max(has.get(each.variant_id, 0) - had.get(each.variant_id, 0), 0),
        )
        for each in wanted
    ]


def _pieces(cart: Cart) -> dict[UUID, int]:
    return {line.variant_id: line.quantity for line in cart.lines}
