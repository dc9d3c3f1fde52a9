"""Writing what became of an order: one UPDATE, its history, and the events."""

from dataclasses import replace
from typing import Any

from sqlalchemy import update

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.orders.contracts import (
    Axis,
    FulfilmentStatus,
    Order,
    OrderStatus,
    PaymentStatus,
    Tracking,
)
from shopwright.modules.orders.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderMoved,
    OrderPartiallyShipped,
    OrderPaymentChanged,
    OrderProcessing,
    OrderRefunded,
    OrderShipped,
)
from shopwright.modules.orders.models import OrderHistoryRow, OrderRow

_EVENTS: dict[OrderStatus, type[OrderMoved]] = {
    OrderStatus.CONFIRMED: OrderConfirmed,
    OrderStatus.PROCESSING: OrderProcessing,
    OrderStatus.SHIPPED: OrderShipped,
    OrderStatus.DELIVERED: OrderDelivered,
    OrderStatus.CANCELLED: OrderCancelled,
    OrderStatus.REFUNDED: OrderRefunded,
}
_AXES = (
    (Axis.ORDER, "status"),
    (Axis.PAYMENT, "payment_status"),
    (Axis.FULFILMENT, "fulfilment_status"),
    (Axis.RETURN, "return_status"),
)


async def write(
    work: Work, order: Order, *, reason: str = "", tracking: Tracking | None = None, **changes: Any
) -> Order:
    """Change fields of an order whose row this Work holds; answers the order as it is then.

    Each status that changes gets a line in the history, and its event.
    """
    status: OrderStatus = changes.get("status", order.status)
    if status is not order.status and status is OrderStatus.CANCELLED:
        changes["cancel_reason"] = reason
    if tracking is not None:
        changes |= {"carrier": tracking.carrier, "tracking_number": tracking.number}
    changed = replace(order, **changes, version=order.version + 1, updated_at=work.now)
    await work.db.execute(
        update(OrderRow)
        .where(OrderRow.id == order.id)
        .values(**_columns(changes), version=OrderRow.version + 1, updated_at=work.now)
    )
    note_steps(work, order, changed, reason=reason)
    return changed


def note_steps(work: Work, before: Order | None, after: Order, *, reason: str = "") -> None:
    """Write the steps between two states of an order into its history, and state them as facts."""
    steps = [
        (axis, getattr(before, name) if before else "", getattr(after, name))
        for axis, name in _AXES
    ]
    taken = [step for step in steps if step[1] != step[2] and (before or step[0] is Axis.ORDER)]
    if not taken:
        return
    rows = [
        {
            "id": ids.new(),
            "order_id": after.id,
            "axis": axis,
            "from_state": from_state,
            "to_state": to_state,
            "reason": reason,
            "actor": work.actor.name,
            "created_at": work.now,
        }
        for axis, from_state, to_state in taken
    ]
    work.write(OrderHistoryRow, rows)
    for axis, _, to_state in taken:
        _record(work, after, axis, to_state)


def _record(work: Work, order: Order, axis: Axis, to_state: str) -> None:
    if axis is Axis.PAYMENT:
        status = PaymentStatus(to_state)
        work.record(
            OrderPaymentChanged(order_id=order.id, number=order.number, payment_status=status)
        )
    elif axis is Axis.ORDER and to_state in _EVENTS:
        work.record(_EVENTS[OrderStatus(to_state)](order_id=order.id, number=order.number))
    elif axis is Axis.FULFILMENT and to_state == FulfilmentStatus.PARTIALLY_SHIPPED:
        work.record(OrderPartiallyShipped(order_id=order.id, number=order.number))


def _columns(changes: dict[str, Any]) -> dict[str, Any]:
    """Fields of the contract as columns: amounts as minor units."""
    return {name: getattr(value, "minor", value) for name, value in changes.items()}
