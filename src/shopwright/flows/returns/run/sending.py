"""Money that people sent back, noted."""

from uuid import UUID

from shopwright.flows.returns.contracts import Desk, Refunded
from shopwright.flows.returns.steps import by_hand, money
from shopwright.infra.faults import reach
from shopwright.kernel.actors import Actor
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import CaseKind, Fact, FactKind, RefundState
from shopwright.modules.payments.errors import NotByHand, PaymentNotFound, RefundSettled


async def record_refund(desk: Desk, actor: Actor, *, refund_id: UUID, reference: str) -> Refunded:
    """Note that a refund was sent by hand.

    Raises:
        PaymentNotFound: no such refund.
        NotByHand: its provider sends it.
        ReferenceTaken: another was noted by this reference.
        RefundSettled: somebody has noted it already.
    """
    async with desk.works(actor) as work:
        refund = await payment_queries.refund_by_id(work.db, refund_id)
        payment = await payment_queries.by_id(work.db, refund.payment_id) if refund else None
        if refund is None or payment is None:
            raise PaymentNotFound
        if not money.is_by_hand(desk, payment):
            raise NotByHand
        await order_queries.locked(work, payment.order_id)
        waiting = await payment_queries.refund_by_id(work.db, refund_id)
        if waiting is None or waiting.state is not RefundState.PENDING:
            raise RefundSettled
        sent = Fact(FactKind.REFUNDED, reference, refund.amount, str(refund.id))
        order = await by_hand.apply(work, payment, sent)
        await payments.settle_case(
            work,
            kind=CaseKind.REFUND_BY_HAND,
            provider=payment.provider,
            reference=str(refund.id),
            note=reference,
        )
        await by_hand.note(work, "refund.sent", order, refund.amount, {"reference": reference})
        reach("sent.applying")
        now = await payment_queries.refund_by_id(work.db, refund_id)
    return Refunded(order, now or refund)
