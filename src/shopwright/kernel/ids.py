"""Identifiers that grow with time (UUIDv7, RFC 9562), so that an index is filled at its end."""

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

_NANOSECONDS = 1_000_000_000


def new() -> UUID:
    return uuid7()


def new_at(moment: datetime) -> UUID:
    """A new id in the place that something of an earlier time has among others."""
    return uuid7(nanoseconds=int(moment.timestamp() * _NANOSECONDS))


def parse(text: str) -> UUID | None:
    """The id written in a text, or None where it is none: an id that can't exist names nothing."""
    try:
        return UUID(text) if len(text) <= 36 else None
    except ValueError:
        return None
