"""A product changes."""

from collections.abc import Sequence
from dataclasses import fields, replace
from uuid import UUID

from shopwright.flows.merchandising.contracts import (
    ImageRecord,
    ProductPatch,
    ProductRecord,
    RecordStatus,
    VariantPatch,
    VariantRecord,
)
from shopwright.flows.merchandising.errors import NameTheVariants
from shopwright.flows.merchandising.run import plans
from shopwright.flows.merchandising.run.create_product import (
    refuse_unknown_categories,
    safe_description,
    stored,
)
from shopwright.infra.work import Work
from shopwright.modules.catalog import queries as catalog_queries
from shopwright.modules.catalog.contracts import Product, Variant
from shopwright.modules.catalog.errors import ProductNotFound, SlugTaken, StaleProduct
from shopwright.modules.inventory import queries as inventory_queries
from shopwright.modules.inventory.contracts import MovementReason, StockLevel

_NOT_OF_THE_RECORD = {"category_ids", "variants", "only_variant"}


async def update_product(
    work: Work, *, product_id: UUID, patch: ProductPatch, expected_version: int | None = None
) -> Product:
    """Change what a patch names; nothing is written where it says nothing new.

    Raises:
        Unauthorized, Forbidden: the actor may not write products.
        ProductNotFound: there is none, or it is another vendor's.
        StaleProduct: it is not at ``expected_version`` any more.
        UnknownCategory, InvalidProduct, InvalidPrice, NameTheVariants: it can't be like that.
        SlugTaken, SkuTaken: the handle or a SKU belongs to another product.
    """
    plans.demand_writing(work.actor)
    before = await catalog_queries.product(work.db, product_id, for_change=True)
    if before is None:
        raise ProductNotFound
    plans.owner_for(work.actor, before)
    if expected_version not in (None, before.version):
        raise StaleProduct
    await _refuse_taken_handle(work, before, patch)
    await refuse_unknown_categories(work, patch.category_ids or ())
    levels = await inventory_queries.levels(work.db, [each.id for each in before.variants])
    record = _patched(_record_of(before, levels), patch)
    scene = await plans.look(work, [product_id], [record])
    filed = before.category_ids if patch.category_ids is None else patch.category_ids
    plan = plans.plan(work.actor, scene, record, before=before, category_ids=filed)
    await plans.carry_out(work, [plan], reason=MovementReason.COUNTED)
    return await stored(work, product_id)


async def _refuse_taken_handle(work: Work, before: Product, patch: ProductPatch) -> None:
    if patch.handle in (None, before.slug):
        return
    if await catalog_queries.product_ids_by_slug(work.db, [str(patch.handle)]):
        raise SlugTaken


def _record_of(product: Product, levels: dict[UUID, StockLevel]) -> ProductRecord:
    """The product as a record that would change nothing."""
    return ProductRecord(
        handle=product.slug,
        title=product.title,
        description=product.description,
        brand=product.brand,
        product_type=product.product_type,
        status=RecordStatus(product.status),
        tags=product.tags,
        options=product.options,
        variants=tuple(_variant_of(each, levels.get(each.id)) for each in product.variants),
        images=tuple(ImageRecord(image.url, image.alt) for image in product.images),
        seo_title=product.seo_title,
        seo_description=product.seo_description,
        attributes=tuple(product.attributes.items()),
    )


def _variant_of(variant: Variant, level: StockLevel | None) -> VariantRecord:
    return VariantRecord(
        id=variant.id,
        sku=variant.sku,
        title=variant.title,
        option_values=variant.option_values,
        barcode=variant.barcode,
        weight_grams=variant.weight_grams,
        image_url=variant.image_url,
        requires_shipping=variant.requires_shipping,
        is_active=variant.is_active,
        stock=None,
        track_stock=level.tracked if level else True,
        backorder=level.backorder if level else False,
    )


def _patched(record: ProductRecord, patch: ProductPatch) -> ProductRecord:
    named = {
        each.name: value
        for each in fields(ProductPatch)
        if each.name not in _NOT_OF_THE_RECORD and (value := getattr(patch, each.name)) is not None
    }
    if patch.description is not None:
        named["description"] = safe_description(patch.description)
    if patch.variants is not None:
        named["variants"] = patch.variants
    elif patch.only_variant is not None:
        named["variants"] = _only(record.variants, patch.only_variant)
    return replace(record, **named)


def _only(variants: Sequence[VariantRecord], patch: VariantPatch) -> tuple[VariantRecord, ...]:
    if len(variants) != 1:
        raise NameTheVariants
    named = {
        each.name: value
        for each in fields(VariantPatch)
        if (value := getattr(patch, each.name)) is not None
    }
    return (replace(variants[0], **named),)
