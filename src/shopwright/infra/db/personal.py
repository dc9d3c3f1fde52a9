"""The registry of personal data: each column of text says whether it can hold something of a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, Column, MetaData, String, Table
from sqlalchemy.types import TypeDecorator

KEY = "personal"
SEALED = "sealed"  # the member of a document that holds its sealed part


class Gone:
    """What a column is erased with when its whole row goes."""


class Follows:
    """What a column is erased with that is computed from others."""


GONE: Final = Gone()
FOLLOWS: Final = Follows()


@dataclass(frozen=True, slots=True)
class Personal:
    """What is to be known of a column that holds something of a person.

    ``subject`` names the column of the same row that tells whose it is: by a user's id (``user_id``), by the name of an
    actor (``actor``), by another row that knows (``order_id>orders.id``), by being his email address in small letters
    (``email_key=``), or by mentioning him anywhere in its text (``payload~``). An empty one says that the column's own module finds and removes it.

    ``erased`` is what the column holds after the person is gone: a value, a function of the value that was there, or
    :data:`GONE`, which takes the whole row; :data:`FOLLOWS` is for columns that the database derives from others.
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


def tombstone_email(row: UUID, _: Any) -> str:
    """An address that reaches nobody, of its own for each row, where an address must be."""
    return f"{row.hex}@erased.invalid"


def clear_part(_: UUID, sealed: Any) -> Any:
    """What was never personal of a document with a sealed part: of an address, the country."""
    return {name: value for name, value in sealed.items() if name != SEALED} if sealed else sealed


def emptied(_: UUID, __: Any) -> dict[str, Any]:
    """A document without anything in it."""
    return {}


def mark_of(column: Column[Any]) -> Personal | Impersonal | None:
    """What a column says of itself, or its table of all of them: ``__table_args__ = (..., {"info": impersonal()})``."""
    found = column.info.get(KEY) or column.table.info.get(KEY)
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
