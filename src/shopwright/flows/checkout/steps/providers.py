"""Asking payment providers on behalf of a till."""

from uuid import UUID

from shopwright.flows.checkout.contracts import Till
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import GatewayAnswer, Intent, Payment


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
        return_url=till.terms.return_url,
    )
    gateway = payments.gateway_of(till.gateways, payment.provider)
    return await payments.in_time(till.terms.provider_timeout, gateway.open(intent))


async def ask_what_is_true(till: Till, provider: str, key: UUID) -> GatewayAnswer | None:
    """The provider's own account of an intent, None where it knows nothing of it."""
    gateway = payments.gateway_of(till.gateways, provider)
    return await payments.in_time(till.terms.provider_timeout, gateway.find(key))


async def ask_to_void(till: Till, provider: str, key: UUID) -> GatewayAnswer:
    """Ask the provider to give an intent up.

    Raises:
        PaymentSettled: it is captured, or failed.
    """
    gateway = payments.gateway_of(till.gateways, provider)
    return await payments.in_time(till.terms.provider_timeout, gateway.void(key))
