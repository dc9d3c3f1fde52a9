"""What can go wrong when an order is taken back."""

from shopwright.kernel.errors import Conflict


class NothingPaid(Conflict):
    code = "nothing_paid"
    title = "Nothing was paid for this order, or all of it was given back."


class RefundFailed(Conflict):
    code = "refund_failed"
    title = "The payment provider refused the refund."
