"""How many orders there are."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.orders.models import OrderRow


async def tallies(db: AsyncConnection) -> dict[str, int]:
    """How many orders there are of each status."""
    rows = await db.execute(select(OrderRow.status, func.count()).group_by(OrderRow.status))
    return {each[0]: each[1] for each in rows}
