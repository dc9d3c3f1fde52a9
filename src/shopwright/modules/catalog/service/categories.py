"""The tree of categories grows, moves and is pruned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import case, delete, func, insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids, text
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog import queries, rules
from shopwright.modules.catalog.contracts import Category, CategoryDraft
from shopwright.modules.catalog.errors import (
    CategoryInUse,
    CategoryNotFound,
    SlugTaken,
    StaleCategory,
    UnknownCategory,
)
from shopwright.modules.catalog.events import CategoryChanged, CategoryCreated, CategoryDeleted
from shopwright.modules.catalog.models import CategoryRow, ProductCategoryRow, SlugHistoryRow
from shopwright.modules.catalog.queries.categories import below

Path = tuple[str, ...]
_MOST_NUMBERED = 9


@dataclass(frozen=True, slots=True)
class CategoryPlan:
    """Which category each path of names means, and which of them have to be made first."""

    ids: Mapping[Path, UUID]
    fresh: Sequence[Category] = field(default_factory=list)


async def create_category(work: Work, *, draft: CategoryDraft) -> Category:
    """Put a category into the tree.

    Raises:
        UnknownCategory: the parent does not exist.
        CategoryTooDeep: too many levels.
        SlugTaken: the slug asked for belongs to another; one made of the name is numbered instead.
    """
    category_id = ids.new()
    if draft.parent_id is not None:
        await _hold_tree(work, draft.parent_id)
    parent = await _parent(work, draft)
    rules.check_place(category_id, parent, 1)
    slug = await _slug(work, draft, parent, current=None)
    category = _category(category_id, parent, draft, slug)
    await _insert(work, [category])
    await _note(work, "category.created", category_id, after=_row(category))
    return category


async def update_category(
    work: Work, *, category_id: UUID, draft: CategoryDraft, expected_version: int | None = None
) -> Category:
    """Make a category be as drafted; with another parent it moves, and all below it with it.

    Raises:
        CategoryNotFound: there is none.
        StaleCategory: it is not at ``expected_version`` any more.
        UnknownCategory: the parent does not exist.
        CategoryRing, CategoryTooDeep: it can't stand there.
        SlugTaken: the slug belongs to another.
    """
    before = await _locked(work, category_id)
    if expected_version not in (None, before.version):
        raise StaleCategory
    parent = await _parent(work, draft)
    rules.check_place(category_id, parent, await queries.category_height(work.db, before))
    slug = await _slug(work, draft, parent, current=before)
    after = replace(_category(category_id, parent, draft, slug), version=before.version)
    fields = tuple(
        name for name in Category.__slots__ if getattr(before, name) != getattr(after, name)
    )
    if not fields:
        return before
    after = replace(after, version=before.version + 1)
    await _overwrite(work, before, after)
    work.record(CategoryChanged(category_id=category_id, fields=fields))
    await _note(work, "category.changed", category_id, _row(before), _row(after))
    return after


async def delete_category(
    work: Work, *, category_id: UUID, expected_version: int | None = None
) -> None:
    """Take an empty category out of the tree; its products stay, filed elsewhere or nowhere.

    Raises:
        CategoryNotFound: there is none.
        StaleCategory: it is not at ``expected_version`` any more.
        CategoryInUse: it has subcategories.
    """
    before = await _locked(work, category_id)
    if expected_version not in (None, before.version):
        raise StaleCategory
    child = select(CategoryRow.id).where(CategoryRow.parent_id == category_id).limit(1)
    if await work.db.scalar(child) is not None:
        raise CategoryInUse
    place = ProductCategoryRow
    await work.db.execute(delete(place).where(place.category_id == category_id))
    await work.db.execute(delete(CategoryRow).where(CategoryRow.id == category_id))
    work.record(CategoryDeleted(category_id=category_id))
    await _note(work, "category.deleted", category_id, before=_row(before))


async def plan_categories(work: Work, *, paths: Collection[Path]) -> CategoryPlan:
    """Find the categories that paths of names mean, two statements for any number of paths; writes nothing."""
    names = {name for path in paths for name in path}
    by_place = {
        (each.parent_id, each.name): each
        for each in reversed(await queries.categories_named(work.db, names))
    }
    fresh: list[Category] = []
    found: dict[Path, UUID] = {}
    for path in sorted(paths, key=lambda path: (len(path), path)):
        parent: Category | None = None
        for name in path:
            place = (parent.id if parent else None, name)
            if place not in by_place:
                draft = CategoryDraft(name=name, parent_id=place[0])
                by_place[place] = _category(ids.new(), parent, draft, "")
                fresh.append(by_place[place])
            parent = by_place[place]
        if parent is not None:
            found[path] = parent.id
    return CategoryPlan(found, await _with_slugs(work, fresh, by_place.values()))


async def ensure_categories(work: Work, *, plan: CategoryPlan) -> None:
    """Make the categories that a plan lacks, in one statement."""
    if plan.fresh:
        await _insert(work, plan.fresh)


async def _with_slugs(
    work: Work, fresh: Sequence[Category], known: Collection[Category]
) -> list[Category]:
    """Slugs of the name; where that is taken, of the parent's name and it."""
    if not fresh:
        return []
    names = {each.id: each.name for each in known}
    wishes = {each.id: _wishes(each, names.get(each.parent_id or each.id, "")) for each in fresh}
    taken = await queries.taken_category_slugs(
        work.db, {slug for slugs in wishes.values() for slug in slugs}
    )
    finished = []
    for each in fresh:
        fallback = f"{wishes[each.id][-1]}-{each.id.hex[-8:]}"
        slug = next((wish for wish in wishes[each.id] if wish not in taken), fallback)
        taken.add(slug)
        finished.append(_category(each.id, None, _draft_of(each), slug, path=each.path))
    return finished


def _wishes(category: Category, parent_name: str) -> list[str]:
    own = text.slugify(category.name) or "category"
    longer = text.slugify(rules.joined(parent_name, category.name)) or own
    return [own, longer, *(f"{longer}-{number}" for number in range(2, _MOST_NUMBERED + 1))]


async def _insert(work: Work, fresh: Sequence[Category]) -> None:
    rows = [_row(each) | {"created_at": work.now, "updated_at": work.now} for each in fresh]
    await work.db.execute(insert(CategoryRow), rows)
    for each in fresh:
        work.record(CategoryCreated(category_id=each.id))


async def _overwrite(work: Work, before: Category, after: Category) -> None:
    row = CategoryRow
    await work.db.execute(
        update(row).where(row.id == after.id).values(**_row(after), updated_at=work.now)
    )
    if before.path != after.path:
        moved = after.path + func.substr(row.path, len(before.path) + 1)
        await work.db.execute(
            update(row)
            .where(*below(before.path), row.id != after.id)
            .values(path=case((row.id != after.id, moved), else_=row.path))
        )
    if before.slug != after.slug:
        statement = dialect.insert_or_update(
            work.db, SlugHistoryRow, ("kind", "slug"), ("target_id", "replaced_at")
        )
        history = {"kind": "category", "slug": before.slug, "target_id": after.id}
        await work.db.execute(statement, [history | {"replaced_at": work.now}])


async def _locked(work: Work, category_id: UUID) -> Category:
    await _hold_tree(work, category_id)
    category = await queries.category(work.db, category_id)
    if category is None:
        raise CategoryNotFound
    return category


async def _hold_tree(work: Work, category_id: UUID) -> None:
    """Keep the tree's shape until the commit: moves could meet to a ring, a new branch hang where its parent was."""
    row = CategoryRow
    held = select(row.id).where((row.id == category_id) | row.parent_id.is_(None))
    await work.db.execute(dialect.lock_rows(work.db, held.order_by(row.id)))


async def _parent(work: Work, draft: CategoryDraft) -> Category | None:
    if draft.parent_id is None:
        return None
    parent = await queries.category(work.db, draft.parent_id)
    if parent is None:
        raise UnknownCategory
    return parent


async def _slug(
    work: Work, draft: CategoryDraft, parent: Category | None, *, current: Category | None
) -> str:
    own = current.slug if current else None
    if draft.slug:
        taken = await queries.taken_category_slugs(work.db, [draft.slug])
        if taken - {own}:
            raise SlugTaken
        return draft.slug
    if current and own and current.name == draft.name:
        return own
    wishes = _wishes(_category(ids.new(), parent, draft, ""), parent.name if parent else "")
    taken = await queries.taken_category_slugs(work.db, wishes) - {own}
    return next((wish for wish in wishes if wish not in taken), f"{wishes[1]}-{ids.new().hex[-8:]}")


def _category(
    category_id: UUID, parent: Category | None, draft: CategoryDraft, slug: str, *, path: str = ""
) -> Category:
    above = parent.path if parent else ""
    return Category(
        id=category_id,
        parent_id=draft.parent_id,
        name=draft.name,
        slug=slug,
        position=draft.position,
        path=path or f"{above}{category_id.hex}/",
        description=draft.description,
        seo_title=draft.seo_title,
        seo_description=draft.seo_description,
    )


def _draft_of(category: Category) -> CategoryDraft:
    return CategoryDraft(name=category.name, parent_id=category.parent_id)


def _row(category: Category) -> dict[str, object]:
    return {name: getattr(category, name) for name in Category.__slots__}


async def _note(
    work: Work,
    action: str,
    category_id: UUID,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    subject = Subject("category", str(category_id))
    _ = await audit.note(work, action=action, subject=subject, before=before, after=after)
