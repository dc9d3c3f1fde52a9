"""What can go wrong with prices."""

from shopwright.kernel.errors import Invalid


class InvalidPrice(Invalid):
    code = "invalid_price"
    title = "The price can't be accepted."
