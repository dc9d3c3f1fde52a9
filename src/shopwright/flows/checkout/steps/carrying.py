"""What of a list can go into a cart; pure."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from shopwright.modules.carts.contracts import Cart, CartLimits
from shopwright.modules.inventory.contracts import StockLevel
from shopwright.modules.quotes.contracts import Shelf
from shopwright.modules.wishlists.contracts import Carried, CarryCode, Wish


def carried(
    wishes: Sequence[Wish],
    cart: Cart,
    shelf: Shelf,
    levels: Mapping[UUID, StockLevel],
    limits: CartLimits,
) -> Iterator[Carried]:
    """Each thing in turn: those before it have taken their places and pieces, beside what the cart holds."""
    held = {line.variant_id: line.quantity for line in cart.lines}
    for wish in wishes:
        variant_id = wish.variant_id
        level = levels.get(variant_id) if variant_id else None
        code = _unsold(variant_id, shelf)
        if code is None and variant_id is not None:
            total = held.get(variant_id, 0) + wish.quantity
            code = _too_much(total, level, limits)
            if code is None and variant_id not in held and len(held) >= limits.lines:
                code = CarryCode.CART_FULL
            if code is None:
                held[variant_id] = total
        left = level.available if level and code is CarryCode.OUT_OF_STOCK else None
        yield Carried(wish.id, variant_id, wish.quantity, code or CarryCode.MOVED, left)


def _unsold(variant_id: UUID | None, shelf: Shelf) -> CarryCode | None:
    if variant_id is None:
        return CarryCode.VARIANT_NEEDED
    if variant_id in shelf.unavailable:
        return CarryCode.VARIANT_UNAVAILABLE
    return CarryCode.PRICE_MISSING if variant_id in shelf.unpriced else None


def _too_much(total: int, level: StockLevel | None, limits: CartLimits) -> CarryCode | None:
    if total > limits.quantity:
        return CarryCode.QUANTITY_LIMIT
    return None if level is not None and level.can_promise(total) else CarryCode.OUT_OF_STOCK
