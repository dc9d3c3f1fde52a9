"""The history of orders: each step of each axis, by whom and why."""

from uuid import UUID

from sqlalchemy import insert

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.orders.contracts import Axis
from shopwright.modules.orders.models import OrderHistoryRow


async def note(
    work: Work, order_id: UUID, axis: Axis, from_state: str, to_state: str, *, reason: str = ""
) -> None:
    await work.db.execute(
        insert(OrderHistoryRow).values(
            id=ids.new(),
            order_id=order_id,
            axis=axis,
            from_state=from_state,
            to_state=to_state,
            reason=reason,
            actor=work.actor.name,
            created_at=work.now,
        )
    )
