"""Which payments of an order money goes back by, and how much by each; pure."""

from collections.abc import Sequence

from shopwright.flows.returns.errors import NothingPaid
from shopwright.kernel.money import Money, total
from shopwright.modules.payments.contracts import Payment, Refund


def shares(attempts: Sequence[Payment], amount: Money | None) -> list[tuple[Payment, Money | None]]:
    """The payments that the money goes back by, with what of it: first the one with most left, then the others.

    Raises:
        NothingPaid: nothing is left of what was paid.
    """
    paid = [payment for payment in attempts if payment.captured > payment.refunded]
    if not paid:
        raise NothingPaid
    paid.sort(key=lambda payment: -payment.refundable.minor)
    if amount is None:
        return [(payment, None) for payment in paid]
    if amount.currency != paid[0].amount.currency:
        return [(paid[0], amount)]
    parts: list[tuple[Payment, Money | None]] = []
    left = amount
    for payment in paid:
        share = min(left, payment.refundable)
        if share.minor > 0:
            parts.append((payment, share))
            left -= share
    # More than there is, or less than nothing: the payment's own rule says what is wrong.
    return [(paid[0], amount)] if left.minor or not parts else parts


def sum_of(refunds: Sequence[Refund], currency: str) -> Money:
    """What goes back in all."""
    return total((refund.amount for refund in refunds), currency)
