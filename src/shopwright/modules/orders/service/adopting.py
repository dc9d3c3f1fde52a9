"""Orders that somebody placed as a guest become those of the account that he made later."""

from uuid import UUID

from sqlalchemy import update

from shopwright.infra.work import Work
from shopwright.modules.orders.events import OrdersAdopted
from shopwright.modules.orders.models import OrderRow


async def adopt(work: Work, *, user_id: UUID, email: str) -> list[UUID]:
    """Give a customer every guest's order that was placed with his address; answers them.

    To be called only for an address that he has shown to be his, in a session of his own: else an order, and the home
    that it went to, would be handed to whoever knows an address.
    """
    row = OrderRow
    adopted = await work.db.execute(
        update(row)
        .where(row.user_id.is_(None), row.email_key == email.lower())
        .values(user_id=user_id, version=row.version + 1, updated_at=work.now)
        .returning(row.id)
    )
    order_ids = sorted(adopted.scalars())
    if order_ids:
        work.record(OrdersAdopted(user_id=user_id, order_ids=tuple(order_ids)))
    return order_ids
