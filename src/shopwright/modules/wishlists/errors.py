"""What can go wrong with wishlists and alerts."""

from shopwright.kernel.errors import BadRequest, Conflict, Forbidden, Invalid, NotFound


class WishlistNotFound(NotFound):
    code = "wishlist_not_found"
    title = "There is no such wishlist."


class WishNotFound(NotFound):
    code = "wish_not_found"
    title = "The list has no such thing on it."


class TooManyWishlists(Conflict):
    code = "too_many_wishlists"
    title = "Nobody has more wishlists than that."


class WishlistFull(Conflict):
    code = "wishlist_full"
    title = "A list holds no more things than that."


class AlreadyWished(Conflict):
    code = "already_wished"
    title = "That variant is on the list already."


class OrderOutOfDate(Conflict):
    code = "wishes_changed"
    title = "The list holds other things than those that were put in order; read it again."


class NotShareable(Conflict):
    code = "not_shareable"
    title = "What is saved for later is nobody else's to see."


class GoodsUnknown(NotFound):
    code = "goods_not_found"
    title = "There are no such goods for sale."


class WrongVariant(Invalid):
    code = "wrong_variant"
    title = "The variant is one of another product."


class VariantNeeded(Invalid):
    code = "variant_needed"
    title = "The product comes in several variants; name one."


class StockAlertNotFound(NotFound):
    code = "stock_alert_not_found"
    title = "There is no such alert."


class InStock(Conflict):
    code = "in_stock"
    title = "It is in stock; there is nothing to wait for."


class TooManyAlerts(Conflict):
    code = "too_many_stock_alerts"
    title = "Nobody waits for more goods than that."


class GuestAlertsOff(Forbidden):
    code = "guest_alerts_off"
    title = "Sign in to be told when goods come back."


class AlertEmailMissing(Invalid):
    code = "alert_email_missing"
    title = "A guest names the address that shall be told."


class InvalidAlertLink(BadRequest):
    code = "invalid_alert_link"
    title = "The link is not good any more."
