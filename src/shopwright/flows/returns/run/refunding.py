"""Refunding an order, in whole or in part: never more than was captured, and each click once."""

from uuid import UUID

from shopwright.flows.returns.contracts import Desk, Refunded, RefundWanted
from shopwright.flows.returns.steps import money, sharing
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

_Begun = tuple[Payment, Refund]


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
        claim = await idempotency.claim(work, key) if key is not None else None
        if claim is not None and claim.answer is not None:
            return claim.answer
        if claim is not None and claim.resource is not None:
            begun = [await _begun_before(work, claim.resource)]
        else:
            begun = await _begin(work, wanted)
            if key is not None:
                await idempotency.attach(work, key, begun[0][1].id)
    reach("refund.begun")
    for payment, each in begun:
        if each.state is RefundState.PENDING:
            await money.carry_out(desk, actor, payment, each)
    async with desk.works(actor) as work:
        return await _refunded(work, begun)


async def _begin(work: Work, wanted: RefundWanted) -> list[_Begun]:
    order = await order_queries.locked(work, wanted.order_id)
    if order is None:
        raise OrderNotFound
    begun = []
    for payment, amount in sharing.shares(
        await payment_queries.of_order(work.db, wanted.order_id), wanted.amount
    ):
        refund = await payments.begin_refund(
            work,
            payment_id=payment.id,
            amount=amount,
            reason=wanted.reason,
            restock=wanted.restock,
        )
        begun.append((payment, refund))
    await audit.note(
        work,
        action="order.refunded",
        subject=Subject("order", str(order.id)),
        after={
            "amount": sharing.sum_of([refund for _, refund in begun], order.currency).amount,
            "currency": order.currency,
            "reason": wanted.reason,
        },
    )
    return begun


async def _begun_before(work: Work, refund_id: UUID) -> _Begun:
    begun = await payment_queries.refund_by_id(work.db, refund_id)
    payment = await payment_queries.by_id(work.db, begun.payment_id) if begun else None
    if begun is None or payment is None:
        raise PaymentNotFound
    return payment, begun


async def _refunded(work: Work, begun: list[_Begun]) -> Refunded:
    order = await order_queries.by_id(work.db, begun[0][0].order_id)
    now = [await payment_queries.refund_by_id(work.db, refund.id) for _, refund in begun]
    found = tuple(refund for refund in now if refund is not None)
    if order is None or not found:
        raise OrderNotFound
    return Refunded(order, found[0], found[1:])
