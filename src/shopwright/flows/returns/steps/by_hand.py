"""What people note of money that they moved: a fact that is believed, once, and a line in the trail."""

from collections.abc import Mapping

from shopwright.flows.returns.steps import money
from shopwright.infra.work import Work
from shopwright.kernel.money import Money
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders.contracts import Order, OrderStatus, PaymentStatus
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import (
    BY_HAND,
    CaseKind,
    Doubt,
    Fact,
    GatewayAnswer,
    Payment,
)
from shopwright.modules.payments.errors import ReferenceTaken


async def apply(work: Work, payment: Payment, fact: Fact) -> Order:
    """Take over what somebody noted.

    Raises:
        ReferenceTaken: it was noted before.
    """
    if await payment_queries.is_told(work.db, payment.provider, fact.reference, fact.kind):
        raise ReferenceTaken(reference=fact.reference)
    own = payment.reference or f"{payment.provider}_{payment.id.hex}"
    answer = GatewayAnswer(own, payment.state, (fact,))
    return await money.apply_answer(work, payment.order_id, payment.id, answer, BY_HAND)


async def note(
    work: Work, action: str, order: Order, amount: Money, told: Mapping[str, str]
) -> None:
    """Write into the trail who moved how much."""
    after = {"amount": amount.amount, "currency": amount.currency, **told}
    await audit.note(work, action=action, subject=Subject("order", str(order.id)), after=after)


async def doubt_too_much(work: Work, order: Order, payment: Payment) -> None:
    """Have a person look where this payment asked for no more than came, and yet all payments are more than is owed."""
    is_over = order.status is OrderStatus.REFUNDED or order.payment_status is PaymentStatus.REFUNDED
    owed = Money.zero(order.currency) if is_over else order.total
    if order.paid - order.refunded > owed:
        detail = f"{order.paid} was paid for an order over {order.total}"
        doubt = Doubt(CaseKind.OVERPAID, str(order.id), detail)
        await payments.open_case(work, doubt, provider=payment.provider, payment=payment)
