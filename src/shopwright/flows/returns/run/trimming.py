"""Cancelling single pieces of an order: stock back at once, their share of the money by a refund."""

from shopwright.flows.returns.contracts import Desk, Unwanted
from shopwright.flows.returns.steps import money, sharing
from shopwright.infra import idempotency
from shopwright.infra.faults import reach
from shopwright.infra.idempotency import Key, StoredAnswer
from shopwright.infra.work import Work
from shopwright.kernel.actors import Actor
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Order
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import Payment, Refund, RefundState


async def cancel_lines(
    desk: Desk,
    actor: Actor,
    unwanted: Unwanted,
    *,
    key: Key | None = None,
    request_id: str = "",
) -> Order | StoredAnswer:
    """Take pieces off a paid order that are in no parcel, and give their money back.

    With the same key it happens once. What a process that died had begun is carried through by a job.

    Raises:
        OrderNotFound, NotCancellable, MoneyNotTaken, PiecesGone, NothingLeft: as :func:`orders.cancel_pieces`.
        RefundInProgress: another refund of the payment is under way.
        RefundFailed: the provider refused; the pieces are cancelled, and the money can be refunded by amount.
        GatewayUnreachable: no answer; the refund is asked for again by a job.
    """
    async with desk.works(actor, request_id=request_id) as work:
        claim = await idempotency.claim(work, key) if key is not None else None
        if claim is not None and claim.answer is not None:
            return claim.answer
        if claim is not None and claim.resource is not None:
            begun = []
        else:
            begun = await _begin(work, unwanted)
            if key is not None:
                await idempotency.attach(work, key, unwanted.order_id)
    reach("trim.refund_begun")
    for payment, refund in begun:
        if refund.state is RefundState.PENDING:
            await money.carry_out(desk, actor, payment, refund)
    async with desk.works.reading() as db:
        order = await order_queries.by_id(db, unwanted.order_id)
    if order is None:
        raise OrderNotFound
    return order


async def _begin(work: Work, unwanted: Unwanted) -> list[tuple[Payment, Refund]]:
    trimmed = await orders.cancel_pieces(
        work, order_id=unwanted.order_id, pieces=unwanted.pieces, reason=unwanted.reason
    )
    order, amount = trimmed.order, trimmed.amount
    await audit.note(
        work,
        action="order.pieces_cancelled",
        subject=Subject("order", str(order.id)),
        after={
            "pieces": ", ".join(f"{each.line_id}: {each.quantity}" for each in unwanted.pieces),
            "amount": amount.amount,
            "currency": amount.currency,
            "reason": unwanted.reason,
        },
    )
    if amount.is_zero:
        return []
    attempts = await payment_queries.of_order(work.db, order.id)
    begun = [
        (
            payment,
            await payments.begin_refund(
                work, payment_id=payment.id, amount=share, reason=unwanted.reason
            ),
        )
        for payment, share in sharing.shares(attempts, amount)
    ]
    orders.note_pieces(work, [refund for _, refund in begun], trimmed.pieces)
    return begun
