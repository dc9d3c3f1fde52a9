"""Reading variants on their own."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.catalog.contracts import ProductStatus
from shopwright.modules.catalog.models import ProductRow, VariantRow
from shopwright.modules.catalog.queries.products import is_open


async def first_variants(db: AsyncConnection, product_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The first variant of each product that is for sale, by product; a product without one is left out."""
    row, product = VariantRow, ProductRow
    place = func.row_number().over(partition_by=row.product_id, order_by=(row.position, row.id))
    ranked = (
        select(row.id, row.product_id, place.label("place"))
        .join(product, product.id == row.product_id)
        .where(
            row.product_id.in_(product_ids),
            row.deleted_at.is_(None),
            row.is_active,
            product.deleted_at.is_(None),
            product.status == ProductStatus.PUBLISHED,
            is_open(None),
        )
        .subquery()
    )
    rows = await db.execute(select(ranked.c.product_id, ranked.c.id).where(ranked.c.place == 1))
    return {each.product_id: each.id for each in rows}


async def variants_by_product(
    db: AsyncConnection, product_ids: Collection[UUID]
) -> dict[UUID, list[UUID]]:
    """The variants of products that are not removed, by product."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    if product_ids:
        row = VariantRow
        chosen = select(row.product_id, row.id).where(
            row.product_id.in_(product_ids), row.deleted_at.is_(None)
        )
        for each in await db.execute(chosen):
            found[each.product_id].append(each.id)
    return found


def variants_in(product_ids: Collection[UUID]) -> Select[UUID]:
    """The ids of all variants of some products that are not removed, for a statement to choose by."""
    row = VariantRow
    return select(row.id).where(row.product_id.in_(product_ids), row.deleted_at.is_(None))


async def unseen_variants(
    db: AsyncConnection, variant_ids: Collection[UUID], now: datetime
) -> set[UUID]:
    """Those of some variants whose products no customer has seen up to a moment."""
    if not variant_ids:
        return set()
    row, shown = VariantRow, ProductRow.published_at
    chosen = (
        select(row.id)
        .join(ProductRow, ProductRow.id == row.product_id)
        .where(row.id.in_(variant_ids), shown.is_(None) | (shown > now))
    )
    return set(await db.scalars(chosen))


def variants_of(owner_id: UUID) -> Select[UUID]:
    """The ids of all variants of a vendor's products, sold no more or not, for a statement to choose by."""
    return (
        select(VariantRow.id)
        .join(ProductRow, ProductRow.id == VariantRow.product_id)
        .where(ProductRow.owner_id == owner_id)
    )


async def is_variant_of(db: AsyncConnection, variant_id: UUID, *, owner_id: UUID) -> bool:
    """Whether a variant is one of a vendor's products."""
    found = await db.execute(variants_of(owner_id).where(VariantRow.id == variant_id))
    return found.first() is not None
