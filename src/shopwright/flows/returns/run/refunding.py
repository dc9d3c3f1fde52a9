"""Refunding an order, in whole or in part: never more than was captured, and each click once."""

from shopwright.flows.returns.contracts import Desk, Refunded, RefundWanted
from shopwright.flows.returns.errors import NothingPaid
from shopwright.flows.returns.steps import money
from shopwright.infra import idempotency
from shopwright.infra.faults import reach
from shopwright.infra.idempotency import Key, StoredAnswer
from shopwright.infra.work import Work
from shopwright.kernel.actors import Actor
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import Payment, Refund, RefundState
from shopwright.modules.payments.errors import PaymentNotFound


async def refund(
    desk: Desk, actor: Actor, wanted: RefundWanted, *, key: Key | None = None, request_id: str = ""
) -> Refunded | StoredAnswer:
    """Give money of an order back. The payment's row lets one refund through at a time.

    Raises:
        OrderNotFound: no such order.
        NothingPaid, NothingToRefund: there is less left than that.
        RefundInProgress: another refund of the payment is under way.
        RefundFailed: the provider refused.
        GatewayUnreachable: no answer; the refund is asked for again by a job.
    """
    async with desk.works(actor, request_id=request_id) as work:
        if key is not None:
            claim = await idempotency.claim(work, key)
            if claim.answer is not None:
                return claim.answer
            if claim.resource is not None:
                payment, begun = await _begun_before(work, claim)
                if begun.state is not RefundState.PENDING:
                    return await _refunded(work, begun, payment)
            else:
                payment, begun = await _begin(work, wanted)
                await idempotency.attach(work, key, begun.id)
        else:
            payment, begun = await _begin(work, wanted)
    reach("refund.begun")
    await money.carry_out(desk, actor, payment, begun)
    async with desk.works(actor) as work:
        return await _refunded(work, begun, payment)


async def _begin(work: Work, wanted: RefundWanted) -> tuple[Payment, Refund]:
    order = await order_queries.locked(work, wanted.order_id)
    if order is None:
        raise OrderNotFound
    payment = _refundable(await payment_queries.of_order(work.db, wanted.order_id))
    begun = await payments.begin_refund(
        work,
        payment_id=payment.id,
        amount=wanted.amount,
        reason=wanted.reason,
        restock=wanted.restock,
    )
    await audit.note(
        work,
        action="order.refunded",
        subject=Subject("order", str(order.id)),
        after={
            "amount": begun.amount.amount,
            "currency": begun.amount.currency,
            "reason": wanted.reason,
        },
    )
    return payment, begun


def _refundable(attempts: list[Payment]) -> Payment:
    """The payment that the money goes back by: the one with most left."""
    paid = [payment for payment in attempts if payment.captured > payment.refunded]
    if not paid:
        raise NothingPaid
    return max(paid, key=lambda payment: payment.refundable.minor)


async def _begun_before(work: Work, claim: idempotency.Claim) -> tuple[Payment, Refund]:
    assert claim.resource is not None  # noqa: S101 - the caller looked
    begun = await payment_queries.refund_by_id(work.db, claim.resource)
    payment = await payment_queries.by_id(work.db, begun.payment_id) if begun else None
    if begun is None or payment is None:
        raise PaymentNotFound
    return payment, begun


async def _refunded(work: Work, begun: Refund, payment: Payment) -> Refunded:
    order = await order_queries.by_id(work.db, payment.order_id)
    now = await payment_queries.refund_by_id(work.db, begun.id)
    if order is None or now is None:
        raise OrderNotFound
    return Refunded(order, now)
