"""A product changes."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from shopwright.flows.merchandising.contracts import (
    STRICT,
    ImageRecord,
    PriceRecord,
    ProductPatch,
    ProductRecord,
    RecordStatus,
    VariantPatch,
    VariantRecord,
    VendorTerms,
)
from shopwright.flows.merchandising.errors import NameTheVariants
from shopwright.flows.merchandising.run import holding, plans
from shopwright.flows.merchandising.run.create_product import (
    refuse_unknown_categories,
    safe_description,
    stored,
)
from shopwright.flows.merchandising.steps import proposals
from shopwright.infra.work import Work
from shopwright.modules.catalog import queries as catalog_queries
from shopwright.modules.catalog.contracts import Approval, Product, Variant
from shopwright.modules.catalog.errors import ProductNotFound, SlugTaken, StaleProduct
from shopwright.modules.inventory import queries as inventory_queries
from shopwright.modules.inventory.contracts import MovementReason, StockLevel
from shopwright.modules.pricing import queries as pricing_queries
from shopwright.modules.pricing.contracts import Price
from shopwright.modules.pricing.errors import InvalidPrice

_NOT_OF_THE_RECORD = {"category_ids", "variants", "only_variant", "clears"}
_OF_THE_PRICE = {"amount", "compare_at", "clears_compare_at", "prices"}


async def update_product(
    work: Work,
    *,
    product_id: UUID,
    patch: ProductPatch,
    expected_version: int | None = None,
    terms: VendorTerms = STRICT,
) -> Product:
    """Change what a patch names; nothing is written where it says nothing new.

    What a vendor changes of a product that is shown waits for staff, and goes on from what waits already.

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
    waiting = await holding.waiting_for(work, terms, [product_id])
    base, known = await _base(work, before, holding.wish_for(waiting, before, patch))
    record = patched(known, patch)
    scene = await plans.look(work, [product_id], [record])
    filed = base.category_ids if patch.category_ids is None else patch.category_ids
    plan = plans.plan(work.actor, scene, record, before=before, category_ids=filed)
    if not plan.changes_nothing or waiting:
        held = await holding.carry_out(
            work,
            [plan],
            reason=MovementReason.COUNTED,
            scene=scene,
            waiting=waiting,
            terms=terms,
        )
        action = "product.change_proposed" if held else "product.changed"
        await plans.note(work, action, product_id, plan.fields)
    return await stored(work, product_id)


async def base_of(
    work: Work, product: Product, *, terms: VendorTerms
) -> tuple[Product, ProductRecord]:
    """What a patch of the actor's would be laid over."""
    waiting = await holding.waiting_for(work, terms, [product.id])
    return await _base(work, product, holding.wish_for(waiting, product, ProductPatch()))


async def _base(
    work: Work, product: Product, wish: Approval | None
) -> tuple[Product, ProductRecord]:
    """What a patch is laid over: the product as it is, or as its vendor has asked for it to be."""
    if wish is None:
        return product, await record_of(work, product)
    wished = proposals.wished(product, wish.content)
    return wished, proposals.overlaid(await record_of(work, wished), wish.content)


async def _refuse_taken_handle(work: Work, before: Product, patch: ProductPatch) -> None:
    if patch.handle in (None, before.slug):
        return
    if await catalog_queries.product_ids_by_slug(work.db, [str(patch.handle)]):
        raise SlugTaken


async def record_of(work: Work, product: Product) -> ProductRecord:
    """The product as a record that would change nothing."""
    variant_ids = [variant.id for variant in product.variants]
    levels = await inventory_queries.levels(work.db, variant_ids)
    return plain_record(
        product, levels, await pricing_queries.prices_by_variant(work.db, variant_ids)
    )


def plain_record(
    product: Product, levels: Mapping[UUID, StockLevel], prices: Mapping[UUID, Sequence[Price]]
) -> ProductRecord:
    """The same, of what is known of its variants."""
    return ProductRecord(
        handle=product.slug,
        title=product.title,
        description=product.description,
        brand=product.brand,
        product_type=product.product_type,
        status=RecordStatus(product.status),
        tags=product.tags,
        options=product.options,
        variants=tuple(
            _variant_of(each, levels.get(each.id), prices.get(each.id, ()))
            for each in product.variants
        ),
        images=tuple(ImageRecord(image.url, image.alt) for image in product.images),
        seo_title=product.seo_title,
        seo_description=product.seo_description,
        attributes=tuple(product.attributes.items()),
        tax_class=product.tax_class,
        most_per_order=product.most_per_order,
        published_from=product.published_from,
        published_until=product.published_until,
    )


def _variant_of(
    variant: Variant, level: StockLevel | None, prices: Sequence[Price]
) -> VariantRecord:
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
        prices=tuple(PriceRecord(price.amount, price.compare_at) for price in prices),
        stock=None,
        track_stock=level.tracked if level else True,
        backorder=level.backorder if level else False,
    )


def patched(record: ProductRecord, patch: ProductPatch) -> ProductRecord:
    """A record with what a patch names.

    Raises:
        NameTheVariants, InvalidPrice, InvalidProduct: the patch doesn't fit.
    """
    named: dict[str, Any] = {
        each.name: value
        for each in fields(ProductPatch)
        if each.name not in _NOT_OF_THE_RECORD and (value := getattr(patch, each.name)) is not None
    }
    named |= dict.fromkeys(patch.clears)
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
    named: dict[str, object] = {
        each.name: value
        for each in fields(VariantPatch)
        if each.name not in _OF_THE_PRICE and (value := getattr(patch, each.name)) is not None
    }
    prices = {each.amount.currency: each for each in _prices(variants[0].prices, patch)}
    others = {each.amount.currency: each for each in patch.prices}
    named["prices"] = tuple((prices | others).values())
    return (replace(variants[0], **named),)  # type: ignore[arg-type]


def _prices(known: Sequence[PriceRecord], patch: VariantPatch) -> tuple[PriceRecord, ...]:
    given = patch.amount or patch.compare_at
    if given is None:
        return tuple(
            replace(each, compare_at=None) if patch.clears_compare_at else each for each in known
        )
    by_currency = {price.amount.currency: price for price in known}
    before = by_currency.get(given.currency)
    amount = patch.amount or (before.amount if before else None)
    if amount is None:
        raise InvalidPrice("A price to compare with needs a price.")
    compare_at = patch.compare_at
    kept = before.compare_at if before else None
    if compare_at is None and not patch.clears_compare_at and kept and kept > amount:
        compare_at = kept
    return tuple((by_currency | {given.currency: PriceRecord(amount, compare_at)}).values())
