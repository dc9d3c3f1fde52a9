"""The cart as it is shown: priced on every look, with what is in an order's way."""

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.checkout.contracts import CartView, Till
from shopwright.flows.checkout.steps.pricing import basket_of, options, price
from shopwright.flows.checkout.steps.problems import problems_of, undelivered, unusable_codes
from shopwright.modules.carts.contracts import Cart
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.shipping.contracts import DeliveryOption


async def view(till: Till, db: AsyncConnection, cart: Cart) -> CartView:
    """A cart priced as of now, in four statements however many lines, with everything that is in an order's way."""
    priced = await price(till, db, basket_of(cart), now=till.works.now())
    levels = await inventory.levels(db, [line.variant_id for line in cart.lines])
    return CartView(
        cart=cart,
        quote=priced.quote,
        problems=(
            *problems_of(cart, priced.shelf, levels),
            *undelivered(cart, priced.obstacle),
            *unusable_codes(priced.promoted.outcomes),
        ),
        line_ids={line.variant_id: line.id for line in cart.lines},
        available={
            variant_id: level.available if level.tracked and not level.backorder else None
            for variant_id, level in levels.items()
        },
        delivery=priced.delivery,
        promotions=priced.promoted.outcomes,
    )


async def delivery_options(till: Till, db: AsyncConnection, cart: Cart) -> list[DeliveryOption]:
    """How a cart can be delivered to where it goes, with prices; nothing where all of it is digital, or nothing is in it."""
    basket = basket_of(cart)
    priced = await price(till, db, basket, now=till.works.now())
    if priced.quote is None:
        return []
    return options(till, till.rulebook.rules, basket, priced.quote)
