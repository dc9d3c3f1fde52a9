"""Asking payment providers on behalf of a till."""

from datetime import timedelta

from shopwright.flows.checkout.contracts import Till
from shopwright.modules.orders.contracts import Order
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import GatewayAnswer, Intent, Occasion, Payment
from shopwright.modules.payments.errors import MethodUnavailable


def patience(till: Till, provider: str | None) -> timedelta:
    """How long an order may wait for its money: days where people send it, an hour where a page is open."""
    gateway = till.gateways.get(provider or "")
    return (gateway.method.waits if gateway else None) or till.terms.payment_expiry


def refuse_unavailable(till: Till, provider: str, order: Order) -> None:
    """See that a way to pay is offered for an order.

    Raises:
        MethodUnavailable: it is for other currencies, countries, or smaller amounts.
    """
    address = order.shipping_address or order.billing_address
    occasion = Occasion(order.total, address.country if address else "")
    method = payments.gateway_of(till.gateways, provider).method
    if not payments.is_offered(method, occasion):
        raise MethodUnavailable(provider=provider)


async def ask_to_pay(till: Till, payment: Payment, token: str) -> GatewayAnswer:
    """Open the payment's intent; its id is the key, so that asking again is safe.

    Raises:
        GatewayUnreachable: no answer; what is true has to be asked later.
        UnknownToken: the provider does not know the token.
    """
    intent = Intent(
        key=payment.id,
        order_id=payment.order_id,
        amount=payment.amount,
        token=token,
        capture=till.terms.capture,
        return_url=till.terms.return_url(payment.id),
    )
    gateway = payments.gateway_of(till.gateways, payment.provider)
    return await payments.in_time(till.terms.provider_timeout, gateway.open(intent))


async def ask_what_is_true(till: Till, payment: Payment, *, hint: str = "") -> GatewayAnswer | None:
    """The provider's own account of a payment, None where it knows nothing of it."""
    gateway = payments.gateway_of(till.gateways, payment.provider)
    return await payments.in_time(till.terms.provider_timeout, gateway.find(payment, hint=hint))


async def ask_to_void(till: Till, payment: Payment) -> GatewayAnswer:
    """Ask the provider to give a payment up.

    Raises:
        PaymentSettled: it is captured, or failed.
    """
    gateway = payments.gateway_of(till.gateways, payment.provider)
    return await payments.in_time(till.terms.provider_timeout, gateway.void(payment))
