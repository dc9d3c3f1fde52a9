"""What a basket comes to: goods at today's prices, through every stage of the quote."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.checkout.contracts import PlaceOrder, Rules, Till
from shopwright.flows.checkout.steps.promoting import Shopper, promoted
from shopwright.flows.checkout.steps.rulebook import current_rules
from shopwright.kernel.errors import ShopError
from shopwright.kernel.money import total
from shopwright.kernel.places import Place
from shopwright.modules.carts.contracts import Cart
from shopwright.modules.customers.contracts import Address
from shopwright.modules.promotions.contracts import Evaluation
from shopwright.modules.quotes import service as quotes
from shopwright.modules.quotes.contracts import Draft, Goods, Quote, Shelf, Stage, Wanted
from shopwright.modules.shipping import service as shipping
from shopwright.modules.shipping.contracts import DeliveryOption, RateKind
from shopwright.modules.tax import service as tax


@dataclass(frozen=True, slots=True)
class Basket:
    """What somebody wants to buy, and what the rules ask about him; ``residence`` is where his bill goes."""

    items: tuple[Wanted, ...]
    currency: str
    destination: Address | None = None
    residence: Address | None = None
    user_id: UUID | None = None
    email: str = ""
    vat_number: str = ""
    delivery_method_id: UUID | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Priced:
    """What the shelf has of a basket, and what it comes to; no quote where it has nothing.

    ``obstacle`` is why it can't be delivered; the quote is then without delivery.
    """

    shelf: Shelf
    quote: Quote | None
    delivery: DeliveryOption | None = None
    obstacle: ShopError | None = None
    promoted: Evaluation = field(default_factory=Evaluation)


def basket_of(cart: Cart, said: PlaceOrder | None = None) -> Basket:
    """What is in a cart; what its customer says at its completion counts before what the cart knows."""
    shipping, billing = cart.shipping_address, cart.billing_address
    if said is not None:
        shipping, billing = said.shipping_address or shipping, said.billing_address or billing
    return Basket(
        items=tuple(Wanted(line.variant_id, line.quantity) for line in cart.lines),
        currency=cart.currency,
        destination=shipping or billing,
        residence=billing,
        user_id=cart.user_id,
        email=(said.email if said else "") or cart.email,
        vat_number=(said.vat_number if said else "") or cart.vat_number,
        delivery_method_id=(said.delivery_method_id if said else None) or cart.delivery_method_id,
        codes=(*(said.codes if said else ()), *cart.codes),
    )


async def price(till: Till, db: AsyncConnection, basket: Basket, *, now: datetime) -> Priced:
    """A basket at the prices and rules of a moment, in two statements however many lines, and two more at most for what promotions ask."""
    shelf = await quotes.shelf_of(db, basket.items, basket.currency, now=now)
    if not shelf.goods:
        return Priced(shelf, None)
    rules = await current_rules(till, db, shelf.version)
    delivery, obstacle = _delivery(till, rules, basket, shelf.goods)
    evaluation = await promoted(
        db,
        rules.promotions,
        Draft.of(shelf.goods, basket.currency),
        _shopper(basket),
        method=delivery.method if delivery else None,
        now=now,
    )
    stages = (
        *till.stages,
        lambda _: evaluation.adjustments,
        shipping.shipping_stage(delivery.method if delivery else None),
        _tax_stage(till, rules, basket, shelf.goods, delivery),
    )
    included = till.tax.included
    quote = quotes.make_quote(shelf.goods, basket.currency, stages, tax_included=included)
    return Priced(shelf, quote, delivery, obstacle, evaluation)


def _shopper(basket: Basket) -> Shopper:
    country = basket.destination.country if basket.destination else ""
    return Shopper(basket.user_id, basket.email, country, basket.codes)


def options(till: Till, rules: Rules, basket: Basket, quote: Quote) -> list[DeliveryOption]:
    """How a basket can be delivered; nothing where all of it is digital."""
    goods = [line.goods for line in quote.lines]
    load = shipping.load_of(goods, quote.subtotal, quote.subtotal - quote.discount)
    if load is None:
        return []
    return shipping.options(rules.shipping, load, place_of(basket.destination) or till.tax.origin)


def place_of(address: Address | None) -> Place | None:
    if address is None:
        return None
    return Place(address.country, address.region, address.postal_code)


def _delivery(
    till: Till, rules: Rules, basket: Basket, goods: Sequence[Goods]
) -> tuple[DeliveryOption | None, ShopError | None]:
    """How the goods are delivered, or what is in the way; where the shop has no methods, delivery costs nothing.

    As long as nobody said where they go, they are taken to go to the shop's own place.
    """
    subtotal = total((line.unit_price * line.quantity for line in goods), basket.currency)
    load = shipping.load_of(goods, subtotal)
    if load is None or not rules.shipping:
        return None, None
    place = place_of(basket.destination) or till.tax.origin
    try:
        return shipping.chosen(rules.shipping, load, place, basket.delivery_method_id), None
    except ShopError as obstacle:
        return None, obstacle


def _tax_stage(
    till: Till,
    rules: Rules,
    basket: Basket,
    goods: Sequence[Goods],
    delivery: DeliveryOption | None,
) -> Stage:
    """What is fetched is taxed where it is fetched, what nobody sends where the customer lives."""
    number = tax.checked_vat_number(basket.vat_number) if basket.vat_number else None
    is_fetched = delivery is not None and delivery.method.kind is RateKind.PICKUP
    is_sent = any(line.requires_shipping for line in goods)
    place = basket.destination if is_sent else basket.residence or basket.destination
    return tax.tax_stage(rules.tax, till.tax, None if is_fetched else place_of(place), number)
