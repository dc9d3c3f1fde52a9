"""What can go wrong on the way from cart to order."""

from shopwright.kernel.errors import Conflict, Invalid


class CartEmpty(Conflict):
    code = "empty_cart"
    title = "The cart is empty."


class EmailMissing(Invalid):
    code = "missing_email"
    title = "An order needs an email address."


class AddressMissing(Invalid):
    code = "missing_shipping_address"
    title = "An order of goods that are sent needs a shipping address."


class VariantsUnavailable(Conflict):
    code = "variant_unavailable"
    title = "Some of the goods are not for sale."


class PricesMissing(Conflict):
    code = "price_missing"
    title = "Some of the goods have no price in this currency."


class TotalChanged(Conflict):
    code = "total_changed"
    title = "The total is not the one that was shown any more."


class TotalTooLarge(Invalid):
    code = "total_too_large"
    title = "An order comes to no more than that."


class TooManyPieces(Invalid):
    code = "too_many_pieces"
    title = "An order holds no more pieces of one thing than that."
