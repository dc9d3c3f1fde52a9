"""Which prices can be."""

from shopwright.kernel.money import LARGEST_MINOR
from shopwright.modules.pricing.contracts import Price
from shopwright.modules.pricing.errors import InvalidPrice


def check(price: Price) -> None:
    """Refuse a price that can't be.

    Raises:
        InvalidPrice: negative, too large, in two currencies, or not below what it is compared with.
    """
    if not 0 <= price.amount.minor <= LARGEST_MINOR:
        raise InvalidPrice("A price is zero or more, and not beyond all measure.")
    if price.compare_at is None:
        return
    if price.compare_at.currency != price.currency:
        raise InvalidPrice("A price and what it is compared with are in one currency.")
    if not price.amount.minor < price.compare_at.minor <= LARGEST_MINOR:
        raise InvalidPrice("The price to compare with must be above the price.")
