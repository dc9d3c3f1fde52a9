"""A product that was removed comes back, as a draft."""

from uuid import UUID

from sqlalchemy import select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.catalog import queries, rules
from shopwright.modules.catalog.contracts import ProductStatus
from shopwright.modules.catalog.errors import ProductNotFound, SkuTaken
from shopwright.modules.catalog.events import ProductChanged
from shopwright.modules.catalog.models import ProductRow, VariantRow


async def restore_product(work: Work, *, product_id: UUID) -> None:
    """Bring a removed product back with the variants that went with it; a slug that was taken meanwhile is numbered.

    Raises:
        ProductNotFound: there is none that was removed.
        SkuTaken: another product has one of its SKUs now.
    """
    row, variant = ProductRow, VariantRow
    removed = select(row.slug, row.deleted_at).where(
        row.id == product_id, row.deleted_at.is_not(None)
    )
    found = (await work.db.execute(dialect.lock_rows(work.db, removed))).one_or_none()
    if found is None:
        raise ProductNotFound
    with_it = variant.product_id == product_id, variant.deleted_at == found.deleted_at
    skus = list(
        await work.db.scalars(select(variant.sku).where(*with_it, variant.sku.is_not(None)))
    )
    if taken := sorted(await queries.skus(work.db, [sku for sku in skus if sku])):
        raise SkuTaken(f"Another product has the SKU {taken[0]} now.")
    slug = rules.free_slug(found.slug, await queries.taken_slugs(work.db, found.slug))
    values = {"slug": slug, "status": ProductStatus.DRAFT, "deleted_at": None, "flips_at": None}
    back = update(row).where(row.id == product_id)
    await work.db.execute(back.values(**values, updated_at=work.now, version=row.version + 1))
    await work.db.execute(update(variant).where(*with_it).values(deleted_at=None))
    work.record(ProductChanged(product_id=product_id, fields=("status", "variants")))
