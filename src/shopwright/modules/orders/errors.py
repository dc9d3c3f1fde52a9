"""What can go wrong with orders."""

from shopwright.kernel.errors import Conflict, Invalid, NotFound


class OrderNotFound(NotFound):
    code = "order_not_found"
    title = "There is no such order."


class CurrencyNeeded(Invalid):
    code = "currency_needed"
    title = "Totals are compared within one currency: name it."


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


class TooManyUnpaid(Conflict):
    code = "too_many_unpaid_orders"
    title = "So many orders wait for their money already: pay one, or pay this one at once."


class NotShippable(Conflict):
    code = "order_not_shippable"
    title = "Only a confirmed order can be packed and shipped."


class PiecesGone(Conflict):
    code = "pieces_not_left"
    title = "That many pieces of the line are not left for this."


class NothingLeft(Conflict):
    code = "nothing_left"
    title = "Nothing of the order is left for this."


class NotReaddressable(Conflict):
    code = "order_not_readdressable"
    title = "The order is packed or over, or nothing of it is sent: its address stays."


class ElsewhereAltogether(Conflict):
    code = "order_elsewhere"
    title = "Tax and delivery hang on country, region and postal code: cancel the order, and place it anew."


class ParcelNotFound(NotFound):
    code = "parcel_not_found"
    title = "There is no such parcel."


class IllegalParcelStep(Conflict):
    code = "illegal_parcel_step"
    title = "The parcel can't go from where it stands to there."


class ReturnNotFound(NotFound):
    code = "return_not_found"
    title = "There is no such return."


class IllegalReturnStep(Conflict):
    code = "illegal_return_step"
    title = "The return can't go from where it stands to there."


class NotReturnable(Conflict):
    code = "not_returnable"
    title = "These goods can't be sent back."


class ReturnWindowClosed(Conflict):
    code = "return_window_closed"
    title = "The time to send goods of this order back is over."


class FeeTooHigh(Conflict):
    code = "return_fee_too_high"
    title = "The fee of a return can't be above what goes back."


class MoneyNotTaken(Conflict):
    code = "money_not_taken"
    title = "The order's money has not been taken: capture it first, or cancel the whole order."
