"""Files without a row go, rows without a file are told."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from typing_extensions import override

from shopwright.infra.files.folder import FolderStore
from shopwright.infra.files.store import Entry, StoreFull
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.modules.media import queries, service
from shopwright.modules.media.contracts import SHOPS_OWN, Painted, Picture, UseKind
from shopwright.modules.media.errors import PictureInUse
from tests.conftest import START, SteppingClock

pytestmark = pytest.mark.anyio
PAINTED = [Painted(name, 4, 4, "webp", name.encode()) for name in ("zoom", "card", "thumbnail")]


class Shelf(FolderStore):
    """A folder whose files all came when the test began."""

    @override
    async def entries(self) -> AsyncIterator[Entry]:
        async for entry in super().entries():
            yield Entry(entry.key, START)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return Shelf(tmp_path / "media")


async def kept(works: Works, store: FolderStore, checksum: str = "a") -> Picture:
    renditions = await service.put_files(store, PAINTED)
    async with works(system("test")) as work:
        return await service.add_picture(
            work, owner_id=SHOPS_OWN, checksum=checksum, alt="", renditions=renditions
        )


async def keys_in(store: FolderStore) -> set[str]:
    return {entry.key async for entry in store.entries()}


async def test_files_of_an_upload_that_broke_off_are_gone_a_day_later(
    works: Works, store: FolderStore, clock: SteppingClock
) -> None:
    good = await kept(works, store)
    _ = await service.put_files(store, PAINTED)  # and then the process died

    early = await service.sweep(works, store)
    clock.advance(hours=25)
    late = await service.sweep(works, store)

    assert (early.strays, late.strays, late.missing) == (0, 3, ())
    assert await keys_in(store) == {each.key for each in good.renditions}


async def test_a_row_without_its_file_is_told_and_kept(
    works: Works, store: FolderStore, clock: SteppingClock
) -> None:
    whole, broken = await kept(works, store, "a"), await kept(works, store, "b")
    await store.delete([broken.main.key])

    young = await service.sweep(works, store)
    clock.advance(hours=25)
    found = await service.sweep(works, store)

    assert (young.missing, found.missing, found.strays) == ((), (broken.id,), 0)
    async with works.reading() as db:
        assert await queries.picture(db, broken.id) is not None
        assert await queries.picture(db, whole.id) == whole


async def test_a_file_stays_where_its_removal_does_not_commit(
    works: Works, store: FolderStore, worker: Worker
) -> None:
    picture = await kept(works, store)

    with suppress(ZeroDivisionError):
        async with works(system("test")) as work:
            await service.delete_picture(work, picture=picture)
            _ = 1 // 0
    _ = await worker.run_until_idle()
    await service.delete_files(works, store, [each.key for each in picture.renditions])

    assert await keys_in(store) == {each.key for each in picture.renditions}
    async with works.reading() as db:
        assert await queries.picture(db, picture.id) == picture


async def test_what_hangs_somewhere_is_not_deleted(works: Works, store: FolderStore) -> None:
    picture = await kept(works, store)
    async with works(system("test")) as work:
        await service.hang(
            work, picture_id=picture.id, kind=UseKind.CATEGORY, subject_id=picture.id
        )

    with pytest.raises(PictureInUse):
        async with works(system("test")) as work:
            await service.delete_picture(work, picture=picture)

    async with works.reading() as db:
        assert await queries.pictures_of(db, UseKind.CATEGORY, picture.id) == [picture]


async def test_of_two_uploads_of_one_file_at_once_one_stands(
    works: Works, store: FolderStore
) -> None:
    first = await kept(works, store)
    second = await kept(works, store)

    assert second == first


async def test_a_store_that_fails_half_way_keeps_nothing(tmp_path: Path) -> None:
    class Full(FolderStore):
        left = 2

        @override
        async def put(self, key: str, source: bytes | Path, *, content_type: str) -> None:
            if not self.left:
                raise StoreFull
            self.left -= 1
            await super().put(key, source, content_type=content_type)

    store = Full(tmp_path / "media")

    with pytest.raises(StoreFull):
        _ = await service.put_files(store, PAINTED)

    assert await keys_in(store) == set()
