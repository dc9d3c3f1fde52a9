"""What people note of money that they moved: a fact that is believed, once, and a line in the trail."""

from collections.abc import Mapping

from shopwright.flows.returns.steps import money
from shopwright.infra.work import Work
from shopwright.kernel.money import Money
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders.contracts import Order
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments.contracts import BY_HAND, Fact, GatewayAnswer, Payment
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
