"""What staff write about an order."""

from uuid import UUID

from sqlalchemy import insert

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.orders import queries
from shopwright.modules.orders.contracts import OrderNote
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.orders.events import OrderNoted
from shopwright.modules.orders.models import OrderNoteRow


async def add_note(work: Work, *, order_id: UUID, text: str, to_customer: bool) -> OrderNote:
    """Write a note about an order: for staff alone, or for the customer to read.

    Raises:
        OrderNotFound: no such order.
    """
    order = await queries.locked(work, order_id)
    if order is None:
        raise OrderNotFound
    note = OrderNote(ids.new(), text, to_customer, work.actor.name, work.now)
    await work.db.execute(
        insert(OrderNoteRow).values(
            id=note.id,
            order_id=order_id,
            text=text,
            to_customer=to_customer,
            actor=note.actor,
            created_at=note.created_at,
        )
    )
    if to_customer:
        work.record(OrderNoted(order_id=order_id, number=order.number, note_id=note.id))
    return note
