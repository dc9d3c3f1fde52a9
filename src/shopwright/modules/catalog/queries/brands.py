"""Who makes goods."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.kernel import ids
from shopwright.kernel.errors import InvalidCursor
from shopwright.kernel.paging import Page, PageRequest, decode_cursor, encode_cursor
from shopwright.modules.catalog.contracts import Brand
from shopwright.modules.catalog.models import BrandRow, ProductRow
from shopwright.modules.catalog.queries.products import former_slug

_NAMES = tuple(Brand.__dataclass_fields__)
_BRAND: Any = select(*(getattr(BrandRow, name) for name in _NAMES))


async def brand(db: AsyncConnection, brand_id: UUID, *, for_change: bool = False) -> Brand | None:
    chosen = _BRAND.where(BrandRow.id == brand_id)
    row = (await db.execute(dialect.lock_rows(db, chosen) if for_change else chosen)).one_or_none()
    return None if row is None else _brand(row)


async def find_brand(db: AsyncConnection, reference: str) -> Brand | None:
    """The brand that an id or a slug means, one that it has or once had."""
    brand_id = ids.parse(reference)
    if brand_id is not None:
        return await brand(db, brand_id)
    row = (await db.execute(_BRAND.where(BrandRow.slug == reference))).one_or_none()
    if row is not None:
        return _brand(row)
    now_at = await former_slug(db, "brand", reference)
    return await brand(db, now_at) if now_at else None


async def brands(db: AsyncConnection, page: PageRequest) -> Page[Brand]:
    """In the order of their names, in one statement, and one more where they are to be counted."""
    row = BrandRow
    chosen = _BRAND.order_by(row.name_key).limit(page.limit + 1)
    if page.cursor:
        (edge,) = decode_cursor(page.cursor, "brands", 1)
        if not isinstance(edge, str):
            raise InvalidCursor
        chosen = chosen.where(row.name_key > edge)
    if page.offset is not None:
        chosen = chosen.offset(page.offset)
    is_counted = page.with_total or page.offset is not None
    total = await db.scalar(select(func.count()).select_from(row)) if is_counted else None
    found = [_brand(each) for each in await db.execute(chosen)]
    shown = found[: page.limit]
    more = None
    if len(found) > page.limit:
        more = encode_cursor("brands", name_key(shown[-1].name))
    return Page(shown, page.limit, more, total, page.offset)


async def brand_ids(db: AsyncConnection, keys: Collection[str]) -> dict[str, UUID]:
    """Brands by the keys of their names."""
    if not keys:
        return {}
    row = BrandRow
    found = await db.execute(select(row.name_key, row.id).where(row.name_key.in_(keys)))
    return {each.name_key: each.id for each in found}


async def taken_brand_slugs(db: AsyncConnection, slugs: Collection[str]) -> set[str]:
    """Which of some slugs brands have."""
    if not slugs:
        return set()
    return set(await db.scalars(select(BrandRow.slug).where(BrandRow.slug.in_(slugs))))


async def product_ids_of_brand(
    db: AsyncConnection, brand_id: UUID, after: UUID | None, *, limit: int
) -> list[UUID]:
    """The next products of a brand, in the order of their ids."""
    row = ProductRow
    chosen = select(row.id).where(row.brand_id == brand_id, row.deleted_at.is_(None))
    if after is not None:
        chosen = chosen.where(row.id > after)
    return list(await db.scalars(chosen.order_by(row.id).limit(limit)))


def name_key(name: str) -> str:
    """What tells brands apart: the name in small letters."""
    return " ".join(name.casefold().split())[:255]


def _brand(row: Any) -> Brand:
    return Brand(**{name: getattr(row, name) for name in _NAMES})
