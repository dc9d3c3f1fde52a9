"""Where products are to be found, for those who list all of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.satellites.search.models import ProductDocumentRow

PART = 5_000


async def count_parts(db: AsyncConnection) -> int:
    """How many parts the addresses of all products come in."""
    last = await db.scalar(select(func.max(ProductDocumentRow.number)))
    return -(-int(last or 0) // PART)


async def addresses_of_part(db: AsyncConnection, part: int) -> Sequence[tuple[str, datetime]]:
    """The slugs of one part, the first is 1, and when each changed; of what is published."""
    row, first = ProductDocumentRow, (part - 1) * PART
    statement = (
        select(row.slug, row.updated_at)
        .where(row.number > first, row.number <= first + PART, row.status == "published")
        .order_by(row.number)
    )
    return [(each.slug, each.updated_at) for each in await db.execute(statement)]
