"""How a database and the connections to it are."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import QueuePool

from shopwright.infra.db import dialect

_SQLITE_CLOCK = text("SELECT strftime('%s', 'now')")
_POSTGRES_CLOCK = text("SELECT extract(epoch FROM now())")


async def ping(db: AsyncConnection) -> None:
    """One statement, there and back."""
    _ = await db.execute(text("SELECT 1"))


async def clock_of(db: AsyncConnection) -> datetime:
    """What time it is for the database."""
    statement = _POSTGRES_CLOCK if dialect.is_postgres(db) else _SQLITE_CLOCK
    return datetime.fromtimestamp(float(str(await db.scalar(statement))), UTC)


async def server_of(db: AsyncConnection) -> tuple[str, int]:
    """The engine with its version, as ``("PostgreSQL 16", 16)``."""
    if dialect.is_postgres(db):
        major = int(str(await db.scalar(text("SHOW server_version_num")))) // 10_000
        return f"PostgreSQL {major}", major
    version = str(await db.scalar(text("SELECT sqlite_version()")))
    return f"SQLite {version}", int(version.partition(".")[0])


async def damage_of(db: AsyncConnection) -> str:
    """What is wrong with a SQLite file, empty where nothing is; PostgreSQL tells of itself."""
    if dialect.is_postgres(db):
        return ""
    found = str(await db.scalar(text("PRAGMA quick_check(1)")))
    return "" if found == "ok" else found


def pool_of(engine: AsyncEngine) -> dict[str, Any]:
    """How many connections there may be, and how many are in use."""
    pool = engine.pool
    return {"pool": pool.size(), "in_use": pool.checkedout()} if isinstance(pool, QueuePool) else {}
