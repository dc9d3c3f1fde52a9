"""Cancelling an order: stock comes back at once, the money as soon as the provider answers."""

from datetime import timedelta
from uuid import UUID

import structlog

from shopwright.flows.returns.contracts import Desk
from shopwright.flows.returns.steps import money
from shopwright.infra.faults import reach
from shopwright.kernel.actors import Actor, system
from shopwright.kernel.errors import ShopError
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Order, OrderStatus
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import Payment, PaymentState
from shopwright.modules.payments.errors import RefundInProgress

log = structlog.get_logger(__name__)
UNWIND_JOB = "returns.unwind"
_ACTOR = system("returns")


async def cancel(
    desk: Desk, actor: Actor, *, order_id: UUID, reason: str, request_id: str = ""
) -> Order:
    """Cancel an order that has not left: stock back, payment voided or refunded. Asked twice, it happens once.

    The money is a job's business if the provider does not answer at once, or the process dies.

    Raises:
        OrderNotFound: no such order.
        NotCancellable: it was shipped, or is over already.
    """
    async with desk.works(actor, request_id=request_id) as work:
        before = await order_queries.locked(work, order_id)
        order = await orders.cancel(work, order_id=order_id, reason=reason)
        if before is not None and before.status is not OrderStatus.CANCELLED:
            await audit.note(
                work,
                action="order.cancelled",
                subject=Subject("order", str(order_id)),
                before={"status": before.status},
                after={"status": order.status, "reason": reason},
            )
        work.enqueue(
            UNWIND_JOB,
            {"order_id": str(order_id)},
            after=timedelta(seconds=30),
            unique_key=str(order_id),
        )
    reach("cancel.cancelled")
    try:
        await unwind(desk, order_id=order_id)
    except ShopError as error:
        log.warning("order.unwind_later", order_id=str(order_id), error=error.code)
    async with desk.works.reading() as db:
        return await _found(await order_queries.by_id(db, order_id))


async def unwind(desk: Desk, *, order_id: UUID) -> None:
    """Send back, or never take, the money of a cancelled order; nothing happens where nothing is left to do.

    Raises:
        GatewayUnreachable: the provider did not answer; try again.
    """
    async with desk.works.reading() as db:
        order = await _found(await order_queries.by_id(db, order_id))
        attempts = await payment_queries.of_order(db, order_id)
    if order.status is not OrderStatus.CANCELLED:
        return
    for payment in attempts:
        if payment.is_open or payment.state is PaymentState.AUTHORIZED:
            await money.give_up(desk, _ACTOR, payment)
    async with desk.works.reading() as db:
        attempts = await payment_queries.of_order(db, order_id)
    for payment in attempts:
        await _refund_rest(desk, payment)


async def _refund_rest(desk: Desk, payment: Payment) -> None:
    if not payment.refund_pending.is_zero:
        if money.is_by_hand(desk, payment):
            return
        raise RefundInProgress
    if payment.refundable.is_zero:
        return
    async with desk.works(_ACTOR) as work:
        await order_queries.locked(work, payment.order_id)
        refund = await payments.begin_refund(
            work, payment_id=payment.id, amount=None, reason="order cancelled"
        )
    reach("cancel.refund_begun")
    await money.carry_out(desk, _ACTOR, payment, refund)


async def _found(order: Order | None) -> Order:
    if order is None:
        raise OrderNotFound
    return order
