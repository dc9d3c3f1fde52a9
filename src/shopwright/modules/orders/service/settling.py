"""What payments make of an order: amounts, payment status, and the confirmation that follows."""

from collections.abc import Sequence

from shopwright.infra.work import Work
from shopwright.modules.inventory import service as inventory
from shopwright.modules.orders import rules
from shopwright.modules.orders.contracts import Order, OrderStatus, PaymentStatus
from shopwright.modules.orders.service.writing import write
from shopwright.modules.payments.contracts import Payment
from shopwright.modules.promotions import service as promotions


async def settle(work: Work, order: Order, *, payments: Sequence[Payment]) -> Order:
    """Bring an order in line with its payments (the latest first); asked twice, nothing more happens.

    ``order`` is as :func:`queries.locked` answered it in this Work. A pending order whose money is secured is
    confirmed and its stock promise lasts; one that has been given back wholly is refunded, and what has not left of it
    returns to stock. A cancelled order stays cancelled whatever is paid.
    """
    paid, refunded = rules.paid_and_refunded(payments, order.currency)
    payment_status = rules.payment_status(payments, order.total)
    status = _status_after(order, payment_status)
    found = (order.paid, order.refunded, order.payment_status, order.status)
    if found == (paid, refunded, payment_status, status):
        return order
    if status is not order.status:
        await _move_stock(work, order, status)
    return await write(
        work, order, paid=paid, refunded=refunded, payment_status=payment_status, status=status
    )


def _status_after(order: Order, payment_status: PaymentStatus) -> OrderStatus:
    if order.status is OrderStatus.PENDING and rules.is_secured(payment_status):
        return OrderStatus.CONFIRMED
    given_back = payment_status is PaymentStatus.REFUNDED
    if given_back and rules.may_step(order.status, OrderStatus.REFUNDED):
        return OrderStatus.REFUNDED
    return order.status


async def _move_stock(work: Work, order: Order, status: OrderStatus) -> None:
    if status is OrderStatus.CONFIRMED:
        await inventory.confirm(work, order_id=order.id)
    elif order.status in rules.HOLDS_STOCK:
        await promotions.give_back(work, order_id=order.id)
        await inventory.release(work, order_id=order.id)
