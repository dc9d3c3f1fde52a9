"""Bringing a database to a schema's version, from a checkout and from an installed package alike."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shopwright.infra.db.engine import open_engine
from shopwright.infra.sealing import Keyring, ring_in
from shopwright.kernel.errors import Unavailable

VERSION_TABLE = "alembic_version"
_PACKAGE = Path(__file__).parents[2]
_LONGEST_STATEMENT = 3600


class DatabaseUnreachable(Unavailable):
    code = "database_unreachable"
    title = "The database can't be reached."


def folder() -> Path:
    """Where the migrations are: inside an installed package, else at the root of the checkout."""
    inside = _PACKAGE / "migrations"
    return inside if inside.is_dir() else _PACKAGE.parents[1] / "migrations"


async def upgrade(
    url: str, revision: str = "head", *, schema: str = "", keyring: Keyring | None = None
) -> None:
    """Go up to a revision; nothing happens where the database is there already.

    The ``keyring`` is needed where a migration seals, or moves, what is there.
    """
    await _run(url, schema, keyring, lambda config: command.upgrade(config, revision))


async def ensure_current(db: AsyncEngine, url: str, *, schema: str = "") -> None:
    """Go up unless the database is at the newest revision, which is seen by one look.

    Raises:
        DatabaseUnreachable: nothing answers there, or nothing that takes us in.
    """
    try:
        async with db.connect() as connection:
            is_there = await is_current(connection)
    except (DBAPIError, OSError) as error:
        raise DatabaseUnreachable(f"The database can't be reached: {_cause(error)}") from None
    if not is_there:
        await upgrade(url, schema=schema, keyring=ring_in(db.sync_engine.get_execution_options()))


async def downgrade(
    url: str, revision: str, *, schema: str = "", keyring: Keyring | None = None
) -> None:
    """Go down to a revision; ``base`` is the empty database, ``-1`` the one before."""
    await _run(url, schema, keyring, lambda config: command.downgrade(config, revision))


async def revision_of(db: AsyncConnection) -> str | None:
    """The revision that a database is at; None where it was never migrated."""
    known = await db.run_sync(lambda connection: inspect(connection).has_table(VERSION_TABLE))
    if not known:
        return None
    found = await db.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # nosec B608  # noqa: S608 - a name of ours
    return str(found) if found else None


async def is_current(db: AsyncConnection) -> bool:
    """Whether the database is at the newest revision that this program knows."""
    return await revision_of(db) == head()


@cache
def head() -> str | None:
    """The newest revision."""
    return ScriptDirectory(str(folder())).get_current_head()


def knows(revision: str) -> bool:
    """Whether this program has a migration of that name."""
    return any(
        each.revision == revision for each in ScriptDirectory(str(folder())).walk_revisions()
    )


def config_for(connection: Connection, schema: str = "") -> Config:
    """Alembic's configuration, with the connection and the schema that env.py is to use."""
    config = Config()
    config.set_main_option("script_location", str(folder()).replace("%", "%%"))
    config.attributes |= {"connection": connection, "schema": schema}
    return config


def _cause(error: DBAPIError | OSError) -> str:
    return str(error.orig if isinstance(error, DBAPIError) else error)


async def _run(
    url: str, schema: str, keyring: Keyring | None, act: Callable[[Config], Any]
) -> None:
    engine = open_engine(
        url,
        pool_size=1,
        schema=schema,
        statement_timeout=_LONGEST_STATEMENT,
        keyring=keyring,
    )
    try:
        async with engine.connect() as db:
            await db.run_sync(lambda connection: act(config_for(connection, schema)))
    finally:
        await engine.dispose()
