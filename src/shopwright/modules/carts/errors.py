"""What can go wrong with carts."""

from shopwright.kernel.errors import Conflict, NotFound


class CartNotFound(NotFound):
    code = "cart_not_found"
    title = "There is no such cart."


class CartLineNotFound(NotFound):
    code = "cart_line_not_found"
    title = "The cart has no such line."


class CartBeingCompleted(Conflict):
    code = "cart_being_completed"
    title = "The cart is being turned into an order; try again in a moment."


class CartCompleted(Conflict):
    code = "cart_completed"
    title = "The cart has become an order and can't be changed any more."


class QuantityLimit(Conflict):
    code = "quantity_limit"
    title = "A cart holds no more pieces of one thing than that."


class CartFull(Conflict):
    code = "cart_full"
    title = "A cart holds no more different things than that."


class TooManyCodes(Conflict):
    code = "too_many_codes"
    title = "No more discount codes go into a cart; take one out first."
