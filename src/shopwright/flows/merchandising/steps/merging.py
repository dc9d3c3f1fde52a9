"""What a record says, laid over the product that is there: pure, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from shopwright.flows.merchandising.contracts import (
    FieldChange,
    ProductRecord,
    VariantRecord,
)
from shopwright.flows.merchandising.errors import OptionsUnclear
from shopwright.kernel import ids
from shopwright.kernel.text import slugify
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import (
    Image,
    Product,
    ProductDraft,
    ProductStatus,
    SkuOwner,
    Variant,
)
from shopwright.modules.inventory.contracts import StockLevel, StockSetting
from shopwright.modules.pricing.contracts import Price

_LONGEST_SHOWN = 80
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Plan:
    """A product as it shall be, beside what it is; `prices` and `stock` hold only what differs."""

    record: ProductRecord
    before: Product | None
    draft: ProductDraft
    prices: Sequence[Price]
    stock: Sequence[StockSetting]
    fields: Sequence[FieldChange]

    @property
    def changes_nothing(self) -> bool:
        return self.before is not None and not self.fields


def made_sku(record: ProductRecord, variant: VariantRecord) -> str:
    """The SKU of a variant that came without one: the handle and the values of its options."""
    return "-".join(filter(None, (record.handle, *map(slugify, variant.option_values))))


def drafted(
    record: ProductRecord,
    before: Product | None,
    *,
    category_ids: Sequence[UUID],
    owner_id: UUID | None,
    owners: Mapping[str, SkuOwner],
) -> ProductDraft:
    """The product that a record describes; variants keep the ids of those that they stand for."""
    known = matched(record.variants, before.variants if before else ())
    return ProductDraft(
        id=before.id if before else ids.new(),
        slug=record.handle,
        title=record.title,
        description=record.description,
        brand=record.brand,
        product_type=record.product_type,
        status=ProductStatus(record.status),
        owner_id=owner_id,
        seo_title=record.seo_title,
        seo_description=record.seo_description,
        attributes=dict(record.attributes),
        options=record.options,
        variants=(
            *(
                _variant(record, variant, known.get(place), owners)
                for place, variant in enumerate(record.variants)
            ),
            *_spared(record, before, known),
        ),
        images=tuple(Image(image.url, image.alt) for image in record.images),
        tags=catalog.sorted_tags(record.tags),
        category_ids=tuple(sorted(set(category_ids))),
        tax_class=_said(record.tax_class, before.tax_class if before else ""),
        most_per_order=_said(record.most_per_order, before.most_per_order if before else 0),
        published_from=record.published_from,
        published_until=record.published_until,
    )


def matched(records: Sequence[VariantRecord], variants: Sequence[Variant]) -> dict[int, Variant]:
    """Which variant each record speaks of, by the record's place: by id, SKU, options, or being the only one."""
    left = {variant.id: variant for variant in variants}
    found: dict[int, Variant] = {}
    for key_of in (_by_id, _by_sku, _by_options):
        keys = {key: variant for variant in left.values() if (key := key_of(variant)) is not None}
        for place, record in enumerate(records):
            key = key_of(record)
            if place not in found and key in keys and keys[key].id in left:
                found[place] = left.pop(keys[key].id)
    return found


def _said(value: Said | None, known: Said) -> Said:
    """What a record says; what it does not speak of stays."""
    return known if value is None else value


def _spared(
    record: ProductRecord, before: Product | None, known: Mapping[int, Variant]
) -> Sequence[Variant]:
    """Variants that may stand in rows which were refused: a slip in a price must not remove what is sold.

    Raises:
        OptionsUnclear: they have other options than the record, so that the two can't stand together.
    """
    if before is None or not record.is_partial:
        return ()
    named = {variant.id for variant in known.values()}
    spared = [variant for variant in before.variants if variant.id not in named]
    if spared and len(before.options) != len(record.options):
        raise OptionsUnclear
    return spared


def prices_of(
    pairs: Sequence[tuple[VariantRecord, UUID]], known: Mapping[UUID, Sequence[Price]]
) -> list[Price]:
    """The prices that differ from the known ones; currencies that a record leaves out stay as they are."""
    wanted = [
        Price(variant_id, price.amount, price.compare_at)
        for record, variant_id in pairs
        for price in record.prices
    ]
    return [price for price in wanted if price not in known.get(price.variant_id, ())]


def stock_of(
    pairs: Sequence[tuple[VariantRecord, UUID]], known: Mapping[UUID, StockLevel]
) -> list[StockSetting]:
    """The stock that differs from the known; a variant without any gets its first level.

    A file that says nothing about stock says nothing about how it is kept either; only a record that names the
    variant by id does.
    """
    settings = []
    for record, variant_id in pairs:
        level = known.get(variant_id)
        if level is not None and record.stock is None:
            how = (record.track_stock, record.backorder)
            if record.id is not None and how != (level.tracked, level.backorder):
                settings.append(StockSetting(variant_id, None, *how))
            continue
        wanted = (record.stock, record.track_stock, record.backorder)
        if level is None or wanted != (level.on_hand, level.tracked, level.backorder):
            settings.append(StockSetting(variant_id, *wanted))
    return settings


def differences(
    before: Product | None,
    draft: ProductDraft,
    prices: Sequence[Price],
    stock: Sequence[StockSetting],
) -> list[FieldChange]:
    """What will be different, for people."""
    if before is None:
        return []
    found = [
        FieldChange(name, _shown(getattr(before, name)), _shown(getattr(draft, name)))
        for name in catalog.changed_fields(before, draft)
    ]
    found += [FieldChange("price", "", str(price.amount)) for price in prices]
    found += [FieldChange("stock", "", str(setting.on_hand)) for setting in stock]
    return found


def _variant(
    record: ProductRecord,
    variant: VariantRecord,
    known: Variant | None,
    owners: Mapping[str, SkuOwner],
) -> Variant:
    sku = variant.sku or (known.sku if known else None)
    if sku is None and (made := made_sku(record, variant)) not in owners:
        sku = made
    return Variant(
        id=known.id if known else ids.new(),
        sku=sku,
        title=variant.title or " / ".join(variant.option_values),
        option_values=variant.option_values,
        barcode=variant.barcode,
        weight_grams=variant.weight_grams,
        requires_shipping=variant.requires_shipping,
        image_url=variant.image_url,
        is_active=variant.is_active,
    )


def _by_id(variant: Variant | VariantRecord) -> object:
    return variant.id


def _by_sku(variant: Variant | VariantRecord) -> object:
    return variant.sku


def _by_options(variant: Variant | VariantRecord) -> object:
    return tuple(value.casefold() for value in variant.option_values)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return (
            f"{len(value)} of them" if value and not isinstance(value[0], str) else ", ".join(value)
        )
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
