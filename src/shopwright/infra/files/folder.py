"""Files in a folder."""

import asyncio
import errno
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from shopwright.infra.files.store import (
    CHUNK,
    Entry,
    FileNotStored,
    StoreFull,
    StoreUnavailable,
    checked,
    is_key,
)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DRAFT = ".draft-"
_LISTED_AT_ONCE = 500


class FolderStore:
    """Writes beside, flushes, renames: what has a name is whole and survives a loss of power."""

    def __init__(self, folder: Path, *, base_url: str = "", is_private: bool = False) -> None:
        self.folder = folder
        self._base_url = base_url.rstrip("/")
        self._folder_mode, self._file_mode = (0o700, 0o600) if is_private else (0o755, 0o644)

    async def put(self, key: str, source: bytes | Path, *, content_type: str) -> None:
        del content_type  # told by the ending
        await asyncio.to_thread(self._put, checked(key), source)

    async def read(self, key: str) -> AsyncIterator[bytes]:
        path = self.folder / checked(key)
        with _told():
            try:
                file = await asyncio.to_thread(path.open, "rb")
            except FileNotFoundError:
                raise FileNotStored from None
            try:
                while chunk := await asyncio.to_thread(file.read, CHUNK):
                    yield chunk
            finally:
                file.close()

    async def size(self, key: str) -> int:
        path = self.folder / checked(key)
        with _told():
            try:
                return (await asyncio.to_thread(path.stat)).st_size
            except FileNotFoundError:
                raise FileNotStored from None

    async def delete(self, keys: Collection[str]) -> None:
        await asyncio.to_thread(self._delete, [checked(key) for key in keys])

    async def entries(self) -> AsyncIterator[Entry]:
        """Every file that has a name; drafts have none."""
        walk = self._walk()
        while batch := await asyncio.to_thread(_some, walk):
            for entry in batch:
                yield entry

    async def sweep_drafts(self, before: datetime) -> int:
        """Remove what was being written when a process died; answers how many."""
        return await asyncio.to_thread(self._sweep_drafts, before)

    def url(self, key: str) -> str:
        return f"{self._base_url}/{checked(key)}"

    def _put(self, key: str, source: bytes | Path) -> None:
        path = self.folder / key
        draft = path.parent / f"{_DRAFT}{secrets.token_hex(8)}"
        with _told():
            path.parent.mkdir(mode=self._folder_mode, parents=True, exist_ok=True)
            try:
                self._write(draft, source)
                draft.replace(path)
            finally:
                with suppress(OSError):
                    draft.unlink(missing_ok=True)
            _flush_folder(path.parent)
            _flush_folder(self.folder)

    def _write(self, draft: Path, source: bytes | Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with os.fdopen(os.open(draft, flags, self._file_mode), "wb") as file:
            if isinstance(source, bytes):
                file.write(source)
            else:
                with source.open("rb") as original:
                    shutil.copyfileobj(original, file, CHUNK)
            file.flush()
            os.fsync(file.fileno())

    def _delete(self, keys: Collection[str]) -> None:
        with _told():
            for key in keys:
                (self.folder / key).unlink(missing_ok=True)

    def _walk(self) -> Iterator[Entry]:
        with _told():
            for path in self.folder.glob("??/*"):
                key = f"{path.parent.name}/{path.name}"
                if is_key(key):
                    with suppress(FileNotFoundError):
                        yield Entry(key, datetime.fromtimestamp(path.stat().st_mtime, UTC))

    def _sweep_drafts(self, before: datetime) -> int:
        removed = 0
        with _told():
            for path in self.folder.glob(f"??/{_DRAFT}*"):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < before.timestamp():
                        path.unlink()
                        removed += 1
        return removed


def _some(walk: Iterator[Entry]) -> list[Entry]:
    return list(islice(walk, _LISTED_AT_ONCE))


def _flush_folder(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull from error
        raise StoreUnavailable from error
