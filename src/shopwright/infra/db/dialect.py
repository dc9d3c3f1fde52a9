"""Where PostgreSQL and SQLite say the same thing in different words."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnClause,
    ColumnElement,
    and_,
    column,
    func,
    select,
    text,
    union,
    values,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

# Of all characters: what begins with a text comes before the text with this behind it.
LAST = "\U0010ffff"
Columns = Sequence[InstrumentedAttribute[Any] | str]


def is_postgres(db: AsyncConnection) -> bool:
    return db.dialect.name == "postgresql"


def insert_or_ignore(db: AsyncConnection, table: Any, conflict: Columns = ()) -> Any:
    """An INSERT that leaves a row alone that stands in its way; ``conflict`` names the unique columns, none for any."""
    return _insert(db, table).on_conflict_do_nothing(index_elements=_names(conflict) or None)


def insert_or_update(db: AsyncConnection, table: Any, conflict: Columns, update: Columns) -> Any:
    """An INSERT that overwrites the ``update`` columns of a row that stands in its way."""
    statement = _insert(db, table)
    changes: Mapping[str, Any] = {name: statement.excluded[name] for name in _names(update)}
    return statement.on_conflict_do_update(index_elements=_names(conflict), set_=changes)


def insert_or_add(db: AsyncConnection, table: Any, conflict: Columns, add: Columns) -> Any:
    """An INSERT that adds its ``add`` columns to those of a row that stands in its way."""
    statement, target = _insert(db, table), getattr(table, "__table__", table)
    sums = {name: target.c[name] + statement.excluded[name] for name in _names(add)}
    return statement.on_conflict_do_update(index_elements=_names(conflict), set_=sums)


def lock_rows(
    db: AsyncConnection, statement: Any, *, skip_locked: bool = False, of: Any = None
) -> Any:
    """The SELECT with its rows (of one table, where named) locked until commit; SQLite has one writer and no locks."""
    return (
        statement.with_for_update(skip_locked=skip_locked, of=of) if is_postgres(db) else statement
    )


def day_of(db: AsyncConnection, moment: Any) -> Any:
    """The day of a time in UTC, as ``"2026-11-02"``."""
    if is_postgres(db):
        return func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD")
    return func.substr(moment, 1, 10)


def begins_with(db: AsyncConnection, column: Any, beginning: str) -> Any:
    """Whether a text begins so, found by an index: on PostgreSQL one of ``text_pattern_ops``, whatever its language is."""
    end = beginning + LAST
    if is_postgres(db):
        return and_(column.bool_op("~>=~")(beginning), column.bool_op("~<~")(end))
    return and_(column >= beginning, column < end)


def by_beginning(
    db: AsyncConnection,
    key: Any,
    columns: Sequence[Any],
    beginning: str,
    *,
    limit: int,
    where: Sequence[ColumnElement[bool]] = (),
) -> Any:
    """The keys of so many rows at most for each column, whose text begins so; each column has an index of its own."""
    parts = [
        select(key.label("key")).where(begins_with(db, each, beginning), *where).limit(limit)
        for each in columns
    ]
    return union(*(select(part.subquery().c.key) for part in parts))


async def plan_afresh(db: AsyncConnection) -> None:
    """Let PostgreSQL plan each statement of this transaction anew.

    A plan that was kept from when a table was nearly empty reads all of it; while many rows are brought in, that is
    most of the time, and planning is next to nothing.
    """
    if is_postgres(db):
        await db.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


async def take_turns(db: AsyncConnection, name: str) -> None:
    """Let those who name the same go one after the other until they commit, where there is no row to lock.

    SQLite has one writer anyway.
    """
    if is_postgres(db):
        key = func.hashtextextended(name, 0)
        await db.execute(select(func.pg_advisory_xact_lock(key)))


def rows_of(name: str, columns: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> CTE:
    """Values of ours as a table that a statement can join; ``columns`` are names with their types."""
    typed: list[ColumnClause[Any]] = [column(label, kind) for label, kind in columns.items()]
    return values(*typed, name=name).data([tuple(row) for row in rows]).cte(name)


def _insert(db: AsyncConnection, table: Any) -> Any:
    target: Any = getattr(table, "__table__", table)
    return postgresql.insert(target) if is_postgres(db) else sqlite.insert(target)


def _names(columns: Columns) -> list[str]:
    return [column if isinstance(column, str) else column.key for column in columns]
