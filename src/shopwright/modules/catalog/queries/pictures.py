"""Which pictures products show."""

from collections.abc import Collection

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.catalog.models import ProductImageRow, ProductRow, VariantRow


async def is_shown(db: AsyncConnection, urls: Collection[str]) -> bool:
    """Whether a product or a variant that is not removed shows one of these addresses."""
    image, product, variant = ProductImageRow, ProductRow, VariantRow
    on_product = (
        exists()
        .where(image.url.in_(urls), product.id == image.product_id, product.deleted_at.is_(None))
        .correlate(None)
    )
    on_variant = exists().where(variant.image_url.in_(urls), variant.deleted_at.is_(None))
    return bool(await db.scalar(select(or_(on_product, on_variant))))
