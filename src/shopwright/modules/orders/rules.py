"""The state machine of orders, and what payments make of an order; pure."""

from collections.abc import Sequence

from shopwright.kernel.money import Money, total
from shopwright.modules.orders.contracts import OrderStatus, PaymentStatus
from shopwright.modules.payments.contracts import Payment, PaymentState

S = OrderStatus

STEPS: dict[OrderStatus, frozenset[OrderStatus]] = {
    S.PENDING: frozenset({S.CONFIRMED, S.CANCELLED}),
    S.CONFIRMED: frozenset({S.PROCESSING, S.SHIPPED, S.CANCELLED, S.REFUNDED}),
    S.PROCESSING: frozenset({S.SHIPPED, S.CANCELLED, S.REFUNDED}),
    S.SHIPPED: frozenset({S.DELIVERED, S.REFUNDED}),
    S.DELIVERED: frozenset({S.REFUNDED}),
    S.CANCELLED: frozenset(),
    S.REFUNDED: frozenset(),
}
CANCELLABLE = frozenset(state for state, steps in STEPS.items() if S.CANCELLED in steps)
HOLDS_STOCK = frozenset({S.PENDING, S.CONFIRMED, S.PROCESSING})


def may_step(status: OrderStatus, to: OrderStatus) -> bool:
    return to in STEPS[status]


def paid_and_refunded(payments: Sequence[Payment], currency: str) -> tuple[Money, Money]:
    """What was captured for an order in all, and what of it was given back."""
    return (
        total((payment.captured for payment in payments), currency),
        total((payment.refunded for payment in payments), currency),
    )


def payment_status(payments: Sequence[Payment], due: Money) -> PaymentStatus:
    """What payments (the latest first) make of an order over ``due``."""
    paid, refunded = paid_and_refunded(payments, due.currency)
    if paid.minor > 0:
        return _of_captured(paid, refunded, due)
    if due.is_zero:
        return PaymentStatus.PAID
    states = [payment.state for payment in payments]
    promised = total((payment.capturable for payment in payments), due.currency)
    if promised >= due:
        return PaymentStatus.AUTHORIZED
    if promised.minor > 0 or any(payment.is_open for payment in payments):
        return PaymentStatus.PENDING
    if PaymentState.VOIDED in states:
        return PaymentStatus.VOIDED
    return PaymentStatus.FAILED if states else PaymentStatus.UNPAID


def is_secured(status: PaymentStatus) -> bool:
    """Whether the money is ours or promised to us by the provider, so that the goods are the customer's."""
    return status in (PaymentStatus.PAID, PaymentStatus.AUTHORIZED)


def _of_captured(paid: Money, refunded: Money, due: Money) -> PaymentStatus:
    if refunded >= paid:
        return PaymentStatus.REFUNDED
    if refunded.minor > 0:
        return PaymentStatus.PARTIALLY_REFUNDED
    return PaymentStatus.PAID if paid >= due else PaymentStatus.PARTIALLY_PAID
