"""What a person left in the tables: found, handed out and removed by what the columns say of themselves."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    Table,
    Text,
    Uuid,
    cast,
    delete,
    false,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db.personal import FOLLOWS, GONE, SEALED, Personal, mark_of
from shopwright.infra.sealing import Keyring, keyring_of

BATCH = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Whose rows are looked for; ``email`` in small letters, where texts may mention it.

    ``reads_email``: he has shown that the address is his, so that what is known by it alone is his too.
    """

    user_id: UUID
    email: str = ""
    reads_email: bool = False


def tables_of_persons(metadata: MetaData) -> Iterator[Table]:
    """Tables in which rows of a person can be found, those first that refer to others."""
    for table in reversed(metadata.sorted_tables):
        if any(mark.subject for _, mark in marked(table)):
            yield table


def marked(table: Table) -> Iterator[tuple[Column[Any], Personal]]:
    """The personal columns of a table."""
    for column in table.columns:
        mark = mark_of(column)
        if isinstance(mark, Personal):
            yield column, mark


def rows_of(table: Table, person: Person) -> ColumnElement[bool]:
    """What is true of the rows of a table that are a person's."""
    subjects = dict.fromkeys(mark.subject for _, mark in marked(table) if mark.subject)
    return or_(*(_whose(table, subject, person) for subject in subjects))


async def rows_to_hand_out(
    db: AsyncConnection, table: Table, person: Person, subject: str = ""
) -> AsyncIterator[dict[str, Any]]:
    """A person's rows as he may read them: unsealed, without secrets; read in batches.

    ``subject`` tells whose they are, for a table that has no personal column itself.
    """
    condition = _whose(table, subject, person) if subject else rows_of(table, person)
    shown = [column for column in table.columns if _is_shown(column)]
    keyring, keys, last = keyring_of(db), list(table.primary_key.columns), None
    while True:
        statement = select(*table.columns).where(condition).order_by(*keys)
        if last is not None:
            statement = statement.where(tuple_(*keys) > tuple_(*last))
        rows = (await db.execute(statement.limit(BATCH))).mappings().all()
        for row in rows:
            yield {column.name: _readable(keyring, column, row) for column in shown}
        if len(rows) < BATCH:
            return
        last = [_literal(key, rows[-1][key.name]) for key in keys]


async def erase_batch(db: AsyncConnection, table: Table, person: Person, after: Any = None) -> Any:
    """Remove a person from up to ``BATCH`` rows of a table; answers after which row to go on, None at the end.

    Done twice it is done once, so that it may begin anew wherever it broke off.
    """
    keys = list(table.primary_key.columns)
    condition = rows_of(table, person)
    if any(mark.erased is GONE and mark.subject for _, mark in marked(table)):
        first = select(*keys).where(condition).limit(BATCH)
        found = (await db.execute(first)).all()
        if found:
            await db.execute(delete(table).where(_among(keys, found)))
        return True if len(found) == BATCH else None
    changed = [(column, mark) for column, mark in marked(table) if mark.erased is not FOLLOWS]
    statement = select(*keys, *(column for column, _ in changed if column not in keys))
    statement = statement.where(condition).order_by(*keys).limit(BATCH)
    if after is not None:
        statement = statement.where(keys[0] > after)
    rows = (await db.execute(statement)).mappings().all()
    for row in rows:
        values = {
            column.name: _left(row[keys[0].name], row[column.name], mark)
            for column, mark in changed
            if mark.subject
        }
        await db.execute(update(table).where(keys[0] == row[keys[0].name]).values(**values))
    return rows[-1][keys[0].name] if len(rows) == BATCH else None


def _whose(table: Table, subject: str, person: Person) -> ColumnElement[bool]:
    if subject.endswith("~"):
        return _mentions(table.columns[subject[:-1]], person)
    if subject.endswith("="):
        is_his = person.reads_email and bool(person.email)
        return table.columns[subject[:-1]] == person.email if is_his else false()
    name, _, elsewhere = subject.partition(">")
    column = table.columns[name]
    if elsewhere:
        other, _, key = elsewhere.partition(".")
        there = table.metadata.tables[other]
        return column.in_(select(there.columns[key]).where(rows_of(there, person)))
    if isinstance(column.type, Uuid):
        return column == person.user_id
    return column.in_([f"user:{person.user_id}", str(person.user_id)])


def _mentions(column: Column[Any], person: Person) -> ColumnElement[bool]:
    words = func.lower(cast(column, Text))
    names = [str(person.user_id), *([person.email] if person.email else ())]
    return or_(*(words.contains(name, autoescape=True) for name in names))


def _left(row: UUID, value: Any, mark: Personal) -> Any:
    if callable(mark.erased):
        found = mark.erased(row, value)
        return null() if found is None else found
    return null() if mark.erased is None else mark.erased


def _is_shown(column: Column[Any]) -> bool:
    mark = mark_of(column)
    return not isinstance(mark, Personal) or mark.exported


def _readable(keyring: Keyring, column: Column[Any], row: Mapping[Any, Any]) -> Any:
    value, mark = row[column.name], mark_of(column)
    if mark is None or not mark.sealed or not value:
        return value
    place = f"{column.table.name}.{column.name}"
    if isinstance(value, str):
        return keyring.unseal(value, place=place, row=row[mark.sealed])
    if not value.get(SEALED):
        return value
    return json.loads(keyring.unseal(value[SEALED], place=place, row=row[mark.sealed]))


def _among(keys: Sequence[Column[Any]], rows: Sequence[Any]) -> ColumnElement[bool]:
    if len(keys) == 1:
        return keys[0].in_([row[0] for row in rows])
    return or_(*(_is_row(keys, row) for row in rows))


def _is_row(keys: Sequence[Column[Any]], row: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = keys[0] == row[0]
    for key, value in zip(keys[1:], row[1:], strict=True):
        condition &= key == value
    return condition


def _literal(key: Column[Any], value: Any) -> ColumnElement[Any]:
    return literal(value, key.type)
