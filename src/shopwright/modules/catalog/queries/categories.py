"""The tree of categories."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel import ids
from shopwright.modules.catalog.contracts import Category
from shopwright.modules.catalog.models import CategoryRow

_PORTION = 10_000
LEVEL = 33  # characters of a path that one level takes: an id in hexadecimal and a slash
_CATEGORY: Any = select(
    CategoryRow.id,
    CategoryRow.parent_id,
    CategoryRow.name,
    CategoryRow.slug,
    CategoryRow.position,
    CategoryRow.path,
    CategoryRow.description,
    CategoryRow.seo_title,
    CategoryRow.seo_description,
    CategoryRow.version,
)


async def categories(db: AsyncConnection) -> list[Category]:
    """The whole tree, siblings in their order."""
    ordered = _CATEGORY.order_by(CategoryRow.position, CategoryRow.name, CategoryRow.id)
    return [Category(*row) for row in await db.execute(ordered)]


async def category(db: AsyncConnection, category_id: UUID) -> Category | None:
    return await _one(db, CategoryRow.id == category_id)


async def category_by_slug(db: AsyncConnection, slug: str) -> Category | None:
    return await _one(db, CategoryRow.slug == slug)


async def find_category(db: AsyncConnection, reference: str) -> Category | None:
    """The category that somebody means by an id, a slug or a name; of several of one name the oldest."""
    row = CategoryRow
    named = (row.slug == reference) | (row.name == reference)
    if (category_id := ids.parse(reference)) is not None:
        named |= row.id == category_id
    found = [Category(*each) for each in await db.execute(_CATEGORY.where(named).order_by(row.id))]
    by_slug = next((each for each in found if each.slug == reference), None)
    return by_slug or next(iter(found), None)


async def categories_by_id(
    db: AsyncConnection, category_ids: Collection[UUID]
) -> dict[UUID, Category]:
    if not category_ids:
        return {}
    rows = await db.execute(_CATEGORY.where(CategoryRow.id.in_(category_ids)))
    return {row.id: Category(*row) for row in rows}


async def categories_by_slug(db: AsyncConnection, slugs: Collection[str]) -> list[Category]:
    if not slugs:
        return []
    return [
        Category(*row) for row in await db.execute(_CATEGORY.where(CategoryRow.slug.in_(slugs)))
    ]


async def categories_named(db: AsyncConnection, names: Collection[str]) -> list[Category]:
    """Categories at any level that have one of the names, the oldest first."""
    if not names:
        return []
    statement = _CATEGORY.where(CategoryRow.name.in_(names)).order_by(CategoryRow.id)
    return [Category(*row) for row in await db.execute(statement)]


async def category_height(db: AsyncConnection, category: Category) -> int:
    """How many levels a category and what is below it span; 1 where nothing is."""
    length = await db.scalar(
        select(func.max(func.length(CategoryRow.path))).where(*below(category.path))
    )
    return int(length or len(category.path)) // LEVEL - len(category.ancestor_ids) + 1


async def taken_category_slugs(db: AsyncConnection, slugs: Collection[str]) -> set[str]:
    """Which of some slugs categories have; asked in portions, as a statement takes only so many values."""
    found: set[str] = set()
    asked = sorted(slugs)
    for start in range(0, len(asked), _PORTION):
        portion = asked[start : start + _PORTION]
        found |= set(
            await db.scalars(select(CategoryRow.slug).where(CategoryRow.slug.in_(portion)))
        )
    return found


def below(path: str) -> tuple[Any, Any]:
    """The conditions for a category and everything under it: one range of the paths."""
    return CategoryRow.path >= path, CategoryRow.path < f"{path[:-1]}0"


async def _one(db: AsyncConnection, condition: Any) -> Category | None:
    row = (await db.execute(_CATEGORY.where(condition))).one_or_none()
    return None if row is None else Category(*row)
