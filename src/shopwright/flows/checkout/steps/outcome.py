"""What a provider's answer makes of payment, order, stock and cart: one Work, whoever brings the answer."""

from collections.abc import Sequence
from uuid import UUID

from shopwright.flows.checkout.contracts import Placed
from shopwright.infra.work import Work
from shopwright.modules.carts import service as carts
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Order, OrderStatus, PaymentStatus
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import CaseKind, Doubt, GatewayAnswer, Payment

UNWIND_JOB = "returns.unwind"
_OVER = (PaymentStatus.FAILED, PaymentStatus.VOIDED)


async def apply_answer(
    work: Work, *, order_id: UUID, payment_id: UUID, answer: GatewayAnswer, source: str
) -> Placed:
    """Apply an answer, a webhook or what reconciliation found; in any order, any number of times.

    The order's row is locked first, then the payment's: everybody who touches both does it in this order.
    """
    order = await _locked(work, order_id)
    attempts = await payments.apply_among(work, payment_id=payment_id, answer=answer, source=source)
    payment = next(each for each in attempts if each.id == payment_id)
    return Placed(await _settle(work, order, attempts), payment)


async def give_up(work: Work, *, order_id: UUID, payment_id: UUID, failure: str) -> Order:
    """End a payment that never reached its provider, and with it the order."""
    order = await _locked(work, order_id)
    await payments.fail_unsent(work, payment_id=payment_id, failure=failure)
    return await settle(work, order)


async def settle(work: Work, order: Order) -> Order:
    """Bring order and cart in line with the payments.

    An order whose own payment failed is cancelled; one that was to be paid later waits for another attempt. Money for
    an order that is over is sent back by a job.
    """
    return await _settle(work, order, await payment_queries.of_order(work.db, order.id))


async def _settle(work: Work, order: Order, attempts: Sequence[Payment]) -> Order:
    order = await orders.settle(work, order, payments=attempts)
    came_with_it = bool(attempts) and attempts[0].opened_order
    if order.status is OrderStatus.PENDING and order.payment_status in _OVER and came_with_it:
        reason = attempts[0].failure or "payment failed"
        order = await cancel_unpaid(work, order, reason=reason)
    elif order.cart_id is not None and order.status is not OrderStatus.CANCELLED:
        await carts.finish(work, cart_id=order.cart_id)
    if order.status is OrderStatus.CANCELLED:
        _send_back(work, order, attempts)
    elif order.paid - order.refunded > order.total:
        detail = f"{order.paid} was paid for an order over {order.total}"
        doubt = Doubt(CaseKind.OVERPAID, str(order.id), detail)
        provider = attempts[0].provider
        await payments.open_case(work, doubt, provider=provider, payment=attempts[0])
    return order


async def cancel_unpaid(work: Work, order: Order, *, reason: str) -> Order:
    """Cancel an order that was not paid: stock comes back, and the cart is the customer's again."""
    cancelled = await orders.cancel(work, order_id=order.id, reason=reason)
    _send_back(work, order, await payment_queries.of_order(work.db, order.id))
    if order.cart_id is not None:
        await carts.reopen(work, cart_id=order.cart_id)
    return cancelled


async def _locked(work: Work, order_id: UUID) -> Order:
    order = await order_queries.locked(work, order_id)
    if order is None:
        raise OrderNotFound
    return order


def _send_back(work: Work, order: Order, attempts: Sequence[Payment]) -> None:
    """Have a job give back, or let go, what was paid or promised for an order that is over."""
    if any(not each.capturable.is_zero or not each.refundable.is_zero for each in attempts):
        work.enqueue(UNWIND_JOB, {"order_id": str(order.id)}, unique_key=str(order.id))
