"""The first Work of a purchase, from the cart that it claimed: quote, compare, open, begin to pay, promise the stock."""

from shopwright.flows.checkout.contracts import Placed, PlaceOrder, Till
from shopwright.flows.checkout.errors import AddressMissing, EmailMissing
from shopwright.flows.checkout.steps import goods, holding, promoting, providers, stock
from shopwright.flows.checkout.steps.pricing import Basket, basket_of
from shopwright.infra.faults import reach
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.carts import service as carts
from shopwright.modules.carts.contracts import Cart
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Order, OrderDraft, PaymentStatus
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import Payment
from shopwright.modules.quotes.contracts import Quote
from shopwright.modules.shipping.contracts import DeliveryOption


async def open_order(till: Till, work: Work, wanted: PlaceOrder, cart: Cart | None) -> Placed:
    """Open an order whole, or raise what is in its way. Stock comes last: it is what others wait for.

    Raises:
        EmailMissing, AddressMissing, CartEmpty, VariantsUnavailable, PricesMissing, TooManyPieces: what is missing.
        TotalChanged: the customer was shown another total.
        PromotionUsedUp: another order was quicker with the last use of a promotion or a code.
        TooManyUnpaid: a guest has so many orders already whose money is still to be sent.
        OutOfStock: names every line that is short. The Work must not commit.
    """
    reach("checkout.claimed")
    quote, priced = await goods.priced_for_order(till, work, _basket(till, wanted, cart))
    goods.refuse_other_total(quote, wanted.expected_total)
    order = await orders.open_order(work, _draft(wanted, cart, quote, priced.delivery))
    await promoting.redeem(work, order, priced.promoted)
    payment = _begin_payment(till, work, wanted, order)
    hold = await holding.held_for(till, work, order, payment)
    await stock.promise(work, order, until=work.now + hold)
    reach("checkout.reserved")
    return Placed(
        order if payment else await _without_payment(work, order),
        payment,
        adjustments=quote.adjustments,
        problems=promoting.ungiven(priced.promoted),
    )


def _basket(till: Till, wanted: PlaceOrder, cart: Cart | None) -> Basket:
    """What is ordered: a cart with what was said at its completion, or items of the customer's own naming."""
    if cart is not None:
        return basket_of(cart, wanted)
    return Basket(
        items=wanted.items,
        currency=wanted.currency or till.terms.currency,
        destination=wanted.shipping_address or wanted.billing_address,
        residence=wanted.billing_address,
        user_id=wanted.user_id,
        email=wanted.email,
        vat_number=wanted.vat_number,
        delivery_method_id=wanted.delivery_method_id,
        codes=wanted.codes,
    )


def _draft(
    wanted: PlaceOrder, cart: Cart | None, quote: Quote, delivery: DeliveryOption | None
) -> OrderDraft:
    email = wanted.email or (cart.email if cart else "")
    if not email:
        raise EmailMissing
    shipping = wanted.shipping_address or (cart.shipping_address if cart else None)
    billing = wanted.billing_address or (cart.billing_address if cart else None) or shipping
    is_sent = any(line.goods.requires_shipping for line in quote.lines)
    if is_sent and shipping is None and wanted.user_id is None:
        raise AddressMissing
    if is_sent and shipping is None:
        shipping = billing  # it was taxed and priced for delivery there
    return OrderDraft(
        id=ids.new(),
        quote=quote,
        email=email,
        user_id=wanted.user_id,
        cart_id=wanted.cart_id,
        shipping_address=shipping,
        billing_address=billing,
        note=wanted.note,
        vat_number=wanted.vat_number or (cart.vat_number if cart else ""),
        delivery_method_id=delivery.method.id if delivery else None,
        delivery_method=delivery.method.name if delivery else "",
        is_being_paid=wanted.payment is not None and not quote.total.is_zero,
    )


def _begin_payment(till: Till, work: Work, wanted: PlaceOrder, order: Order) -> Payment | None:
    if wanted.payment is None or order.payment_status is not PaymentStatus.PENDING:
        return None
    providers.refuse_unavailable(till, wanted.payment.provider, order)
    return payments.begin(
        work,
        order_id=order.id,
        provider=wanted.payment.provider,
        amount=order.total,
        opens_order=True,
    )


async def _without_payment(work: Work, order: Order) -> Order:
    """An order that is paid by hand later waits; one that costs nothing is confirmed at once."""
    if order.cart_id is not None:
        await carts.finish(work, cart_id=order.cart_id)
    if not order.total.is_zero:
        return order
    await work.flush()
    return await orders.settle(work, order, payments=())
