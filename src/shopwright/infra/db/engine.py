"""Engines for PostgreSQL and SQLite from one URL."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from shopwright.infra.db import sqlite
from shopwright.infra.db.types import dump_json
from shopwright.infra.sealing import Keyring, options
from shopwright.kernel.errors import ShopError

_POSTGRES_NAMES = {
    "postgres",
    "postgresql",
    "postgresql+asyncpg",
    "postgresql+psycopg",
    "postgresql+psycopg2",
}
_SQLITE_NAMES = {"sqlite", "sqlite+aiosqlite", "sqlite+pysqlite", sqlite.DRIVER}
READING = {"shop_reading": True}


class UnusableDatabaseUrl(ShopError):
    code = "unusable_database_url"
    title = "DATABASE_URL is neither a PostgreSQL nor a SQLite address."


def normalise(url: str) -> URL:
    """The URL with the driver that we use; ``postgres://`` and ``sslmode=`` of hosting services are understood.

    Raises:
        UnusableDatabaseUrl: another kind of database, or SQLite in memory, which can't be shared by connections.
    """
    parsed = make_url(url)
    if parsed.drivername in _POSTGRES_NAMES:
        query = dict(parsed.query)
        if "sslmode" in query:
            query["ssl"] = query.pop("sslmode")
        return parsed.set(drivername="postgresql+asyncpg", query=query)
    if parsed.drivername in _SQLITE_NAMES and parsed.database not in (
        None,
        "",
        ":memory:",
    ):
        return parsed.set(drivername=sqlite.DRIVER)
    raise UnusableDatabaseUrl


def open_engine(
    url: str,
    *,
    pool_size: int = 10,
    schema: str = "",
    statement_timeout: int = 5,
    lock_timeout: int = 4,
    keyring: Keyring | None = None,
) -> AsyncEngine:
    """An engine; times are in seconds, ``schema`` and ``lock_timeout`` count for PostgreSQL alone.

    A connection of the pool is waited for as long as two locks: who has it may wait for somebody himself.

    Sealed fields can be read and written where it was given the ``keyring``.
    """
    parsed = normalise(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, pool_size, statement_timeout, keyring)
    engine = create_async_engine(
        parsed,
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,
        pool_timeout=max(10, 2 * lock_timeout),
        pool_pre_ping=False,
        skip_autocommit_rollback=True,
        json_serializer=dump_json,
        hide_parameters=True,  # errors are logged, what people typed is not
        execution_options=options(keyring),
        connect_args={
            "server_settings": _server_settings(schema, statement_timeout, lock_timeout),
            "timeout": 5,
        },
    )
    event.listen(engine.sync_engine, "checkout", _refuse_lost)
    return engine


def for_reading(engine: AsyncEngine) -> AsyncEngine:
    """The same pool for statements that change nothing: each stands for itself, no transaction is begun."""
    return engine.execution_options(**READING, isolation_level="AUTOCOMMIT")


def _sqlite(
    url: URL, pool_size: int, statement_timeout: int, keyring: Keyring | None
) -> AsyncEngine:
    Path(str(url.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,
        pool_timeout=10,
        json_serializer=dump_json,
        hide_parameters=True,  # errors are logged, what people typed is not
        execution_options=options(keyring),
        connect_args={"statement_timeout": statement_timeout},
    )
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get("shop_reading"):
        raw: Any = connection.connection.dbapi_connection
        raw.begin_write()


def _refuse_lost(raw: DBAPIConnection, _: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
    """Hand out nothing that its server has closed; all that are as old go with it.

    That costs no question to the server: who waits on the line has seen it go. So the first request after a restart
    of the database is answered like any other.
    """
    line: Any = raw.driver_connection
    if line.is_closed():
        raise InvalidatePoolError


def _server_settings(schema: str, statement_timeout: int, lock_timeout: int) -> dict[str, str]:
    settings = {
        "application_name": "shopwright",
        "statement_timeout": f"{statement_timeout}s",
        "lock_timeout": f"{lock_timeout}s",
        "idle_in_transaction_session_timeout": "10s",
        "timezone": "UTC",
        "jit": "off",
    }
    return settings | ({"search_path": schema} if schema else {})
