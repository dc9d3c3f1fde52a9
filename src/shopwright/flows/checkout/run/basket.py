"""The cart: filled by guests and customers, priced on every look, merged at sign-in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.checkout.contracts import Till
from shopwright.flows.checkout.steps import goods
from shopwright.infra.work import Work
from shopwright.modules.carts import queries as cart_queries
from shopwright.modules.carts import service as carts
from shopwright.modules.carts.contracts import Cart, CartDetails, CartLimits, CartState
from shopwright.modules.carts.errors import CartNotFound
from shopwright.modules.customers import service as customers
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.inventory.contracts import Shortage
from shopwright.modules.inventory.errors import OutOfStock
from shopwright.modules.quotes import service as quotes
from shopwright.modules.quotes.contracts import Goods, Wanted
from shopwright.modules.tax import service as tax


async def find_cart(
    db: AsyncConnection, *, user_id: UUID | None, cart_id: UUID | None
) -> Cart | None:
    """The cart of a customer, or the one that a guest's token names.

    Never a customer's by a token, nor one that went into a customer's: the token may have others' hands on it.
    """
    if user_id is not None:
        return await cart_queries.of_user(db, user_id)
    cart = await cart_queries.by_id(db, cart_id) if cart_id is not None else None
    is_guests = cart is not None and cart.user_id is None and cart.state is not CartState.MERGED
    return cart if is_guests else None


async def add_item(
    till: Till, work: Work, *, user_id: UUID | None, cart_id: UUID | None, wanted: Wanted
) -> UUID:
    """Put pieces into the caller's cart, which is opened where there is none; answers the cart.

    Raises:
        VariantsUnavailable, PricesMissing: it can't be bought.
        OutOfStock: there is less of it than would be in the cart.
        QuantityLimit, CartFull, CartBeingCompleted, CartCompleted: see :mod:`shopwright.modules.carts`.
    """
    cart = await _cart_for(till, work, user_id, cart_id)
    shelf = await quotes.shelf_of(work.db, [wanted], cart.currency, now=work.now)
    goods.refuse_missing(shelf, cart.currency)
    total = await carts.add_line(
        work,
        cart_id=cart.id,
        variant_id=wanted.variant_id,
        quantity=wanted.quantity,
        price=shelf.goods[0].unit_price,
        limits=_limited(_limits(till, work.now, user_id), shelf.goods[0]),
    )
    await _refuse_beyond_stock(work, wanted.variant_id, total)
    return cart.id


async def change_item(
    till: Till,
    work: Work,
    *,
    user_id: UUID | None,
    cart_id: UUID | None,
    line_id: UUID,
    quantity: int,
) -> UUID:
    """Make a line hold so many pieces; none takes it out.

    Raises:
        CartNotFound, CartLineNotFound: not the caller's.
        OutOfStock: there is less of it.
        QuantityLimit, CartBeingCompleted, CartCompleted: see :mod:`shopwright.modules.carts`.
    """
    cart_id = await _existing(work, user_id, cart_id)
    limits = _limits(till, work.now, user_id)
    if quantity == 0:
        await carts.remove_line(work, cart_id=cart_id, line_id=line_id, limits=limits)
        return cart_id
    variant_id = await carts.set_quantity(
        work, cart_id=cart_id, line_id=line_id, quantity=quantity, limits=limits
    )
    await _refuse_beyond_stock(work, variant_id, quantity)
    return cart_id


async def remove_item(
    till: Till, work: Work, *, user_id: UUID | None, cart_id: UUID | None, line_id: UUID
) -> UUID:
    """Take a line out of the caller's cart."""
    cart_id = await _existing(work, user_id, cart_id)
    await carts.remove_line(
        work, cart_id=cart_id, line_id=line_id, limits=_limits(till, work.now, user_id)
    )
    return cart_id


async def clear_cart(till: Till, work: Work, *, user_id: UUID | None, cart_id: UUID | None) -> UUID:
    """Take everything out of the caller's cart."""
    cart_id = await _existing(work, user_id, cart_id)
    await carts.clear(work, cart_id=cart_id, limits=_limits(till, work.now, user_id))
    return cart_id


async def describe_cart(
    till: Till, work: Work, *, user_id: UUID | None, cart_id: UUID | None, details: CartDetails
) -> UUID:
    """Note email and addresses in the caller's cart.

    Raises:
        InvalidAddress: names the part that its country does not know.
        InvalidVatNumber: no such number can exist.
    """
    number = details.vat_number
    shipping, billing = details.shipping_address, details.billing_address
    details = replace(
        details,
        shipping_address=customers.checked_address(shipping) if shipping else None,
        billing_address=customers.checked_address(billing) if billing else None,
        vat_number=tax.checked_vat_number(number).number if number else number,
    )
    cart_id = await _existing(work, user_id, cart_id)
    await carts.describe(
        work, cart_id=cart_id, details=details, limits=_limits(till, work.now, user_id)
    )
    return cart_id


async def add_code(
    till: Till, work: Work, *, user_id: UUID | None, cart_id: UUID | None, code: str
) -> UUID:
    """Put a discount code into the caller's cart, which is opened where there is none; what it gives, the cart tells.

    Raises:
        InvalidCode: it does not look like a code.
        TooManyCodes, CartBeingCompleted, CartCompleted: see :mod:`shopwright.modules.carts`.
    """
    cart = await _cart_for(till, work, user_id, cart_id)
    limits = _limits(till, work.now, user_id)
    await carts.add_code(work, cart_id=cart.id, code=code, limits=limits)
    return cart.id


async def remove_code(
    till: Till, work: Work, *, user_id: UUID | None, cart_id: UUID | None, code: str
) -> UUID:
    """Take a discount code out of the caller's cart; one that is not in it is out already."""
    cart_id = await _existing(work, user_id, cart_id)
    limits = _limits(till, work.now, user_id)
    await carts.remove_code(work, cart_id=cart_id, code=code, limits=limits)
    return cart_id


async def sync_items(
    till: Till, work: Work, *, user_id: UUID | None, cart_id: UUID | None, items: Sequence[Wanted]
) -> UUID:
    """Merge a client's local cart: what can be bought goes in, quantities are added and cut off at limit and stock."""
    cart = await _cart_for(till, work, user_id, cart_id)
    shelf = await quotes.shelf_of(work.db, goods.summed(items), cart.currency, now=work.now)
    lines = [(each.variant_id, each.quantity, each.unit_price) for each in shelf.goods]
    most = await _most(work, [*(each.variant_id for each in shelf.goods), *_variants(cart)])
    limits = _limits(till, work.now, user_id)
    await carts.put_lines(work, cart_id=cart.id, lines=lines, most=most, limits=limits)
    return cart.id


async def merge_at_sign_in(
    till: Till, work: Work, *, user_id: UUID, guest_cart_id: UUID
) -> UUID | None:
    """Put a guest's cart into the one of the customer that he turned out to be; answers that, None where nothing was.

    Quantities are added and cut off at limit and stock.
    """
    guest = await cart_queries.by_id(work.db, guest_cart_id)
    if guest is None or guest.user_id is not None or not guest.lines:
        return None
    into = await _cart_for(till, work, user_id, None)
    most = await _most(work, [*_variants(guest), *_variants(into)])
    limits = _limits(till, work.now, user_id)
    merged = await carts.merge(
        work, guest_cart_id=guest_cart_id, into_id=into.id, most=most, limits=limits
    )
    return into.id if merged else None


def _limits(till: Till, now: datetime, user_id: UUID | None) -> CartLimits:
    terms = till.terms
    life = terms.customer_cart if user_id is not None else terms.guest_cart
    return CartLimits(terms.cart_lines, terms.line_quantity, now + life)


def _limited(limits: CartLimits, of: Goods) -> CartLimits:
    """The limits of a line of goods that have one of their own."""
    most = of.most_per_order
    return replace(limits, quantity=min(limits.quantity, most)) if most else limits


async def _cart_for(till: Till, work: Work, user_id: UUID | None, cart_id: UUID | None) -> Cart:
    """The caller's cart; a new one where there is none, or where the guest's is over."""
    existing = await find_cart(work.db, user_id=user_id, cart_id=cart_id)
    if existing is not None and (user_id is not None or existing.state in ("open", "completing")):
        return existing
    expires_at = _limits(till, work.now, user_id).expires_at
    return await carts.open_cart(
        work, user_id=user_id, currency=till.terms.currency, expires_at=expires_at
    )


async def _existing(work: Work, user_id: UUID | None, cart_id: UUID | None) -> UUID:
    cart = await find_cart(work.db, user_id=user_id, cart_id=cart_id)
    if cart is None:
        raise CartNotFound
    return cart.id


async def _refuse_beyond_stock(work: Work, variant_id: UUID, quantity: int) -> None:
    level = await inventory.level(work.db, variant_id)
    if level is None or not level.can_promise(quantity):
        raise OutOfStock([Shortage(variant_id, quantity, level.available if level else 0)])


async def _most(work: Work, variant_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many pieces of each variant can be promised; one of which there is none is left to the cart's problems."""
    levels = await inventory.levels(work.db, variant_ids)
    return {
        variant_id: level.available
        for variant_id, level in levels.items()
        if level.tracked and not level.backorder and level.available > 0
    }


def _variants(cart: Cart) -> list[UUID]:
    return [line.variant_id for line in cart.lines]
