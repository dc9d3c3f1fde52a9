"""Pictures come, hang somewhere, and go; their files follow after the commit."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.files.folder import FolderStore
from shopwright.infra.files.store import FileStore, new_stem
from shopwright.infra.work import Work, Works
from shopwright.kernel import ids
from shopwright.modules.media import queries
from shopwright.modules.media.contracts import (
    CONTENT_TYPES,
    Painted,
    Picture,
    Rendition,
    Swept,
    UseKind,
)
from shopwright.modules.media.errors import PictureInUse, PictureNotFound
from shopwright.modules.media.events import PictureDeleted, PictureUploaded
from shopwright.modules.media.models import PictureRow, PictureUseRow, RenditionRow
from shopwright.modules.media.ports import Painter, Scanner
from shopwright.modules.media.rules import check_content, check_name

DELETE_FILES = "media.delete_files"
# An upload that is under way has files and no row yet.
GRACE = timedelta(hours=24)
_BATCH = 500
__all__ = ["FileStore", "Painter", "Scanner", "check_content", "check_name"]


async def put_files(store: FileStore, painted: Sequence[Painted]) -> tuple[Rendition, ...]:
    """Store renditions under a name of their own, outside of any Work; where one fails, none stays."""
    stem = new_stem()
    made = tuple(
        Rendition(
            each.name,
            f"{stem}-{each.name}.{each.ending}",
            each.width,
            each.height,
            len(each.content),
        )
        for each in painted
    )
    try:
        for rendition, each in zip(made, painted, strict=True):
            await store.put(rendition.key, each.content, content_type=CONTENT_TYPES[each.ending])
    except BaseException:
        await store.delete([each.key for each in made])
        raise
    return tuple(sorted(made, key=lambda each: (each.width, each.name)))


async def add_picture(
    work: Work, *, owner_id: UUID, checksum: str, alt: str, renditions: Sequence[Rendition]
) -> Picture:
    """Note a picture whose files are stored; where the owner has the same one already, that one is answered."""
    row, picture_id = PictureRow, ids.new()
    statement = dialect.insert_or_ignore(work.db, row, [row.owner_id, row.checksum]).values(
        id=picture_id, owner_id=owner_id, checksum=checksum, alt=alt, created_at=work.now
    )
    if (await work.db.execute(statement)).rowcount == 0:
        known = await queries.by_checksum(work.db, owner_id, checksum)
        if known is None:
            raise PictureNotFound
        return known
    await work.db.execute(
        insert(RenditionRow),
        [
            {
                "picture_id": picture_id,
                "name": each.name,
                "key": each.key,
                "width": each.width,
                "height": each.height,
                "size": each.size,
            }
            for each in renditions
        ],
    )
    work.record(PictureUploaded(picture_id=picture_id))
    return Picture(picture_id, owner_id, checksum, alt, work.now, tuple(renditions))


async def describe(work: Work, *, picture_id: UUID, alt: str) -> None:
    """Change the words that stand for a picture where it is hung up from now on."""
    await work.db.execute(update(PictureRow).where(PictureRow.id == picture_id).values(alt=alt))


async def hang(work: Work, *, picture_id: UUID, kind: UseKind, subject_id: UUID) -> None:
    """Put a picture behind those that hang on a category or a brand already."""
    use = PictureUseRow
    here = (use.kind == kind, use.subject_id == subject_id)
    last = await work.db.scalar(select(func.max(use.position)).where(*here))
    statement = dialect.insert_or_ignore(work.db, use).values(
        kind=kind,
        subject_id=subject_id,
        picture_id=picture_id,
        position=0 if last is None else last + 1,
    )
    await work.db.execute(statement)


async def arrange(
    work: Work, *, kind: UseKind, subject_id: UUID, picture_ids: Sequence[UUID]
) -> None:
    """Let exactly these pictures hang there, in this order.

    Raises:
        PictureNotFound: one of them is none.
    """
    wanted = list(dict.fromkeys(picture_ids))
    known = await work.db.scalars(select(PictureRow.id).where(PictureRow.id.in_(wanted)))
    if len(known.all()) < len(wanted):
        raise PictureNotFound
    use = PictureUseRow
    await work.db.execute(delete(use).where(use.kind == kind, use.subject_id == subject_id))
    rows = [
        {"kind": kind, "subject_id": subject_id, "picture_id": each, "position": at}
        for at, each in enumerate(wanted)
    ]
    if rows:
        await work.db.execute(insert(use), rows)


async def delete_picture(work: Work, *, picture: Picture) -> None:
    """Forget a picture; its files go by a job, so that they stay where this Work does not commit.

    Raises:
        PictureInUse: it hangs somewhere.
    """
    if await queries.is_used(work.db, picture.id):
        raise PictureInUse
    await work.db.execute(delete(RenditionRow).where(RenditionRow.picture_id == picture.id))
    await work.db.execute(delete(PictureRow).where(PictureRow.id == picture.id))
    work.enqueue(DELETE_FILES, {"keys": [each.key for each in picture.renditions]})
    work.record(PictureDeleted(picture_id=picture.id))


async def delete_files(works: Works, store: FileStore, keys: Sequence[str]) -> None:
    """Delete files of pictures that are gone; a key that a row still has is left alone."""
    async with works.reading() as db:
        known = await queries.known_keys(db, keys)
    await store.delete([key for key in keys if key not in known])


async def sweep(works: Works, store: FileStore) -> Swept:
    """Delete files that no row knows, once they are a day old, and find rows whose files are missing."""
    before, strays, there = works.now() - GRACE, 0, set[str]()
    batch: list[str] = []
    async for entry in store.entries():
        there.add(entry.key)
        if entry.stored_at < before:
            batch.append(entry.key)
        if len(batch) >= _BATCH:
            strays += await _drop_strays(works, store, batch)
            batch = []
    strays += await _drop_strays(works, store, batch)
    if isinstance(store, FolderStore):
        await store.sweep_drafts(before)
    return Swept(strays, await _missing(works, there))


async def _drop_strays(works: Works, store: FileStore, keys: Sequence[str]) -> int:
    async with works.reading() as db:
        known = await queries.known_keys(db, keys)
    strays = [key for key in keys if key not in known]
    await store.delete(strays)
    return len(strays)


async def _missing(works: Works, there: set[str]) -> tuple[UUID, ...]:
    """Rows that are younger than the listing of files have files that it may lack."""
    lacking: dict[UUID, None] = {}
    async with works.reading() as db:
        async for rows in queries.all_keys(db):
            lacking |= {picture_id: None for picture_id, key in rows if key not in there}
        settled = [
            each
            for each in lacking
            if (found := await queries.picture(db, each)) and found.created_at < works.now() - GRACE
        ]
    return tuple(settled)
