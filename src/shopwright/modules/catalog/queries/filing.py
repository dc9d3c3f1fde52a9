"""Where variants stand: in which product, under which categories; what a discount on one of these reaches."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.catalog.models import (
    CategoryRow,
    ProductCategoryRow,
    ProductRow,
    VariantRow,
)
from shopwright.modules.catalog.queries.categories import below, category


async def standing_places(
    db: AsyncConnection, product_ids: Collection[UUID]
) -> dict[UUID, frozenset[UUID]]:
    """For each variant of some products its own id, the product's, and those of its categories and all above them."""
    if not product_ids:
        return {}
    filed = ProductCategoryRow
    paths: Any = (
        select(filed.product_id, CategoryRow.path)
        .join(CategoryRow, CategoryRow.id == filed.category_id)
        .where(filed.product_id.in_(product_ids))
    )
    above: dict[UUID, set[UUID]] = defaultdict(set)
    for row in await db.execute(paths):
        above[row.product_id].update(UUID(part) for part in row.path.split("/") if part)
    variants: Any = select(VariantRow.id, VariantRow.product_id).where(
        VariantRow.product_id.in_(product_ids)
    )
    return {
        row.id: frozenset({row.id, row.product_id, *above.get(row.product_id, ())})
        for row in await db.execute(variants)
    }


async def products_under(
    db: AsyncConnection, category_id: UUID, after: UUID | None, *, limit: int
) -> list[UUID]:
    """Products filed under a category or one below it, in the order of their ids; none where it is gone."""
    found = await category(db, category_id)
    if found is None:
        return []
    filed = ProductCategoryRow
    chosen: Any = (
        select(filed.product_id)
        .join(CategoryRow, CategoryRow.id == filed.category_id)
        .where(*below(found.path))
        .distinct()
    )
    if after is not None:
        chosen = chosen.where(filed.product_id > after)
    return list(await db.scalars(chosen.order_by(filed.product_id).limit(limit)))


async def existing_products(db: AsyncConnection, product_ids: Collection[UUID]) -> set[UUID]:
    """Those of some products that are not removed."""
    if not product_ids:
        return set()
    row = ProductRow
    chosen = select(row.id).where(row.id.in_(product_ids), row.deleted_at.is_(None))
    return set(await db.scalars(chosen))


async def is_product(db: AsyncConnection, product_id: UUID) -> bool:
    """Whether there is such a product, published or not."""
    chosen = select(ProductRow.id).where(
        ProductRow.id == product_id, ProductRow.deleted_at.is_(None)
    )
    return (await db.execute(chosen)).first() is not None
