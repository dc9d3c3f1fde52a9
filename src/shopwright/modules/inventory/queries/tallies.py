"""How many variants can't be had."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.inventory.models import StockLevelRow


async def sold_out(db: AsyncConnection) -> int:
    """How many variants have nothing left to promise, and are not sold on order."""
    row = StockLevelRow
    wanted = select(func.count()).where(row.tracked, ~row.backorder, row.on_hand <= row.reserved)
    return await db.scalar(wanted) or 0
