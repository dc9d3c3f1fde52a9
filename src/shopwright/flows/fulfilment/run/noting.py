"""Notes about orders, on the record."""

from uuid import UUID

from shopwright.infra.work import Work
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import OrderNote


async def add_note(work: Work, *, order_id: UUID, text: str, to_customer: bool) -> OrderNote:
    """Write a note about an order, and note who did; its words stay out of the trail.

    Raises:
        OrderNotFound: no such order.
    """
    note = await orders.add_note(work, order_id=order_id, text=text, to_customer=to_customer)
    await audit.note(
        work,
        action="order.noted",
        subject=Subject("order", str(order_id)),
        after={"note": str(note.id), "to_customer": to_customer},
    )
    return note
