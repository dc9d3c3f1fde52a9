"""Money that people moved, noted: what came by transfer or at the door, and what was sent back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shopwright.flows.returns.contracts import Desk, Refunded
from shopwright.flows.returns.run.cancelling import UNWIND_JOB
from shopwright.flows.returns.steps import money
from shopwright.infra import idempotency
from shopwright.infra.faults import reach
from shopwright.infra.idempotency import Key, StoredAnswer
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.actors import Actor
from shopwright.kernel.money import Money
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.contracts import Order, OrderStatus
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import (
    BY_HAND,
    CaseKind,
    Fact,
    FactKind,
    GatewayAnswer,
    Payment,
)
from shopwright.modules.payments.errors import (
    AmountOfNothing,
    NotByHand,
    PaymentNotFound,
    ReferenceTaken,
)


@dataclass(frozen=True, slots=True)
class Received:
    """Money that came for an order; ``reference`` is the bank's, or the receipt's: each is noted once."""

    order_id: UUID
    amount: Money
    reference: str
    on: date
    provider: str


async def record_payment(
    desk: Desk, actor: Actor, received: Received, *, key: Key | None = None
) -> Order | StoredAnswer:
    """Note money that came by hand: too little leaves the rest due, too much can be sent back.

    Raises:
        OrderNotFound: no such order.
        AmountOfNothing: that is no amount.
        NotByHand, UnknownProvider: this provider's money is not noted by people.
        ReferenceTaken: it was noted before.
    """
    if received.amount.minor <= 0:
        raise AmountOfNothing
    if not payments.gateway_of(desk.gateways, received.provider).method.by_hand:
        raise NotByHand
    async with desk.works(actor) as work:
        claim = await idempotency.claim(work, key) if key is not None else None
        if claim is not None and claim.answer is not None:
            return claim.answer
        order = await order_queries.locked(work, received.order_id)
        if order is None:
            raise OrderNotFound
        if claim is None or claim.resource is None:
            order = await _note(work, order, received)
            if key is not None:
                await idempotency.attach(work, key, ids.new())
        return await order_queries.with_lines(work.db, order)


async def record_refund(desk: Desk, actor: Actor, *, refund_id: UUID, reference: str) -> Refunded:
    """Note that a refund was sent by hand.

    Raises:
        PaymentNotFound: no such refund.
        NotByHand: its provider sends it.
        ReferenceTaken: another was noted by this reference.
    """
    async with desk.works(actor) as work:
        refund = await payment_queries.refund_by_id(work.db, refund_id)
        payment = await payment_queries.by_id(work.db, refund.payment_id) if refund else None
        if refund is None or payment is None:
            raise PaymentNotFound
        if not money.is_by_hand(desk, payment):
            raise NotByHand
        sent = Fact(FactKind.REFUNDED, reference, refund.amount, str(refund.id))
        order = await _apply(work, payment, sent)
        await payments.settle_case(
            work,
            kind=CaseKind.REFUND_BY_HAND,
            provider=payment.provider,
            reference=str(refund.id),
            note=reference,
        )
        told = {"amount": refund.amount.amount, "currency": refund.amount.currency}
        subject = Subject("order", str(order.id))
        await audit.note(work, action="refund.sent", subject=subject, after=told)
        now = await payment_queries.refund_by_id(work.db, refund_id)
    return Refunded(order, now or refund)


async def _note(work: Work, order: Order, received: Received) -> Order:
    attempts = await payment_queries.of_order(work.db, order.id)
    by_hand = [each for each in attempts if each.provider == received.provider]
    if by_hand:
        payment = by_hand[0]
    else:
        due = order.total - order.paid + order.refunded
        amount = due if due.minor > 0 else received.amount
        payment = await payments.begin(
            work, order_id=order.id, provider=received.provider, amount=amount
        )
    came = Fact(FactKind.CAPTURED, received.reference, received.amount, received.on.isoformat())
    settled = await _apply(work, payment, came)
    if settled.status is OrderStatus.CANCELLED:
        work.enqueue(UNWIND_JOB, {"order_id": str(order.id)}, unique_key=str(order.id))
    reach("record.applying")
    told = {"amount": received.amount.amount, "currency": received.amount.currency}
    await audit.note(
        work,
        action="payment.recorded",
        subject=Subject("order", str(order.id)),
        after=told | {"reference": received.reference, "on": received.on.isoformat()},
    )
    return settled


async def _apply(work: Work, payment: Payment, fact: Fact) -> Order:
    if await payment_queries.is_told(work.db, payment.provider, fact.reference, fact.kind):
        raise ReferenceTaken(reference=fact.reference)
    own = payment.reference or f"{payment.provider}_{payment.id.hex}"
    answer = GatewayAnswer(own, payment.state, (fact,))
    return await money.apply_answer(work, payment.order_id, payment.id, answer, BY_HAND)
