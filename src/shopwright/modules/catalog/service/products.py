"""Products are stored as they shall be; what differs from before is written, in few statements for many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.catalog import rules
from shopwright.modules.catalog.contracts import Product, ProductDraft, ProductStatus, Variant
from shopwright.modules.catalog.errors import ProductNotFound
from shopwright.modules.catalog.events import (
    ProductChanged,
    ProductCreated,
    ProductDeleted,
    ProductPublished,
)
from shopwright.modules.catalog.models import (
    ProductCategoryRow,
    ProductImageRow,
    ProductOptionRow,
    ProductRow,
    ProductTagRow,
    SlugHistoryRow,
    VariantRow,
)
from shopwright.modules.catalog.queries import name_key
from shopwright.modules.catalog.service.brands import ensure_brands

Row = dict[str, Any]
_COLUMNS = (
    "slug", "title", "description", "brand", "product_type", "status", "owner_id", "seo_title",
    "seo_description", "attributes", "published_from", "published_until",
    "tax_class", "most_per_order",
)  # fmt: skip
_PARTS: Mapping[str, tuple[Any, Callable[[ProductDraft], Sequence[Row]]]] = {
    "options": (
        ProductOptionRow,
        lambda draft: [{"position": at, "name": name} for at, name in enumerate(draft.options)],
    ),
    "images": (
        ProductImageRow,
        lambda draft: [
            {"position": at, "url": image.url, "alt": image.alt}
            for at, image in enumerate(draft.images)
        ],
    ),
    "tags": (ProductTagRow, lambda draft: [{"tag": tag} for tag in draft.tags]),
    "category_ids": (
        ProductCategoryRow,
        lambda draft: [{"category_id": category_id} for category_id in draft.category_ids],
    ),
}


@dataclass(frozen=True, slots=True)
class _Change:
    draft: ProductDraft
    before: Product | None
    fields: tuple[str, ...]


async def store(work: Work, *, drafts: Sequence[tuple[ProductDraft, Product | None]]) -> None:
    """Make products be as drafted; each comes with what was read ``for_change`` before, or None where it is new.

    The number of statements does not grow with the number of products. A draft that says nothing new writes nothing.

    Raises:
        InvalidProduct: one of them can't be; nothing is written then.
    """
    for draft, _ in drafts:
        rules.check(draft)
    changes = [
        _Change(draft, before, fields)
        for draft, before in drafts
        if (fields := rules.changed_fields(before, draft))
    ]
    if not changes:
        return
    brands = await ensure_brands(
        work, names={each.draft.brand for each in changes if "brand" in each.fields}
    )
    await _write_products(work, changes, brands)
    await _write_variants(work, changes)
    for name, (table, rows_of) in _PARTS.items():
        touched = [each for each in changes if name in each.fields]
        await _replace_parts(work, touched, table, rows_of)
    await _keep_slugs(work, changes)
    for change in changes:
        _state(work, change)


async def delete_product(work: Work, *, product_id: UUID) -> None:
    """Take a product out of the shop; what orders say about it stays.

    Raises:
        ProductNotFound: there is none, or it is gone already.
    """
    gone = await work.db.scalar(
        update(ProductRow)
        .where(ProductRow.id == product_id, ProductRow.deleted_at.is_(None))
        .values(deleted_at=work.now, updated_at=work.now, version=ProductRow.version + 1)
        .returning(ProductRow.id)
    )
    if gone is None:
        raise ProductNotFound
    await work.db.execute(
        update(VariantRow)
        .where(VariantRow.product_id == product_id, VariantRow.deleted_at.is_(None))
        .values(deleted_at=work.now)
    )
    work.record(ProductDeleted(product_id=product_id))


async def _write_products(
    work: Work, changes: Sequence[_Change], brands: Mapping[str, UUID]
) -> None:
    fresh = [
        _product_row(work, each) | {"brand_id": brands.get(name_key(each.draft.brand))}
        for each in changes
        if each.before is None
    ]
    if fresh:
        await work.db.execute(insert(ProductRow), fresh)
    await _overwrite(work, [_product_row(work, each) for each in changes if each.before])
    moved = [
        {"product_id": each.draft.id, "brand_id": brands.get(name_key(each.draft.brand))}
        for each in changes
        if each.before is not None and "brand" in each.fields
    ]
    if moved:
        await work.db.execute(_update_by("product_id", ProductRow, ["brand_id"]), moved)


async def _overwrite(work: Work, known: Sequence[Row]) -> None:
    for row in known:
        row["product_id"] = row.pop("id")
        del row["created_at"]
    if known:
        columns = [name for name in known[0] if name != "product_id"]
        await work.db.execute(_update_by("product_id", ProductRow, columns), known)


def _product_row(work: Work, change: _Change) -> Row:
    draft, before = change.draft, change.before
    return {
        "id": draft.id,
        **{name: getattr(draft, name) for name in _COLUMNS},
        "attributes": dict(draft.attributes),
        "published_at": _published_at(work, draft, before),
        "flips_at": rules.next_flip(draft, work.now),
        "version": before.version + 1 if before else 1,
        "created_at": work.now,
        "updated_at": work.now,
    }


def _published_at(work: Work, draft: ProductDraft, before: Product | None) -> datetime | None:
    """When customers saw it first, or will."""
    known = before.published_at if before else None
    if known is not None and known <= work.now:
        return known
    if draft.status is not ProductStatus.PUBLISHED:
        return None
    return max(draft.published_from or work.now, work.now)


@dataclass(slots=True)
class _Variants:
    """What is to be done with variants, of all products together."""

    removed: list[UUID] = field(default_factory=list)
    loosened: list[UUID] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    fresh: list[Row] = field(default_factory=list)


async def _write_variants(work: Work, changes: Sequence[_Change]) -> None:
    """Removed ones go first and changed SKUs are let go of, so that a SKU can wander between variants."""
    todo = _Variants()
    for change in changes:
        if "variants" in change.fields:
            _sort_out(work, change, todo)
    await _set_where(work, todo.removed, {"deleted_at": work.now})
    await _set_where(work, todo.loosened, {"sku": None})
    if todo.changed:
        columns = [name for name in todo.changed[0] if name != "variant_id"]
        await work.db.execute(_update_by("variant_id", VariantRow, columns), todo.changed)
    if todo.fresh:
        await work.db.execute(insert(VariantRow), todo.fresh)


def _sort_out(work: Work, change: _Change, todo: _Variants) -> None:
    before = _by_id(change.before)
    kept = {variant.id for variant in change.draft.variants}
    todo.removed += [variant_id for variant_id in before if variant_id not in kept]
    for position, variant in enumerate(change.draft.variants):
        row = _variant_row(variant, position)
        if variant.id not in before:
            start = {"id": variant.id, "product_id": change.draft.id, "created_at": work.now}
            todo.fresh.append(row | start)
        elif before[variant.id] != (position, variant):
            todo.changed.append(row | {"variant_id": variant.id})
            if before[variant.id][1].sku not in (None, variant.sku):
                todo.loosened.append(variant.id)


def _by_id(product: Product | None) -> Mapping[UUID, tuple[int, Variant]]:
    variants = product.variants if product else ()
    return {variant.id: (position, variant) for position, variant in enumerate(variants)}


def _variant_row(variant: Variant, position: int) -> Row:
    return {
        "sku": variant.sku,
        "barcode": variant.barcode,
        "title": variant.title,
        "option_values": list(variant.option_values),
        "position": position,
        "weight_grams": variant.weight_grams,
        "requires_shipping": variant.requires_shipping,
        "image_url": variant.image_url,
        "is_active": variant.is_active,
    }


async def _set_where(work: Work, variant_ids: Sequence[UUID], values: Row) -> None:
    if variant_ids:
        await work.db.execute(
            update(VariantRow).where(VariantRow.id.in_(variant_ids)).values(**values)
        )


async def _replace_parts(
    work: Work,
    changes: Sequence[_Change],
    table: Any,
    rows_of: Callable[[ProductDraft], Sequence[Row]],
) -> None:
    replaced = [change.draft.id for change in changes if change.before is not None]
    if replaced:
        await work.db.execute(delete(table).where(table.product_id.in_(replaced)))
    rows = [
        {"product_id": change.draft.id, **row}
        for change in changes
        for row in rows_of(change.draft)
    ]
    if rows:
        await work.db.execute(insert(table), rows)


async def _keep_slugs(work: Work, changes: Sequence[_Change]) -> None:
    rows = [
        {
            "kind": "product",
            "slug": change.before.slug,
            "target_id": change.before.id,
            "replaced_at": work.now,
        }
        for change in changes
        if change.before is not None and change.before.slug != change.draft.slug
    ]
    if rows:
        statement = dialect.insert_or_update(
            work.db, SlugHistoryRow, ("kind", "slug"), ("target_id", "replaced_at")
        )
        await work.db.execute(statement, rows)


def _state(work: Work, change: _Change) -> None:
    draft, before = change.draft, change.before
    if before is None:
        work.record(ProductCreated(product_id=draft.id, slug=draft.slug))
    else:
        work.record(ProductChanged(product_id=draft.id, fields=change.fields))
    was_shown = before is not None and rules.is_on_shelf(before, before.updated_at)
    if rules.is_on_shelf(draft, work.now) and not was_shown:
        work.record(ProductPublished(product_id=draft.id))


def _update_by(key: str, table: Any, columns: Sequence[str]) -> Any:
    """An UPDATE of one row by id, for many rows at once; ``key`` names the parameter of the id."""
    target = table.__table__
    return (
        update(target)
        .where(target.c.id == bindparam(key))
        .values({name: bindparam(name) for name in columns})
    )
