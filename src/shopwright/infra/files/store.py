"""The port: named bytes that are put once, read, and deleted."""

import re
import secrets
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from shopwright.kernel.errors import NotFound, ShopError, Unavailable

CHUNK = 256 * 1024
# Two letters of the name itself, so that no folder grows without bounds, then the name that we gave.
_KEY = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{38}(?:-[a-z]{1,20})?\.[a-z0-9]{1,8}")


class FileNotStored(NotFound):
    code = "file_not_stored"
    title = "There is no such file."


class StoreUnavailable(Unavailable):
    code = "file_store_unavailable"
    title = "Files can't be stored or read now; try again later."


class StoreFull(Unavailable):
    code = "file_store_full"
    title = "There is no room for more files now."


class UnusableScanner(ShopError):
    code = "unusable_clamd_url"
    title = "CLAMD_URL is written tcp://host:3310 or unix:///path/to/socket."


class UnusableStore(ShopError):
    code = "unusable_file_store"
    title = "The place for files can't be used."


class BadKey(ValueError):
    """A name that we did not give."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that is there, and when it came."""

    key: str
    stored_at: datetime


class FileStore(Protocol):
    """Where files are. Every method raises StoreUnavailable where the place can't be reached, StoreFull where it is full.

    A file is there whole or not at all. Only keys of :func:`new_stem` are taken: no name of a client's ever gets here.
    """

    async def put(self, key: str, source: bytes | Path, *, content_type: str) -> None:
        """Store bytes, or the content of a file, for good."""

    def read(self, key: str) -> AsyncIterator[bytes]:
        """The content, piece by piece; raises FileNotStored before the first."""

    async def size(self, key: str) -> int:
        """How many bytes it has; raises FileNotStored."""

    async def delete(self, keys: Collection[str]) -> None:
        """Remove files; one that is not there is no error."""

    def entries(self) -> AsyncIterator[Entry]:
        """All files, in no order."""

    def url(self, key: str) -> str:
        """The address under which everybody can fetch it."""


def new_stem() -> str:
    """The beginning of keys that nobody can guess: 160 random bits."""
    name = secrets.token_hex(20)
    return f"{name[:2]}/{name}"


def is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def checked(key: str) -> str:
    """The key itself.

    Raises:
        BadKey: it is none of ours.
    """
    if not is_key(key):
        raise BadKey(key)
    return key
