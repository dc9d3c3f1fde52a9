"""Moving orders along, on the record."""

from uuid import UUID

from shopwright.infra.work import Work
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders import queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Order, OrderStatus, Tracking
from shopwright.modules.orders.errors import OrderNotFound


async def move(
    work: Work,
    *,
    order_id: UUID,
    to: OrderStatus,
    reason: str = "",
    tracking: Tracking | None = None,
) -> Order:
    """Take an order one step along and note who did it; the same status again changes nothing.

    Raises:
        OrderNotFound: no such order.
        IllegalStep: the state machine knows no such step.
        NotOnHand, ReservationGone: its goods can't leave.
    """
    before = await queries.locked(work, order_id)
    if before is None:
        raise OrderNotFound
    await orders.move(work, order_id=order_id, to=to, reason=reason, tracking=tracking)
    if before.status is not to:
        await audit.note(
            work,
            action="order.moved",
            subject=Subject("order", str(order_id)),
            before={"status": before.status},
            after={"status": to, "reason": reason},
        )
    moved = await queries.by_id(work.db, order_id)
    if moved is None:
        raise OrderNotFound
    return moved
