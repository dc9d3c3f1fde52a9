"""Taking an order out of the lists."""

from uuid import UUID

from shopwright.flows.returns.contracts import Desk
from shopwright.flows.returns.run.cancelling import cancel
from shopwright.kernel.actors import Actor
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.errors import OrderNotFound


async def archive(desk: Desk, actor: Actor, *, order_id: UUID) -> None:
    """Remove an order from the lists; it is never lost, and what was not shipped of it is cancelled first.

    Raises:
        OrderNotFound: no such order.
        NotArchivable: it is on its way to the customer.
    """
    async with desk.works.reading() as db:
        order = await order_queries.by_id(db, order_id)
    if order is None:
        raise OrderNotFound
    if orders.is_cancellable(order):
        await cancel(desk, actor, order_id=order_id, reason="order removed")
    async with desk.works(actor) as work:
        await orders.archive(work, order_id=order_id)
        await audit.note(
            work,
            action="order.archived",
            subject=Subject("order", str(order_id)),
            before={"archived": False},
            after={"archived": True},
        )
