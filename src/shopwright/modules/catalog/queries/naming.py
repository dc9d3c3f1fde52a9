"""Products by what they are called."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.modules.catalog.contracts import NamedProduct
from shopwright.modules.catalog.models import SKU, TITLE, ProductRow, VariantRow


async def titles(db: AsyncConnection, product_ids: Collection[UUID]) -> dict[UUID, str]:
    """What products are called, in any state; those that are removed are missing."""
    if not product_ids:
        return {}
    row = ProductRow
    chosen = select(row.id, row.title).where(row.id.in_(product_ids), row.deleted_at.is_(None))
    return {each.id: each.title for each in await db.execute(chosen)}


async def beginning_with(db: AsyncConnection, beginning: str, *, limit: int) -> list[NamedProduct]:
    """Products whose title, or whose variant's SKU, begins so, whatever the case; in any state, but not removed."""
    lowered = beginning.lower()
    titled = dialect.by_beginning(
        db, ProductRow.id, (TITLE,), lowered, limit=limit, where=[ProductRow.deleted_at.is_(None)]
    )
    marked = dialect.by_beginning(
        db,
        VariantRow.product_id,
        (SKU,),
        lowered,
        limit=limit,
        where=[VariantRow.deleted_at.is_(None)],
    )
    row = ProductRow
    chosen = (
        select(row.id, row.title, row.slug, row.status)
        .where(or_(row.id.in_(titled), row.id.in_(marked)), row.deleted_at.is_(None))
        .order_by(row.title, row.id)
        .limit(limit)
    )
    return [NamedProduct(*each) for each in await db.execute(chosen)]
