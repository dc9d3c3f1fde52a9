"""What can go wrong with prices."""

from shopwright.kernel.errors import Invalid, NotFound


class InvalidPrice(Invalid):
    code = "invalid_price"
    title = "The price can't be accepted."


class InvalidDiscount(Invalid):
    code = "invalid_discount"
    title = "The discount can't be accepted."


class DiscountNotFound(NotFound):
    code = "discount_not_found"
    title = "There is no such discount that has not ended."
