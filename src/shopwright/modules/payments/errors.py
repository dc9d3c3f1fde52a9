"""What can go wrong with payments."""

from shopwright.kernel.errors import (
    BadRequest,
    Conflict,
    Invalid,
    NotFound,
    PaymentRequired,
    Unavailable,
)


class PaymentNotFound(NotFound):
    code = "payment_not_found"
    title = "There is no such payment."


class PaymentDeclined(PaymentRequired):
    code = "payment_declined"
    title = "The payment was declined."


class UnknownProvider(Invalid):
    code = "unknown_payment_provider"
    title = "The shop does not take payments by this provider."


class UnknownToken(Invalid):
    code = "unknown_payment_token"
    title = "The provider does not know this payment token."


class NothingToRefund(Conflict):
    code = "nothing_to_refund"
    title = "There is less left to refund than that."


class RefundOfNothing(Invalid):
    code = "refund_of_nothing"
    title = "A refund is of more than nothing."


class RefundInProgress(Conflict):
    code = "refund_in_progress"
    title = "A refund of this payment is on its way; try again when it is through."


class NothingToCapture(Conflict):
    code = "nothing_to_capture"
    title = "There is no authorised amount to capture."


class PaymentSettled(Conflict):
    code = "payment_settled"
    title = "The payment has been settled already."


class GatewayUnreachable(Unavailable):
    code = "payment_provider_unreachable"
    title = "The payment provider did not answer; the payment is checked again soon."


class WebhookRefused(BadRequest):
    code = "webhook_refused"
    title = "The message's signature or content is not valid."


class MethodUnavailable(Conflict):
    code = "payment_method_unavailable"
    title = "This way to pay is not offered for this order."


class CaseNotFound(NotFound):
    code = "payment_case_not_found"
    title = "There is no such case."


class CaseClosed(Conflict):
    code = "payment_case_closed"
    title = "The case has been closed already."


class NotByHand(Conflict):
    code = "payment_not_by_hand"
    title = "What a provider moves can't be noted by hand."


class AmountOfNothing(Invalid):
    code = "amount_of_nothing"
    title = "An amount that is moved is more than nothing."


class ReferenceTaken(Conflict):
    code = "payment_reference_taken"
    title = "Money with this reference has been noted already."


class RefundSettled(Conflict):
    code = "refund_settled"
    title = "This refund is not waiting to be sent any more."


class AmountNotChargeable(Conflict):
    code = "amount_not_chargeable"
    title = "The payment provider can't charge this amount in this currency."


class ProviderRefused(Conflict):
    code = "payment_provider_refused"
    title = "The payment provider refused the payment."
