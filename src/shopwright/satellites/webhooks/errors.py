"""What can go wrong with outgoing webhooks."""

from shopwright.kernel.errors import Conflict, Invalid, NotFound


class EndpointNotFound(NotFound):
    code = "webhook_endpoint_not_found"
    title = "There is no such webhook endpoint."


class DeliveryNotFound(NotFound):
    code = "webhook_delivery_not_found"
    title = "There is no such webhook delivery."


class UnusableAddress(Invalid):
    code = "unusable_webhook_address"
    title = "Webhooks can't be sent to this address."


class UnknownEvents(Invalid):
    code = "unknown_webhook_events"
    title = "These patterns name no event that is sent."


class TooManyEndpoints(Conflict):
    code = "too_many_webhook_endpoints"
    title = "There are as many webhook endpoints as there may be."


class EndpointInactive(Conflict):
    code = "webhook_endpoint_inactive"
    title = "Nothing is sent to this endpoint: it is not active."
