"""What products are known by, for rules that name goods."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.catalog.models import (
    CategoryRow,
    ProductCategoryRow,
    ProductRow,
    ProductTagRow,
)

_PATH, _TAG, _BRAND = "path", "tag", "brand"


@dataclass(frozen=True, slots=True)
class KnownBy:
    """A product's categories and all above them, its brand and its tags."""

    category_ids: frozenset[UUID]
    brand: str
    tags: frozenset[str]


async def known_by(db: AsyncConnection, product_ids: Collection[UUID]) -> dict[UUID, KnownBy]:
    """What some products are known by, in one statement."""
    if not product_ids:
        return {}
    filed, tag, product = ProductCategoryRow, ProductTagRow, ProductRow
    parts: list[Any] = [
        _part(_PATH, filed.product_id, CategoryRow.path)
        .join(CategoryRow, CategoryRow.id == filed.category_id)
        .where(filed.product_id.in_(product_ids)),
        _part(_TAG, tag.product_id, tag.tag).where(tag.product_id.in_(product_ids)),
        _part(_BRAND, product.id, product.brand).where(product.id.in_(product_ids)),
    ]
    categories: dict[UUID, set[UUID]] = {each: set() for each in product_ids}
    tags: dict[UUID, set[str]] = {each: set() for each in product_ids}
    brands: dict[UUID, str] = {}
    for row in await db.execute(union_all(*parts)):
        if row.kind == _PATH:
            categories[row.id].update(UUID(part) for part in row.text.split("/") if part)
        elif row.kind == _TAG:
            tags[row.id].add(row.text)
        else:
            brands[row.id] = row.text
    return {
        each: KnownBy(frozenset(categories[each]), brands.get(each, ""), frozenset(tags[each]))
        for each in product_ids
    }


def _part(kind: str, product_id: Any, text: Any) -> Any:
    named = cast(literal(kind), String(10)).label("kind")
    return select(named, product_id.label("id"), cast(text, String).label("text"))
