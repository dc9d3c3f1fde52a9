"""What payments make of an order: amounts, payment status, and the confirmation that follows."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update

from shopwright.infra.work import Work
from shopwright.modules.inventory import service as inventory
from shopwright.modules.orders import queries, rules
from shopwright.modules.orders.contracts import Axis, Order, OrderStatus, PaymentStatus
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.orders.events import OrderPaymentChanged
from shopwright.modules.orders.models import OrderRow
from shopwright.modules.orders.service.history import note
from shopwright.modules.orders.service.moving import step
from shopwright.modules.payments.contracts import Payment


async def settle(work: Work, *, order_id: UUID, payments: Sequence[Payment]) -> Order:
    """Bring an order in line with its payments (the latest first); asked twice, nothing more happens.

    A pending order whose money is secured is confirmed and its stock promise lasts; one that has been given back
    wholly is refunded and what has not left of it returns to stock. A cancelled order stays cancelled whatever is paid.

    Raises:
        OrderNotFound: no such order.
    """
    order = await queries.locked(work, order_id)
    if order is None:
        raise OrderNotFound
    status = rules.payment_status(payments, order.total)
    await _write_amounts(work, order, payments, status)
    if order.status is OrderStatus.PENDING and rules.is_secured(status):
        await inventory.confirm(work, order_id=order_id)
        await step(work, order, OrderStatus.CONFIRMED)
    elif status is PaymentStatus.REFUNDED and rules.may_step(order.status, OrderStatus.REFUNDED):
        if order.status in rules.HOLDS_STOCK:
            await inventory.release(work, order_id=order_id)
        await step(work, order, OrderStatus.REFUNDED)
    settled = await queries.by_id(work.db, order_id)
    if settled is None:
        raise OrderNotFound
    return settled


async def _write_amounts(
    work: Work, order: Order, payments: Sequence[Payment], status: PaymentStatus
) -> None:
    paid, refunded = rules.paid_and_refunded(payments, order.currency)
    if (paid, refunded, status) == (order.paid, order.refunded, order.payment_status):
        return
    row = OrderRow
    await work.db.execute(
        update(row)
        .where(row.id == order.id)
        .values(
            paid=paid.minor,
            refunded=refunded.minor,
            payment_status=status,
            version=row.version + 1,
            updated_at=work.now,
        )
    )
    if status is not order.payment_status:
        await note(work, order.id, Axis.PAYMENT, order.payment_status, status)
        work.record(
            OrderPaymentChanged(order_id=order.id, number=order.number, payment_status=status)
        )
