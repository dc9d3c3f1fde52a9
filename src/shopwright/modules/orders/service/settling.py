"""What payments make of an order: amounts, payment status, and the confirmation that follows."""

from collections.abc import Sequence

from shopwright.infra.work import Work
from shopwright.modules.inventory import service as inventory
from shopwright.modules.orders import rules
from shopwright.modules.orders.contracts import (
    FulfilmentStatus,
    Order,
    OrderStatus,
    PaymentStatus,
    ReturnAxis,
    Tracking,
)
from shopwright.modules.orders.service.moving import give_up_goods
from shopwright.modules.orders.service.parcels import deliver_all, ship_all
from shopwright.modules.orders.service.returning import complete_returns
from shopwright.modules.orders.service.writing import write
from shopwright.modules.payments.contracts import Payment


async def settle(work: Work, order: Order, *, payments: Sequence[Payment]) -> Order:
    """Bring an order in line with its payments (the latest first); asked twice, nothing more happens.

    ``order`` is as :func:`queries.locked` answered it in this Work. A pending order whose money is secured is
    confirmed and its stock promise lasts; one that has been given back wholly is refunded, and what has not left of it
    returns to stock. A cancelled order stays cancelled whatever is paid. One of which nothing needs to be shipped is
    delivered as soon as it is paid.
    """
    paid, refunded = rules.paid_and_refunded(payments, order.currency)
    payment_status = rules.payment_status(payments, order.total)
    status = _status_after(order, payment_status)
    found = (order.paid, order.refunded, order.payment_status, order.status)
    if found == (paid, refunded, payment_status, status):
        return order
    if status is not order.status:
        await _move_stock(work, order, status)
    settled = await write(
        work, order, paid=paid, refunded=refunded, payment_status=payment_status, status=status
    )
    if refunded > order.refunded and order.return_status is not ReturnAxis.NONE:
        await complete_returns(work, order_id=order.id)
    return await _deliver(work, settled) if _needs_no_parcel(settled) else settled


def _needs_no_parcel(order: Order) -> bool:
    return (
        not order.needs_shipping
        and order.payment_status is PaymentStatus.PAID
        and order.status in rules.SHIPPABLE
        and order.fulfilment_status is FulfilmentStatus.UNFULFILLED
    )


async def _deliver(work: Work, order: Order) -> Order:
    shipped = await ship_all(work, order, tracking=Tracking(), reason="")
    return await deliver_all(work, shipped, reason="")


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
        await give_up_goods(work, order)
