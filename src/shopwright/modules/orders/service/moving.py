"""Moving an order along its state machine, with what each step does to stock."""

from uuid import UUID

from shopwright.infra.work import Work
from shopwright.modules.inventory import service as inventory
from shopwright.modules.orders import queries, rules
from shopwright.modules.orders.contracts import Order, OrderStatus, Tracking
from shopwright.modules.orders.errors import (
    IllegalStep,
    NotArchivable,
    NotCancellable,
    OrderNotFound,
)
from shopwright.modules.orders.service.parcels import deliver_all, ship_all, unpack_all
from shopwright.modules.orders.service.writing import write
from shopwright.modules.promotions import service as promotions


async def move(
    work: Work,
    *,
    order_id: UUID,
    to: OrderStatus,
    reason: str = "",
    tracking: Tracking | None = None,
) -> Order:
    """Take an order one step along; the same status again changes nothing.

    Confirmed makes its stock promise last, shipped lets all goods leave that have not, delivered says that they
    arrived, cancelled and refunded give back what has not left.

    Raises:
        OrderNotFound: no such order.
        IllegalStep: the state machine knows no such step.
        NotOnHand: goods on backorder have not arrived and can't be shipped.
    """
    order = await _locked(work, order_id)
    if order.status is to:
        return order
    if not rules.may_step(order.status, to):
        allowed = sorted(rules.STEPS[order.status])
        raise IllegalStep(
            f"An order that is {order.status} can't become {to}.",
            order_status=order.status,
            allowed=allowed,
        )
    if to is OrderStatus.SHIPPED:
        return await ship_all(work, order, tracking=tracking or Tracking(), reason=reason)
    if to is OrderStatus.DELIVERED:
        return await deliver_all(work, order, reason=reason)
    await _move_stock(work, order, to)
    return await write(work, order, reason=reason, tracking=tracking, status=to)


async def cancel(work: Work, *, order_id: UUID, reason: str) -> Order:
    """Cancel an order that has not left: its stock comes back. The money is another's business.

    Raises:
        OrderNotFound: no such order.
        NotCancellable: it was shipped, or is over already.
    """
    order = await _locked(work, order_id)
    if order.status is OrderStatus.CANCELLED:
        return order
    if not rules.is_cancellable(order):
        raise NotCancellable(order_status=order.status)
    return await move(work, order_id=order_id, to=OrderStatus.CANCELLED, reason=reason)


def is_cancellable(order: Order) -> bool:
    """Whether an order has not gone too far to be cancelled."""
    return rules.is_cancellable(order)


async def archive(work: Work, *, order_id: UUID) -> Order:
    """Take an order out of the lists; it is never lost.

    Raises:
        OrderNotFound: no such order.
        NotArchivable: it is shipped and not delivered yet.
    """
    order = await _locked(work, order_id)
    is_half_gone = order.status in rules.CANCELLABLE and not rules.is_cancellable(order)
    if order.status is OrderStatus.SHIPPED or is_half_gone:
        raise NotArchivable
    return await write(work, order, archived_at=work.now) if order.archived_at is None else order


async def _move_stock(work: Work, order: Order, to: OrderStatus) -> None:
    if to is OrderStatus.CONFIRMED:
        await inventory.confirm(work, order_id=order.id)
    elif to in (OrderStatus.CANCELLED, OrderStatus.REFUNDED) and order.status in rules.HOLDS_STOCK:
        await give_up_goods(work, order)


async def give_up_goods(work: Work, order: Order) -> None:
    """What has not left of an order that is over goes back: redemptions, packed parcels, stock."""
    await promotions.give_back(work, order_id=order.id)
    if order.status in rules.SHIPPABLE:
        await unpack_all(work, order)
    await inventory.release(work, order_id=order.id)


async def _locked(work: Work, order_id: UUID) -> Order:
    order = await queries.locked(work, order_id)
    if order is None:
        raise OrderNotFound
    return order
