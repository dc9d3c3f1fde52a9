"""Products and variants, read in as many statements as they have tables, however many they are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import RowMapping, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra import versions
from shopwright.infra.db import dialect
from shopwright.infra.db.types import UtcTime
from shopwright.modules.catalog.contracts import (
    Image,
    Product,
    ProductStatus,
    SellableVariant,
    SkuOwner,
    Variant,
)
from shopwright.modules.catalog.models import (
    BrandRow,
    ProductCategoryRow,
    ProductImageRow,
    ProductOptionRow,
    ProductRow,
    ProductTagRow,
    SlugHistoryRow,
    VariantRow,
)

_PRODUCT: Any = select(
    ProductRow.id,
    ProductRow.slug,
    ProductRow.title,
    ProductRow.description,
    ProductRow.brand,
    ProductRow.product_type,
    ProductRow.status,
    ProductRow.owner_id,
    ProductRow.seo_title,
    ProductRow.seo_description,
    ProductRow.attributes,
    ProductRow.version,
    ProductRow.created_at,
    ProductRow.updated_at,
    ProductRow.published_at,
    ProductRow.published_from,
    ProductRow.published_until,
    ProductRow.tax_class,
    ProductRow.most_per_order,
    select(BrandRow.slug)
    .where(BrandRow.id == ProductRow.brand_id)
    .scalar_subquery()
    .label("brand_slug"),
).where(ProductRow.deleted_at.is_(None))
_VARIANT: Any = (
    select(
        VariantRow.product_id,
        VariantRow.id,
        VariantRow.sku,
        VariantRow.title,
        VariantRow.option_values,
        VariantRow.barcode,
        VariantRow.weight_grams,
        VariantRow.requires_shipping,
        VariantRow.image_url,
        VariantRow.is_active,
    )
    .where(VariantRow.deleted_at.is_(None))
    .order_by(VariantRow.product_id, VariantRow.position)
)


class _Parts(NamedTuple):
    """What hangs on products, by product."""

    variants: Mapping[UUID, Sequence[Variant]]
    options: Mapping[UUID, Sequence[str]]
    images: Mapping[UUID, Sequence[Image]]
    tags: Mapping[UUID, Sequence[str]]
    categories: Mapping[UUID, Sequence[UUID]]


async def products(
    db: AsyncConnection, product_ids: Collection[UUID], *, for_change: bool = False
) -> dict[UUID, Product]:
    """Whole products by id; removed ones are missing. ``for_change`` locks them until the commit."""
    if not product_ids:
        return {}
    statement = _PRODUCT.where(ProductRow.id.in_(product_ids)).order_by(ProductRow.id)
    if for_change:
        statement = dialect.lock_rows(db, statement)
    rows = (await db.execute(statement)).mappings().all()
    parts = await _parts(db, [row["id"] for row in rows])
    return {row["id"]: _product(row, parts) for row in rows}


async def product(
    db: AsyncConnection, product_id: UUID, *, for_change: bool = False
) -> Product | None:
    return (await products(db, [product_id], for_change=for_change)).get(product_id)


async def product_ids_by_slug(db: AsyncConnection, slugs: Collection[str]) -> dict[str, UUID]:
    """The products that live at slugs now."""
    if not slugs:
        return {}
    rows = await db.execute(
        select(ProductRow.slug, ProductRow.id).where(
            ProductRow.slug.in_(slugs), ProductRow.deleted_at.is_(None)
        )
    )
    return {row.slug: row.id for row in rows}


async def product_ids_of_variants(
    db: AsyncConnection, variant_ids: Collection[UUID]
) -> dict[UUID, UUID]:
    """The product of each variant, removed ones too."""
    if not variant_ids:
        return {}
    rows = await db.execute(
        select(VariantRow.id, VariantRow.product_id).where(VariantRow.id.in_(variant_ids))
    )
    return {row.id: row.product_id for row in rows}


async def product_ids_after(
    db: AsyncConnection, last: UUID | None, *, limit: int
) -> Sequence[UUID]:
    """The next products by id, for whoever goes through them all."""
    statement = select(ProductRow.id).where(ProductRow.deleted_at.is_(None))
    if last is not None:
        statement = statement.where(ProductRow.id > last)
    return (await db.scalars(statement.order_by(ProductRow.id).limit(limit))).all()


async def skus(db: AsyncConnection, wanted: Collection[str]) -> dict[str, SkuOwner]:
    """Who bears SKUs now."""
    if not wanted:
        return {}
    rows = await db.execute(
        select(VariantRow.sku, VariantRow.id, VariantRow.product_id).where(
            VariantRow.sku.in_(wanted), VariantRow.deleted_at.is_(None)
        )
    )
    return {row.sku: SkuOwner(row.sku, row.id, row.product_id) for row in rows}


async def sellable_variants(
    db: AsyncConnection, variant_ids: Collection[UUID], *, now: datetime | None = None
) -> dict[UUID, SellableVariant]:
    """Variants with what an order copies of them, in one statement; removed ones can't be sold.

    Neither can, at the moment ``now``, what shows later or not any more; without one it is as the lists tell it.
    """
    if not variant_ids:
        return {}
    rows = (await db.execute(_sellable(variant_ids, now))).mappings()
    return {row["id"]: _sellable_variant(row) for row in rows}


async def taken_slugs(db: AsyncConnection, slug: str) -> Sequence[str]:
    """The slug and its numbered successors, as far as products have them."""
    condition = (ProductRow.slug == slug) | ProductRow.slug.startswith(f"{slug}-", autoescape=True)
    statement = select(ProductRow.slug).where(condition, ProductRow.deleted_at.is_(None))
    return (await db.scalars(statement)).all()


async def former_slug(db: AsyncConnection, kind: str, slug: str) -> UUID | None:
    """The product or category (``kind``) that once had a slug."""
    row = SlugHistoryRow
    return await db.scalar(select(row.target_id).where(row.kind == kind, row.slug == slug))


async def _parts(db: AsyncConnection, product_ids: Sequence[UUID]) -> _Parts:
    option, image, tag, place = ProductOptionRow, ProductImageRow, ProductTagRow, ProductCategoryRow
    variants: dict[UUID, list[Variant]] = defaultdict(list)
    for row in await db.execute(_VARIANT.where(VariantRow.product_id.in_(product_ids))):
        variants[row.product_id].append(_variant(row))
    images: dict[UUID, list[Image]] = defaultdict(list)
    pictures = select(image.product_id, image.url, image.alt).order_by(image.position)
    for row in await db.execute(_of(pictures, image, product_ids)):
        images[row.product_id].append(Image(row.url, row.alt))
    options = await _lists(db, option, option.name, option.position, product_ids)
    tags = await _lists(db, tag, tag.tag, tag.tag, product_ids)
    places = await _lists(db, place, place.category_id, place.category_id, product_ids)
    return _Parts(variants, options, images, tags, places)


async def _lists(
    db: AsyncConnection, table: Any, column: Any, order: Any, product_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    statement = select(table.product_id, column)
    for product_id, value in await db.execute(_of(statement, table, product_ids).order_by(order)):
        found[product_id].append(value)
    return found


def _of(statement: Any, table: Any, product_ids: Sequence[UUID]) -> Any:
    return statement.where(table.product_id.in_(product_ids))


def _product(row: RowMapping, parts: _Parts) -> Product:
    product_id = row["id"]
    return Product(
        **{**row, "status": ProductStatus(row["status"])},
        options=tuple(parts.options.get(product_id, ())),
        variants=tuple(parts.variants.get(product_id, ())),
        images=tuple(parts.images.get(product_id, ())),
        tags=tuple(sorted(parts.tags.get(product_id, ()))),
        category_ids=tuple(sorted(parts.categories.get(product_id, ()))),
    )


def _variant(row: Any) -> Variant:
    _, variant_id, sku, title, values, *rest = row
    return Variant(variant_id, sku, title, tuple(values), *rest)


def _sellable(variant_ids: Collection[UUID], now: datetime | None) -> Any:
    is_sellable = (
        VariantRow.deleted_at.is_(None)
        & VariantRow.is_active
        & ProductRow.deleted_at.is_(None)
        & (ProductRow.status == ProductStatus.PUBLISHED)
        & is_open(now)
    )
    return (
        select(
            VariantRow.id,
            VariantRow.product_id,
            ProductRow.owner_id,
            VariantRow.sku,
            VariantRow.title,
            ProductRow.title.label("product_title"),
            ProductRow.slug,
            VariantRow.option_values,
            VariantRow.image_url,
            VariantRow.weight_grams,
            VariantRow.requires_shipping,
            ProductRow.tax_class,
            ProductRow.most_per_order,
            is_sellable.label("is_sellable"),
            _first_image().label("product_image_url"),
            versions.beside(versions.TRADE).label("trade_version"),
        )
        .join(ProductRow, ProductRow.id == VariantRow.product_id)
        .where(VariantRow.id.in_(variant_ids))
    )


def is_open(now: datetime | None) -> Any:
    """The condition that a product's window is open at a moment, or, without one, that it was when it was last looked at."""
    opens, closes = ProductRow.published_from, ProductRow.published_until
    at: Any = ProductRow.updated_at if now is None else literal(now, UtcTime)
    return (opens.is_(None) | (opens <= at)) & (closes.is_(None) | (closes > at))


def _first_image() -> Any:
    image = ProductImageRow
    return (
        select(image.url)
        .where(image.product_id == VariantRow.product_id)
        .order_by(image.position)
        .limit(1)
        .correlate(VariantRow)
        .scalar_subquery()
    )


def _sellable_variant(row: RowMapping) -> SellableVariant:
    fields: dict[str, Any] = {**row}
    picture = fields.pop("product_image_url")
    return SellableVariant(
        **fields
        | {
            "option_values": tuple(row["option_values"]),
            "image_url": row["image_url"] or picture,
            "is_sellable": bool(row["is_sellable"]),
        }
    )
