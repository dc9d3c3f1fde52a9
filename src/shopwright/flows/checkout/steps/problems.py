"""What stands between a cart and an order, said on every look at it; pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from shopwright.flows.checkout.contracts import CartProblem, ProblemCode
from shopwright.kernel.errors import ShopError
from shopwright.modules.carts.contracts import Cart
from shopwright.modules.inventory.contracts import StockLevel
from shopwright.modules.promotions.contracts import Outcome
from shopwright.modules.quotes.contracts import Goods, Shelf


def problems_of(
    cart: Cart, shelf: Shelf, levels: Mapping[UUID, StockLevel]
) -> Iterator[CartProblem]:
    """The problems of a cart, those of its lines first."""
    if not cart.lines:
        yield CartProblem(ProblemCode.EMPTY_CART, "The cart is empty.")
    for variant_id in shelf.unavailable:
        yield CartProblem(
            ProblemCode.VARIANT_UNAVAILABLE, "This is not for sale any more.", variant_id
        )
    for variant_id in shelf.unpriced:
        yield CartProblem(
            ProblemCode.PRICE_MISSING, f"This has no price in {cart.currency}.", variant_id
        )
    yield from _changed_prices(cart, shelf)
    yield from _beyond_limits(shelf)
    yield from _short(cart, shelf, levels)
    if cart.lines:
        yield from _missing_details(cart, shelf)


def beyond_limits(goods: Sequence[Goods]) -> Iterator[tuple[Goods, int]]:
    """The first line of each product of which there is more than an order takes, with how many pieces there are."""
    pieces: Counter[UUID] = Counter()
    for line in goods:
        pieces[line.product_id] += line.quantity
    first = {line.product_id: line for line in reversed(goods)}
    for product_id, line in first.items():
        if 0 < line.most_per_order < pieces[product_id]:
            yield line, pieces[product_id]


def _beyond_limits(shelf: Shelf) -> Iterator[CartProblem]:
    for line, pieces in beyond_limits(shelf.goods):
        yield CartProblem(
            ProblemCode.QUANTITY_LIMIT,
            f"One order takes {line.most_per_order} pieces of this.",
            line.variant_id,
            details={"limit": line.most_per_order, "requested": pieces},
        )


def undelivered(cart: Cart, obstacle: ShopError | None) -> Iterator[CartProblem]:
    """Why the goods can't be delivered; it stands in the way as soon as the place is known."""
    if obstacle is not None:
        is_known = cart.shipping_address is not None or cart.delivery_method_id is not None
        yield CartProblem(
            ProblemCode.DELIVERY_UNAVAILABLE,
            obstacle.detail,
            is_blocking=is_known,
            details=dict(obstacle.extra),
        )


def unusable_codes(outcomes: Sequence[Outcome]) -> Iterator[CartProblem]:
    """Codes that give nothing, and why; none of them stands in the way."""
    for each in outcomes:
        if each.code and not each.applied:
            details: dict[str, Any] = {"code": each.code, "reason": each.reason.value}
            message = f"The code {each.code} gives nothing here."
            yield CartProblem(ProblemCode.CODE_INVALID, message, is_blocking=False, details=details)


def _changed_prices(cart: Cart, shelf: Shelf) -> Iterator[CartProblem]:
    seen = {line.variant_id: line.seen_price for line in cart.lines}
    for goods in shelf.goods:
        before = seen[goods.variant_id]
        if before != goods.unit_price:
            details = {
                "before": before.amount,
                "now": goods.unit_price.amount,
                "currency": cart.currency,
            }
            message = "The price has changed since this was put into the cart."
            yield CartProblem(
                ProblemCode.PRICE_CHANGED,
                message,
                goods.variant_id,
                is_blocking=False,
                details=details,
            )


def _short(cart: Cart, shelf: Shelf, levels: Mapping[UUID, StockLevel]) -> Iterator[CartProblem]:
    for line in cart.lines:
        level = levels.get(line.variant_id)
        if line.variant_id in shelf.unavailable or (
            level is not None and level.can_promise(line.quantity)
        ):
            continue
        available = level.available if level else 0
        yield CartProblem(
            ProblemCode.INSUFFICIENT_STOCK,
            f"Only {available} of {line.quantity} pieces are available.",
            line.variant_id,
            details={"available": available, "requested": line.quantity},
        )


def _missing_details(cart: Cart, shelf: Shelf) -> Iterator[CartProblem]:
    if not cart.email and cart.user_id is None:
        yield CartProblem(ProblemCode.MISSING_EMAIL, "An email address is needed.")
    is_sent = any(goods.requires_shipping for goods in shelf.goods)
    if is_sent and cart.shipping_address is None and cart.user_id is None:
        yield CartProblem(ProblemCode.MISSING_SHIPPING_ADDRESS, "A shipping address is needed.")
