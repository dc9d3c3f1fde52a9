"""How long an order holds its stock for money that is still to come."""

from datetime import timedelta

from shopwright.flows.checkout.contracts import Till
from shopwright.flows.checkout.steps import providers
from shopwright.infra.work import Work
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Order
from shopwright.modules.payments.contracts import Payment


async def held_for(till: Till, work: Work, order: Order, payment: Payment | None) -> timedelta:
    """So long as its way to pay takes; a guest's whose money people send less long, and only a few at a time.

    Raises:
        TooManyUnpaid: where the guest sits there are so many already. The Work must not commit.
    """
    if payment is None and order.user_id is not None:
        return till.terms.unpaid_order
    patience = providers.patience(till, payment.provider if payment else None)
    if payment is None or order.user_id is not None or patience <= till.terms.payment_expiry:
        return patience
    await orders.hold_for_guest(work, order, most=till.terms.guest_unpaid)
    return min(patience, till.terms.guest_wait)
