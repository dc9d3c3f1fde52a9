"""Pages of a list: what is asked for, what is answered, and the opaque cursor between them."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from shopwright.kernel import ids, text
from shopwright.kernel.errors import InvalidCursor

Item = TypeVar("Item")
LARGEST_PAGE = 100
_LONGEST_CURSOR = 512
_LARGEST_KEY = 2**63 - 1

CursorValue = str | int | None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """``limit`` items after a cursor, or after ``offset`` items where numbers were asked for."""

    limit: int = 20
    cursor: str | None = None
    offset: int | None = None
    with_total: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    items: Sequence[Item]
    limit: int
    next_cursor: str | None = None
    total: int | None = None
    offset: int | None = None

    @property
    def has_more(self) -> bool:
        if self.offset is not None and self.total is not None:
            return self.offset + len(self.items) < self.total
        return self.next_cursor is not None


def encode_cursor(sort: str, *values: CursorValue) -> str:
    """The place in a list after which the next page begins: the order's name and the last row's keys."""
    written = json.dumps([sort, *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, sort: str, size: int) -> list[CursorValue]:
    """The keys in a cursor, for the order ``sort`` with ``size`` keys.

    Raises:
        InvalidCursor: garbled, or made for another order.
    """
    if len(cursor) > _LONGEST_CURSOR:
        raise InvalidCursor
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError):
        raise InvalidCursor from None
    if not isinstance(values, list) or len(values) != size + 1 or values[0] != sort:
        raise InvalidCursor
    keys = values[1:]
    if not all(_is_key(key) for key in keys):
        raise InvalidCursor
    return keys


def id_in_cursor(cursor: str, sort: str) -> UUID:
    """The one key in a cursor of a list that is ordered by id.

    Raises:
        InvalidCursor: garbled, made for another order, or its key is no id.
    """
    [key] = decode_cursor(cursor, sort, 1)
    found = ids.parse(key) if isinstance(key, str) else None
    if found is None:
        raise InvalidCursor
    return found


def _is_key(key: object) -> bool:
    """Whether a database takes the key: no number beyond 64 bits, no text that PostgreSQL refuses."""
    if isinstance(key, str):
        return text.fault_of(key) is None
    return key is None or (type(key) is int and abs(key) <= _LARGEST_KEY)
