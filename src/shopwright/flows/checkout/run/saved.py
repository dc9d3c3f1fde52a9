"""Between lists and the cart: what is wished for goes in, what is put off comes out. All of a deed is one Work.

Only customers save for later: what outlives a cart needs somebody to be kept for. A guest's line stays in his cart.
"""

from collections.abc import Collection
from uuid import UUID

from shopwright.flows.checkout.contracts import Till
from shopwright.flows.checkout.steps import carrying, goods
from shopwright.infra.work import Work
from shopwright.modules.carts import queries as cart_queries
from shopwright.modules.carts import service as carts
from shopwright.modules.carts.contracts import Cart, CartLimits
from shopwright.modules.carts.errors import CartLineNotFound, CartNotFound
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.quotes import service as quotes
from shopwright.modules.quotes.contracts import Wanted
from shopwright.modules.wishlists import service as wishlists
from shopwright.modules.wishlists.contracts import Carried, Limits, Wish


async def save_line(
    till: Till, work: Work, *, user_id: UUID, line_id: UUID, limits: Limits
) -> Wish:
    """Take a line out of the cart, and keep it for later.

    Raises:
        CartNotFound, CartLineNotFound: not his.
        CartBeingCompleted: the cart is becoming an order.
        WishlistFull: as much is saved as may be.
    """
    found = await cart_queries.of_user(work.db, user_id)
    if found is None:
        raise CartNotFound
    cart = await _locked(till, work, found)
    lines = [line for line in cart.lines if line.id == line_id]
    if not lines:
        raise CartLineNotFound
    [line] = lines
    await carts.remove_line(work, cart_id=cart.id, line_id=line_id, limits=_limits(till, work))
    return await wishlists.save(
        work,
        user_id=user_id,
        variant_id=line.variant_id,
        quantity=line.quantity,
        price=line.seen_price,
        limits=limits,
    )


async def wishes_to_cart(
    till: Till,
    work: Work,
    *,
    user_id: UUID,
    wishlist_id: UUID | None,
    wish_ids: Collection[UUID] | None = None,
) -> tuple[UUID, list[Carried]]:
    """Put some of a list (or all of it) into the cart; answers the cart, and what became of each thing.

    What can't go stays on the list, with the reason; the others leave it. ``wishlist_id`` None means what was saved for
    later. However many things, the statements are as many.

    Raises:
        WishlistNotFound, WishNotFound: not his.
        CartBeingCompleted: the cart is becoming an order; nothing was moved.
    """
    limits = _limits(till, work)
    opened = await carts.open_cart(
        work, user_id=user_id, currency=till.terms.currency, expires_at=limits.expires_at
    )
    cart = await _locked(till, work, opened)
    wishes = await wishlists.take(work, user_id=user_id, wishlist_id=wishlist_id, wish_ids=wish_ids)
    named = [Wanted(wish.variant_id, wish.quantity) for wish in wishes if wish.variant_id]
    wanted = goods.summed(named)
    shelf = await quotes.shelf_of(work.db, wanted, cart.currency, now=work.now)
    levels = await inventory.levels(work.db, [each.variant_id for each in wanted])
    told = list(carrying.carried(wishes, cart, shelf, levels, limits))
    moved = [each for each in told if each.is_moved]
    if moved:
        prices = {each.variant_id: each.unit_price for each in shelf.goods}
        lines = [
            (each.variant_id, each.quantity, prices[each.variant_id])
            for each in moved
            if each.variant_id is not None
        ]
        await carts.put_lines(work, cart_id=cart.id, lines=lines, most={}, limits=limits)
        await wishlists.remove(
            work,
            user_id=user_id,
            wishlist_id=wishlist_id,
            wish_ids=[each.wish_id for each in moved],
        )
    return cart.id, told


async def _locked(till: Till, work: Work, cart: Cart) -> Cart:
    """The cart as it is now, nobody else's to change until the Work ends."""
    expires_at = _limits(till, work).expires_at
    return await cart_queries.with_lines(
        work.db, await carts.touch(work, cart.id, expires_at=expires_at)
    )


def _limits(till: Till, work: Work) -> CartLimits:
    terms = till.terms
    return CartLimits(terms.cart_lines, terms.line_quantity, work.now + terms.customer_cart)
