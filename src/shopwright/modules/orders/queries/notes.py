"""Questions about notes on orders."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.orders.contracts import OrderNote
from shopwright.modules.orders.models import OrderNoteRow


async def note(db: AsyncConnection, note_id: UUID) -> OrderNote | None:
    row = OrderNoteRow
    statement = select(row.id, row.text, row.to_customer, row.actor, row.created_at)
    found = (await db.execute(statement.where(row.id == note_id))).one_or_none()
    return OrderNote(*found) if found else None


async def notes(db: AsyncConnection, order_id: UUID, *, to_customer: bool) -> list[OrderNote]:
    """What was written about an order, the oldest first; ``to_customer`` leaves out what staff keep to themselves."""
    row = OrderNoteRow
    statement = (
        select(row.id, row.text, row.to_customer, row.actor, row.created_at)
        .where(row.order_id == order_id)
        .order_by(row.id)
    )
    if to_customer:
        statement = statement.where(row.to_customer)
    return [OrderNote(*each) for each in await db.execute(statement)]
