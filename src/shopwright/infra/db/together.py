"""Rows of several tables in as few statements as the database can: one on PostgreSQL, one a table on SQLite."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, Executable, Table, Text, bindparam, cast, column, func, insert, literal
from sqlalchemy import select as select_
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from shopwright.infra.db import dialect
from shopwright.infra.db.types import dump_json

Rows = Sequence[Mapping[str, Any]]
_Shape = tuple[tuple[Table, tuple[str, ...]], ...]


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
    whole = {table: [{**_defaults(table), **row} for row in rows] for table, rows in filled.items()}
    shape = tuple((table, tuple(rows[0])) for table, rows in whole.items())
    values = {_name(place): dump_json(rows) for place, rows in enumerate(whole.values())}
    await db.execute(_statement(shape), values)


@lru_cache(maxsize=256)
def _defaults(table: Table) -> Mapping[str, Any]:
    """What the schema gives on our side where a row says nothing."""
    return {
        each.name: each.default.arg
        for each in table.c
        if isinstance(each.default, ScalarElementColumnDefault)
    }


@lru_cache(maxsize=256)
def _statement(shape: _Shape) -> Executable:
    inserts = [_insert(place, table, names) for place, (table, names) in enumerate(shape)]
    return select_(literal(1)).add_cte(*inserts)


def _insert(place: int, table: Table, names: Sequence[str]) -> CTE:
    typed = [column(name, table.c[name].type) for name in names]
    given = func.json_to_recordset(cast(bindparam(_name(place), type_=Text()), JSON))
    rows = given.table_valued(*typed).render_derived(name=f"told_{place}", with_types=True)
    chosen = select_(*rows.c)
    return (
        insert(table).from_select(list(names), chosen, include_defaults=False).cte(f"put_{place}")
    )


def _name(place: int) -> str:
    return f"rows_{place}"
