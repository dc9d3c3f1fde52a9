"""The floor of the database: the same reads and the same purchase by a bare driver, in a loop.

Run: python -m benchmarks.direct, with an order as JSON on standard input; the result is JSON on standard output.
"""

import asyncio
import json
import sqlite3
import sys
from collections.abc import Callable, Sequence
from itertools import count
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect

from benchmarks.purchase import SERIAL, rows_of

DOCUMENT = "SELECT product_id, slug, status, owner_id, etag, document FROM product_documents WHERE slug = {0}"
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000")
LANES = 8  # connections: as many as the shop's pool makes good use of


def insert_of(table: Table, dialect: Dialect) -> str:
    """INSERT of all columns, placeholders in the driver's own form."""
    is_postgres, number = dialect.name == "postgresql", count(1)
    serial = (
        "nextval('order_serial')"
        if is_postgres
        else "(SELECT coalesce(max(serial), 1000) + 1 FROM orders)"
    )
    places = [
        serial
        if table.name == "orders" and column.name == SERIAL
        else (f"${next(number)}" if is_postgres else "?")
        for column in _written(table)
    ]
    names = ", ".join(column.name for column in _written(table))
    return f"INSERT INTO {table.name} ({names}) VALUES ({', '.join(places)})"  # noqa: S608 - names of our own tables


def _written(table: Table) -> list[Column[Any]]:
    """The columns that are written; what the database generates is not."""
    return [column for column in table.c if column.computed is None]


def values_of(table: Table, row: dict[str, Any], dialect: Dialect) -> list[Any]:
    """The values of a row as the driver takes them."""
    values = []
    for column in _written(table):
        if column.name != SERIAL:
            process = column.type.dialect_impl(dialect).bind_processor(dialect)
            value = row.get(column.name)
            values.append(process(value) if process is not None else value)
    return values


def statements_of(variants: Sequence[UUID], dialect: Dialect) -> list[tuple[str, list[list[Any]]]]:
    """The INSERTs of one purchase, each with its rows."""
    return [
        (insert_of(table, dialect), [values_of(table, row, dialect) for row in rows])
        for table, rows in rows_of(variants)
    ]


async def on_postgres(order: dict[str, Any]) -> int:
    """Work in several connections at once until the time is over."""
    dialect = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
    ends_at = perf_counter() + order["seconds"]
    work = _documents_pg if order["kind"] == "document" else _purchases_pg

    async def lane(number: int) -> int:
        connection = await asyncpg.connect(order["url"])
        try:
            return await work(connection, order, dialect, (number, ends_at))
        finally:
            await connection.close()

    return sum(await asyncio.gather(*(lane(number) for number in range(LANES))))


async def _documents_pg(
    connection: Any, order: dict[str, Any], _: Dialect, lane: tuple[int, float]
) -> int:
    statement = await connection.prepare(DOCUMENT.format("$1"))
    done, names = lane[0], order["names"]
    while perf_counter() < lane[1]:
        await statement.fetchrow(names[done % len(names)])
        done += 1
    return done - lane[0]


async def _purchases_pg(
    connection: Any, order: dict[str, Any], dialect: Dialect, lane: tuple[int, float]
) -> int:
    baskets, done = order["baskets"], 0
    while perf_counter() < lane[1]:
        variants = sorted(UUID(each) for each in baskets[(done * LANES + lane[0]) % len(baskets)])
        async with connection.transaction():
            for statement, rows in statements_of(variants, dialect):
                if len(rows) == 1:
                    await connection.execute(statement, *rows[0])
                else:
                    await connection.executemany(statement, rows)
            taken = await connection.execute(
                "UPDATE stock_levels SET reserved = reserved + 1 WHERE variant_id = ANY($1::uuid[])"
                " AND on_hand - reserved >= 1",
                variants,
            )
            assert taken == f"UPDATE {len(variants)}"
        done += 1
    return done


def on_sqlite(order: dict[str, Any]) -> int:
    """Work in the one connection that may write, until the time is over."""
    connection = sqlite3.connect(order["url"], isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    ends_at = perf_counter() + order["seconds"]
    do: Callable[[int], None] = (
        _document_sqlite(connection, order)
        if order["kind"] == "document"
        else _purchase_sqlite(connection, order)
    )
    done = 0
    while perf_counter() < ends_at:
        do(done)
        done += 1
    connection.close()
    return done


def _document_sqlite(
    connection: sqlite3.Connection, order: dict[str, Any]
) -> Callable[[int], None]:
    names, statement = order["names"], DOCUMENT.format("?")

    def read(number: int) -> None:
        connection.execute(statement, (names[number % len(names)],)).fetchone()

    return read


def _purchase_sqlite(
    connection: sqlite3.Connection, order: dict[str, Any]
) -> Callable[[int], None]:
    dialect, baskets = SQLiteDialect_pysqlite(), order["baskets"]

    def buy(number: int) -> None:
        variants = sorted(UUID(each) for each in baskets[number % len(baskets)])
        connection.execute("BEGIN IMMEDIATE")
        for statement, rows in statements_of(variants, dialect):
            connection.executemany(statement, rows)
        for variant in variants:
            taken = connection.execute(
                "UPDATE stock_levels SET reserved = reserved + 1 WHERE variant_id = ? AND on_hand - reserved >= 1",
                (variant.hex,),
            )
            assert taken.rowcount == 1
        connection.execute("COMMIT")

    return buy


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    began = perf_counter()
    finished = (
        asyncio.run(on_postgres(asked))
        if asked["url"].startswith("postgresql")
        else on_sqlite(asked)
    )
    json.dump({"done": finished, "seconds": perf_counter() - began}, sys.stdout)
