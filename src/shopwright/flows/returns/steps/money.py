"""Sending money back: each movement begun in one Work, asked of the provider, applied in another."""

from uuid import UUID

from shopwright.flows.returns.contracts import Desk
from shopwright.flows.returns.errors import RefundFailed
from shopwright.infra.faults import reach
from shopwright.infra.work import Work
from shopwright.kernel.actors import Actor
from shopwright.kernel.errors import ShopError
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import StockLine
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Order, OrderStatus
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import (
    CaseKind,
    Doubt,
    GatewayAnswer,
    Payment,
    Refund,
    RefundState,
)
from shopwright.modules.payments.errors import PaymentSettled


def is_by_hand(desk: Desk, payment: Payment) -> bool:
    """Whether people move the money of a payment; where its provider is not taken any more, nobody else does."""
    gateway = desk.gateways.get(payment.provider)
    return gateway is not None and gateway.method.by_hand


async def carry_out(desk: Desk, actor: Actor, payment: Payment, refund: Refund) -> Order:
    """Ask the provider for a refund that was begun; its id is the key, so that asking again is safe.

    Raises:
        GatewayUnreachable: no answer; the refund stays pending and is asked for again by a job.
        RefundFailed: the provider refused; the amount can be refunded again.
    """
    gateway = payments.gateway_of(desk.gateways, payment.provider)
    try:
        answer = await payments.in_time(
            desk.provider_timeout, gateway.refund(payment, refund.amount, refund.id)
        )
    except ShopError as error:
        if error.status < 500:
            async with desk.works(actor) as work:
                await payments.drop_refund(work, refund=refund)
            raise RefundFailed(reason=error.code) from error
        raise
    reach("refund.answered")
    async with desk.works(actor) as work:
        order = await apply_answer(work, payment.order_id, payment.id, answer)
        if gateway.method.by_hand:
            detail = f"{refund.amount} waits to be sent back by hand."
            doubt = Doubt(CaseKind.REFUND_BY_HAND, str(refund.id), detail)
            await payments.open_case(work, doubt, provider=payment.provider, payment=payment)
        reach("refund.applying")
    return order


async def give_up(desk: Desk, actor: Actor, payment: Payment) -> None:
    """Void a payment that was not captured; where it was captured meanwhile, that is applied instead."""
    gateway = payments.gateway_of(desk.gateways, payment.provider)
    answer: GatewayAnswer | None
    try:
        answer = await payments.in_time(desk.provider_timeout, gateway.void(payment))
    except PaymentSettled:
        answer = await payments.in_time(desk.provider_timeout, gateway.find(payment))
    async with desk.works(actor) as work:
        if answer is not None:
            await apply_answer(work, payment.order_id, payment.id, answer)
            return
        order = await _locked(work, payment.order_id)
        await payments.fail_unsent(work, payment_id=payment.id, failure="never_sent")
        await _settle(work, order)


async def apply_answer(
    work: Work, order_id: UUID, payment_id: UUID, answer: GatewayAnswer, source: str = "answer"
) -> Order:
    """Apply a provider's answer; the order's row is locked before the payment's."""
    before = await _locked(work, order_id)
    await payments.apply(work, payment_id=payment_id, answer=answer, source=source)
    order = await _settle(work, before)
    if order.status is OrderStatus.REFUNDED and before.status is not OrderStatus.REFUNDED:
        await _restock(work, order, payment_id)
    return order


async def _settle(work: Work, order: Order) -> Order:
    attempts = await payment_queries.of_order(work.db, order.id)
    return await orders.settle(work, order, payments=attempts)


async def _locked(work: Work, order_id: UUID) -> Order:
    order = await order_queries.locked(work, order_id)
    if order is None:
        raise OrderNotFound
    return order


async def _restock(work: Work, order: Order, payment_id: UUID) -> None:
    """The order has just become refunded: shipped goods come back where a refund said so.

    What a return claims is not among them: it comes back by that.
    """
    refunds = await payment_queries.refunds(work.db, payment_id)
    if any(refund.restock for refund in refunds if refund.state is RefundState.SUCCEEDED):
        whole = await order_queries.with_lines(work.db, order)
        lines = [
            StockLine(line.variant_id, line.shipped - line.claimed)
            for line in whole.lines
            if line.shipped > line.claimed
        ]
        if lines:
            await inventory.take_back(work, order_id=order.id, lines=lines)
