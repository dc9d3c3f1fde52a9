"""The registry of personal data: each column of text says whether it can hold something of a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import JSON, Column, MetaData, String, Table
from sqlalchemy.types import TypeDecorator

KEY = "personal"


class Gone:
    """What a column is erased with whose whole row goes."""


GONE: Final = Gone()


@dataclass(frozen=True, slots=True)
class Personal:
    """What is to be known of a column that holds something of a person.

    ``subject`` names the column of the same row that tells whose it is: a user's id, or ``column>table.column`` where
    another row knows. ``erased`` is what the column holds after the person is gone; :data:`GONE` takes the whole row.
    """

    subject: str
    erased: Any
    exported: bool
    sealed: str


@dataclass(frozen=True, slots=True)
class Impersonal:
    """Nothing of a person, but for what somebody may have sealed there."""

    sealed: str


def personal(
    subject: str = "user_id", erased: Any = "", *, exported: bool = True, sealed: str = ""
) -> dict[str, Any]:
    """The ``info`` of a column that can hold something of a person.

    ``exported=False`` keeps secrets out of what the person is given. ``sealed`` names the column that its values are
    bound to, where they are sealed: usually ``id``.
    """
    return {KEY: Personal(subject, erased, exported, sealed)}


def impersonal(*, sealed: str = "") -> dict[str, Any]:
    """The ``info`` of a column of text that never holds anything of a person."""
    return {KEY: Impersonal(sealed)}


def mark_of(column: Column[Any]) -> Personal | Impersonal | None:
    """What a column says of itself."""
    found = column.info.get(KEY)
    return found if isinstance(found, Personal | Impersonal) else None


def holds_text(column: Column[Any]) -> bool:
    """Whether a column can hold words: text and JSON do; times and ids, which are stored as text somewhere, do not."""
    kind = column.type
    if isinstance(kind, TypeDecorator):
        return False
    return isinstance(kind, String | JSON)


def personal_columns(metadata: MetaData) -> Iterator[tuple[Table, Column[Any], Personal]]:
    """Every column that can hold something of a person."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            mark = mark_of(column)
            if isinstance(mark, Personal):
                yield table, column, mark


def sealed_columns(metadata: MetaData) -> Iterator[tuple[Table, Column[Any], str]]:
    """Every column whose values are sealed, with the name of the column that they are bound to."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            mark = mark_of(column)
            if mark is not None and mark.sealed:
                yield table, column, mark.sealed
