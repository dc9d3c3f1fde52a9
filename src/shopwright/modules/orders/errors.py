"""What can go wrong with orders."""

from shopwright.kernel.errors import Conflict, NotFound


class OrderNotFound(NotFound):
    code = "order_not_found"
    title = "There is no such order."


class IllegalStep(Conflict):
    code = "illegal_order_step"
    title = "The order can't go from where it stands to there."


class NotCancellable(Conflict):
    code = "order_not_cancellable"
    title = "The order has gone too far to be cancelled."


class NotArchivable(Conflict):
    code = "order_not_archivable"
    title = "An order on its way to the customer can't be removed."


class OrderNotPayable(Conflict):
    code = "order_not_payable"
    title = "The order awaits no payment."
