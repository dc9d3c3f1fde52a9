"""Brands are made when products name them, described by staff, and renamed with all their products."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import delete, insert, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids, text
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog import queries
from shopwright.modules.catalog.contracts import Brand, BrandDraft
from shopwright.modules.catalog.errors import (
    BrandInUse,
    BrandNotFound,
    BrandTaken,
    SlugTaken,
    StaleBrand,
)
from shopwright.modules.catalog.events import BrandChanged
from shopwright.modules.catalog.models import BrandRow, ProductRow, SlugHistoryRow

_DRAFTED = tuple(BrandDraft.__dataclass_fields__)


async def ensure_brands(work: Work, *, names: Collection[str]) -> Mapping[str, UUID]:
    """The brands of these names by their keys; those that are not there yet are made, in three statements for any number."""
    by_key = {queries.name_key(name): name for name in sorted(names) if name}
    known = await queries.brand_ids(work.db, by_key)
    missing = [key for key in by_key if key not in known]
    if not missing:
        return known
    wishes = {key: text.slugify(by_key[key]) or "brand" for key in missing}
    taken = await queries.taken_brand_slugs(work.db, set(wishes.values()))
    rows = []
    for key in missing:
        brand_id = ids.new()
        slug = wishes[key]
        slug = slug if slug not in taken else f"{slug}-{brand_id.hex[-12:]}"
        taken.add(slug)
        draft = BrandDraft(name=by_key[key], slug=slug)
        rows.append(_row(work, Brand(id=brand_id, version=1, **_fields(draft))))
    # Somebody else may make the same brand at the same moment: his stands.
    await work.db.execute(dialect.insert_or_ignore(work.db, BrandRow, ["name_key"]), rows)
    return await queries.brand_ids(work.db, by_key)


async def create_brand(work: Work, *, draft: BrandDraft) -> Brand:
    """Raises BrandTaken or SlugTaken."""
    brand_id = ids.new()
    await _refuse_taken(work, draft, None)
    slug = draft.slug or await _free_slug(work, draft, brand_id)
    made = Brand(id=brand_id, version=1, **_fields(draft) | {"slug": slug})
    await work.db.execute(insert(BrandRow).values(_row(work, made)))
    await _note(work, "brand.created", made.id, after=_fields(made))
    return made


async def update_brand(
    work: Work, *, brand_id: UUID, draft: BrandDraft, expected_version: int | None = None
) -> Brand:
    """Make a brand be as drafted; its products bear the new name at once.

    Raises:
        BrandNotFound: there is none.
        StaleBrand: it is not at ``expected_version`` any more.
        BrandTaken, SlugTaken: another brand has the name or the slug.
    """
    before = await queries.brand(work.db, brand_id, for_change=True)
    if before is None:
        raise BrandNotFound
    if expected_version not in (None, before.version):
        raise StaleBrand
    await _refuse_taken(work, draft, before)
    after = Brand(
        id=brand_id,
        version=before.version + 1,
        **_fields(draft) | {"slug": draft.slug or before.slug},
    )
    changed = tuple(name for name in _DRAFTED if getattr(before, name) != getattr(after, name))
    if not changed:
        return before
    values = {name: getattr(after, name) for name in (*_DRAFTED, "version")}
    values |= {"name_key": queries.name_key(after.name), "updated_at": work.now}
    await work.db.execute(update(BrandRow).where(BrandRow.id == brand_id).values(**values))
    await _carry_on(work, before, after)
    work.record(BrandChanged(brand_id=brand_id, fields=changed))
    await _note(work, "brand.changed", brand_id, _fields(before), _fields(after))
    return after


async def delete_brand(work: Work, *, brand_id: UUID, expected_version: int | None = None) -> None:
    """Raises BrandNotFound, StaleBrand, or BrandInUse while there are products of it."""
    before = await queries.brand(work.db, brand_id, for_change=True)
    if before is None:
        raise BrandNotFound
    if expected_version not in (None, before.version):
        raise StaleBrand
    product = ProductRow
    if await queries.product_ids_of_brand(work.db, brand_id, None, limit=1):
        raise BrandInUse
    of_removed = update(product).where(product.brand_id == brand_id).values(brand_id=None)
    await work.db.execute(of_removed)
    await work.db.execute(delete(BrandRow).where(BrandRow.id == brand_id))
    await _note(work, "brand.deleted", brand_id, before=_fields(before))


async def _carry_on(work: Work, before: Brand, after: Brand) -> None:
    """The name goes to the products, the old slug into the history."""
    if before.name != after.name:
        row = ProductRow
        renamed = update(row).where(row.brand_id == after.id)
        await work.db.execute(renamed.values(brand=after.name, version=row.version + 1))
    if before.slug != after.slug:
        statement = dialect.insert_or_update(
            work.db, SlugHistoryRow, ("kind", "slug"), ("target_id", "replaced_at")
        )
        history = {"kind": "brand", "slug": before.slug, "target_id": after.id}
        await work.db.execute(statement, [history | {"replaced_at": work.now}])


async def _refuse_taken(work: Work, draft: BrandDraft, before: Brand | None) -> None:
    key = queries.name_key(draft.name)
    own = before.id if before else None
    if (await queries.brand_ids(work.db, [key])).get(key, own) != own:
        raise BrandTaken
    is_new = draft.slug and draft.slug != (before.slug if before else "")
    if is_new and await queries.taken_brand_slugs(work.db, [draft.slug]):
        raise SlugTaken


async def _free_slug(work: Work, draft: BrandDraft, brand_id: UUID) -> str:
    wanted = text.slugify(draft.name) or "brand"
    is_taken = await queries.taken_brand_slugs(work.db, [wanted])
    return f"{wanted}-{brand_id.hex[-12:]}" if is_taken else wanted


def _fields(draft: BrandDraft) -> dict[str, str]:
    return {name: getattr(draft, name) for name in _DRAFTED}


def _row(work: Work, brand: Brand) -> dict[str, object]:
    named = {"id": brand.id, "version": brand.version, "name_key": queries.name_key(brand.name)}
    return {**_fields(brand), **named, "created_at": work.now, "updated_at": work.now}


async def _note(
    work: Work,
    action: str,
    brand_id: UUID,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    subject = Subject("brand", str(brand_id))
    _ = await audit.note(work, action=action, subject=subject, before=before, after=after)
