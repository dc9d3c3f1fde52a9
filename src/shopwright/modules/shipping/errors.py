"""What can go wrong with delivery."""

from shopwright.kernel.errors import Conflict, Invalid, NotFound


class DeliveryZoneNotFound(NotFound):
    code = "delivery_zone_not_found"
    title = "There is no such delivery zone."


class DeliveryMethodNotFound(NotFound):
    code = "delivery_method_not_found"
    title = "There is no such delivery method."


class ZoneInUse(Conflict):
    code = "delivery_zone_in_use"
    title = "Methods deliver to this zone; change or remove them first."


class InvalidDelivery(Invalid):
    code = "invalid_delivery"
    title = "The delivery zone or method can't be used."


class NotDelivered(Conflict):
    code = "delivery_unavailable"
    title = "Nothing delivers these goods to this place."


class MethodUnavailable(Conflict):
    code = "delivery_method_unavailable"
    title = "The delivery method chosen does not deliver these goods to this place."
