"""What a basket comes to: goods at today's prices, through every stage of the quote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.checkout.contracts import PlaceOrder, Rules, Till
from shopwright.flows.checkout.steps.rulebook import current_rules
from shopwright.kernel.places import Place
from shopwright.modules.carts.contracts import Cart
from shopwright.modules.customers.contracts import Address
from shopwright.modules.quotes import service as quotes
from shopwright.modules.quotes.contracts import Quote, Shelf, Stage, Wanted
from shopwright.modules.tax import service as tax


@dataclass(frozen=True, slots=True)
class Basket:
    """What somebody wants to buy, and what the rules ask about him."""

    items: tuple[Wanted, ...]
    currency: str
    destination: Address | None = None
    user_id: UUID | None = None
    email: str = ""
    vat_number: str = ""


@dataclass(frozen=True, slots=True)
class Priced:
    """What the shelf has of a basket, and what it comes to; no quote where it has nothing."""

    shelf: Shelf
    quote: Quote | None


def basket_of(cart: Cart, said: PlaceOrder | None = None) -> Basket:
    """What is in a cart; what its customer says at its completion counts before what the cart knows."""
    shipping, billing = cart.shipping_address, cart.billing_address
    if said is not None:
        shipping, billing = said.shipping_address or shipping, said.billing_address or billing
    return Basket(
        items=tuple(Wanted(line.variant_id, line.quantity) for line in cart.lines),
        currency=cart.currency,
        destination=shipping or billing,
        user_id=cart.user_id,
        email=(said.email if said else "") or cart.email,
        vat_number=(said.vat_number if said else "") or cart.vat_number,
    )


async def price(till: Till, db: AsyncConnection, basket: Basket, *, now: datetime) -> Priced:
    """A basket at the prices and rules of a moment, in three statements however many lines."""
    shelf = await quotes.shelf_of(db, basket.items, basket.currency, now=now)
    if not shelf.goods:
        return Priced(shelf, None)
    rules = await current_rules(till, db)
    stages = _stages(till, rules, basket)
    included = till.tax.included
    return Priced(
        shelf, quotes.make_quote(shelf.goods, basket.currency, stages, tax_included=included)
    )


def _stages(till: Till, rules: Rules, basket: Basket) -> Sequence[Stage]:
    """Promotions, then shipping, then tax."""
    number = tax.checked_vat_number(basket.vat_number) if basket.vat_number else None
    return (
        *till.stages,
        tax.tax_stage(rules.tax, till.tax, _place_of(basket.destination), number),
    )


def _place_of(address: Address | None) -> Place | None:
    if address is None:
        return None
    return Place(address.country, address.region, address.postal_code)
