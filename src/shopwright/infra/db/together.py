"""Rows of several tables in as few statements as the database can: one on PostgreSQL, one a table on SQLite."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Table, TextClause, bindparam, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from shopwright.infra.db import dialect
from shopwright.infra.db.types import dump_json

Rows = Sequence[Mapping[str, Any]]


async def insert_all(db: AsyncConnection, batches: Mapping[Table, Rows]) -> None:
    """Insert the rows of each table, in the order of the tables; each row of a table names the same columns.

    PostgreSQL gets them as JSON, unfolded there, so that its statement is the same whatever the number of rows, and
    asks for foreign keys when all of them stand. None becomes NULL.
    """
    filled = {table: rows for table, rows in batches.items() if rows}
    if not filled:
        return
    if len(filled) == 1 or not dialect.is_postgres(db):
        for table, rows in filled.items():
            await db.execute(insert(table), list(rows))
        return
    whole = {table: [_whole(table, row) for row in rows] for table, rows in filled.items()}
    shape = tuple((table, tuple(rows[0])) for table, rows in whole.items())
    values = {f"rows_{place}": dump_json(rows) for place, rows in enumerate(whole.values())}
    await db.execute(_statement(shape), values)


def _whole(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the defaults that the schema gives on our side."""
    return {
        column.name: row[column.name] if column.name in row else _default(column)
        for column in table.columns
        if column.name in row or _default(column) is not None
    }


def _default(column: Column[Any]) -> Any:
    return column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None


@lru_cache(maxsize=256)
def _statement(shape: tuple[tuple[Table, tuple[str, ...]], ...]) -> TextClause:
    parts = [
        f"put_{place} AS (INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(names)}"  # noqa: S608 - names of our schema
        f" FROM json_populate_recordset(CAST(NULL AS {table.name}), CAST(:rows_{place} AS json)))"
        for place, (table, names) in enumerate(shape)
    ]
    statement = text(f"WITH {', '.join(parts)} SELECT 1")
    return statement.bindparams(*(bindparam(f"rows_{place}") for place in range(len(shape))))
