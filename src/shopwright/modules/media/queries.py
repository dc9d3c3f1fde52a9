"""Reading pictures."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.infra.files.store import is_key
from shopwright.modules.media.contracts import Picture, Rendition, UseKind
from shopwright.modules.media.models import PictureRow, PictureUseRow, RenditionRow

_BATCH = 500


async def picture(
    db: AsyncConnection, picture_id: UUID, *, for_change: bool = False
) -> Picture | None:
    statement: Any = select(PictureRow.__table__).where(PictureRow.id == picture_id)
    if for_change:
        statement = dialect.lock_rows(db, statement)
    return next(iter(await _pictures(db, statement)), None)


async def by_checksum(db: AsyncConnection, owner_id: UUID, checksum: str) -> Picture | None:
    """The picture that was made of the same file."""
    row = PictureRow
    statement = select(row.__table__).where(row.owner_id == owner_id, row.checksum == checksum)
    return next(iter(await _pictures(db, statement)), None)


async def pictures(
    db: AsyncConnection, *, owner_id: UUID | None, before: UUID | None, limit: int
) -> Sequence[Picture]:
    """The latest first, those of one owner or of all; ``before`` is the last one of the page before."""
    statement = select(PictureRow.__table__).order_by(PictureRow.id.desc()).limit(limit)
    if owner_id is not None:
        statement = statement.where(PictureRow.owner_id == owner_id)
    if before is not None:
        statement = statement.where(PictureRow.id < before)
    return await _pictures(db, statement)


async def pictures_of(db: AsyncConnection, kind: UseKind, subject_id: UUID) -> Sequence[Picture]:
    """What hangs on a category or a brand, the cover first."""
    use = PictureUseRow
    statement = (
        select(PictureRow.__table__)
        .join(use, use.picture_id == PictureRow.id)
        .where(use.kind == kind, use.subject_id == subject_id)
        .order_by(use.position, PictureRow.id)
    )
    return await _pictures(db, statement)


async def renditions_by_url(
    db: AsyncConnection, urls: Collection[str]
) -> Mapping[str, Mapping[str, Rendition]]:
    """The sizes of those addresses that are pictures of ours, by address and name; one statement, none without any."""
    keys = {url: key for url in urls if (key := key_in(url))}
    if not keys:
        return {}
    row, other = RenditionRow, RenditionRow.__table__.alias("asked")
    statement = (
        select(other.c.key.label("asked_key"), row.name, row.key, row.width, row.height, row.size)
        .join(other, other.c.picture_id == row.picture_id)
        .where(other.c.key.in_(set(keys.values())))
    )
    found: dict[str, dict[str, Rendition]] = defaultdict(dict)
    for each in await db.execute(statement):
        found[each.asked_key][each.name] = Rendition(*each[1:])
    return {url: found[key] for url, key in keys.items() if key in found}


async def is_used(db: AsyncConnection, picture_id: UUID) -> bool:
    """Whether it hangs on a category or a brand."""
    statement = select(exists().where(PictureUseRow.picture_id == picture_id))
    return bool(await db.scalar(statement))


async def known_keys(db: AsyncConnection, keys: Collection[str]) -> set[str]:
    """Those of some keys that rows have."""
    return set(await db.scalars(select(RenditionRow.key).where(RenditionRow.key.in_(keys))))


async def all_keys(db: AsyncConnection) -> AsyncIterator[Sequence[tuple[UUID, str]]]:
    """Every key that there should be a file of, with its picture, a batch at a time."""
    row, last = RenditionRow, None
    while True:
        statement = select(row.picture_id, row.name, row.key).order_by(row.picture_id, row.name)
        if last is not None:
            after = and_(row.picture_id == last.picture_id, row.name > last.name)
            statement = statement.where(or_(row.picture_id > last.picture_id, after))
        found = (await db.execute(statement.limit(_BATCH))).all()
        if not found:
            return
        yield [(each.picture_id, each.key) for each in found]
        last = found[-1]


def key_in(url: str) -> str | None:
    """The key at the end of an address, where there is one."""
    key = "/".join(url.rsplit("/", 2)[-2:])
    return key if is_key(key) else None


async def _pictures(db: AsyncConnection, statement: Any) -> Sequence[Picture]:
    rows = (await db.execute(statement)).all()
    if not rows:
        return []
    row = RenditionRow
    sizes = (
        select(row.picture_id, row.name, row.key, row.width, row.height, row.size)
        .where(row.picture_id.in_([each.id for each in rows]))
        .order_by(row.width, row.name)
    )
    found: dict[UUID, list[Rendition]] = defaultdict(list)
    for size in await db.execute(sizes):
        found[size.picture_id].append(Rendition(*size[1:]))
    return [
        Picture(
            each.id, each.owner_id, each.checksum, each.alt, each.created_at, tuple(found[each.id])
        )
        for each in rows
    ]
