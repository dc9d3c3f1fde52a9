"""Which products and categories can be."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from shopwright.modules.catalog.contracts import (
    DEEPEST_CATEGORY,
    LARGEST_IMAGES,
    LARGEST_LIMIT,
    LARGEST_OPTIONS,
    LARGEST_VARIANTS,
    TAX_CLASS,
    Category,
    Product,
    ProductDraft,
    ProductStatus,
    ShelfStatus,
    Variant,
)
from shopwright.modules.catalog.errors import CategoryRing, CategoryTooDeep, InvalidProduct

LONGEST_TITLE = 500
LONGEST_SLUG = 160
HEAVIEST_GRAMS = 10**8
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")
_DRAFT_FIELDS = (
    "slug", "title", "description", "brand", "product_type", "status", "owner_id", "seo_title",
    "seo_description", "attributes", "options", "variants", "images", "tags", "category_ids",
    "published_from", "published_until", "tax_class", "most_per_order",
)  # fmt: skip


def changed_fields(before: Product | None, after: ProductDraft) -> tuple[str, ...]:
    """The names of the fields that differ; all of them where there was nothing before."""
    if before is None:
        return _DRAFT_FIELDS
    return tuple(name for name in _DRAFT_FIELDS if getattr(before, name) != getattr(after, name))


def check(draft: ProductDraft) -> None:
    """Refuse a product that can't be.

    Raises:
        InvalidProduct: says what is wrong with it.
    """
    for fault in _faults(draft):
        raise InvalidProduct(fault)


def shelf_status(draft: ProductDraft, at: datetime) -> ShelfStatus:
    """Where a product stands at a moment; its window is open from its beginning up to its end, which is not in it."""
    if draft.status is not ProductStatus.PUBLISHED:
        return ShelfStatus(draft.status)
    if draft.published_from is not None and at < draft.published_from:
        return ShelfStatus.SCHEDULED
    if draft.published_until is not None and at >= draft.published_until:
        return ShelfStatus.ENDED
    return ShelfStatus.PUBLISHED


def is_on_shelf(draft: ProductDraft, at: datetime) -> bool:
    return shelf_status(draft, at) is ShelfStatus.PUBLISHED


def next_flip(draft: ProductDraft, after: datetime) -> datetime | None:
    """When a published product's window opens or closes next."""
    if draft.status is not ProductStatus.PUBLISHED:
        return None
    ends = (draft.published_from, draft.published_until)
    return min((end for end in ends if end is not None and end > after), default=None)


def is_slug(text: str) -> bool:
    return len(text) <= LONGEST_SLUG and _SLUG.fullmatch(text) is not None


def free_slug(wanted: str, taken: Iterable[str]) -> str:
    """The slug itself, or the first of ``slug-2``, ``slug-3``, … that nobody has."""
    others = set(taken)
    if wanted not in others:
        return wanted
    number = 2
    while f"{wanted}-{number}" in others:
        number += 1
    return f"{wanted}-{number}"


def joined(parent_name: str, name: str) -> str:
    """A category's name after its parent's, without words that would stand there twice.

    "Dog accessories" and "Accessories" make "dog accessories", the same name twice makes it once.
    """
    above, own = parent_name.casefold().split(), name.casefold().split()
    most = min(len(above), len(own))
    shared = next((size for size in range(most, 0, -1) if above[-size:] == own[:size]), 0)
    return " ".join([*above, *own[shared:]])


def sorted_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags without repetitions, whatever their case; the first spelling stays."""
    kept: dict[str, str] = {}
    for tag in tags:
        if tag:
            kept.setdefault(tag.casefold(), tag)
    return tuple(sorted(kept.values()))


def check_place(category_id: UUID, parent: Category | None, height: int) -> None:
    """Refuse a place in the tree; ``height`` is how many levels the category itself spans.

    Raises:
        CategoryRing: below itself.
        CategoryTooDeep: the lowest level would be too deep.
    """
    above = parent.ancestor_ids if parent else ()
    if category_id in above:
        raise CategoryRing
    if len(above) + height > DEEPEST_CATEGORY:
        raise CategoryTooDeep


def _faults(draft: ProductDraft) -> Iterable[str]:
    if not 1 <= len(draft.title) <= LONGEST_TITLE:
        yield f"The title has 1 to {LONGEST_TITLE} characters."
    if not is_slug(draft.slug):
        yield "The slug is made of small letters, digits and hyphens."
    opens, closes = draft.published_from, draft.published_until
    if opens is not None and closes is not None and opens >= closes:
        yield "A product shows from a time up to a later one."
    if len(draft.images) > LARGEST_IMAGES:
        yield f"A product has {LARGEST_IMAGES} images at most."
    if draft.tax_class and not TAX_CLASS.fullmatch(draft.tax_class):
        yield "A tax class is made of small letters, digits and underscores."
    if not 0 <= draft.most_per_order <= LARGEST_LIMIT:
        yield f"One order takes 0 (any) to {LARGEST_LIMIT} pieces."
    yield from _option_faults(draft.options, draft.variants)
    yield from _variant_faults(draft.variants)


def _option_faults(options: Sequence[str], variants: Sequence[Variant]) -> Iterable[str]:
    if len(options) > LARGEST_OPTIONS:
        yield f"A product has {LARGEST_OPTIONS} options at most."
    if not all(options) or _repeats(name.casefold() for name in options):
        yield "Options have names, each its own."
    if any(len(variant.option_values) != len(options) for variant in variants):
        yield "Each variant has one value for each option."
    if any(not value for variant in variants for value in variant.option_values):
        yield "Values of options are not empty."
    if options and _repeats(
        tuple(value.casefold() for value in variant.option_values) for variant in variants
    ):
        yield "No two variants have the same values."
    if not options and len(variants) > 1:
        yield "Several variants differ in an option."


def _variant_faults(variants: Sequence[Variant]) -> Iterable[str]:
    if not 1 <= len(variants) <= LARGEST_VARIANTS:
        yield f"A product has 1 to {LARGEST_VARIANTS} variants."
    if _repeats(variant.sku for variant in variants if variant.sku is not None):
        yield "No two variants have the same SKU."
    if any(variant.sku == "" for variant in variants):
        yield "A SKU is not empty."
    if any(not 0 <= (variant.weight_grams or 0) <= HEAVIEST_GRAMS for variant in variants):
        yield "A weight is zero or more grams."


def _repeats(values: Iterable[object]) -> bool:
    listed = list(values)
    return len(listed) != len(set(listed))
