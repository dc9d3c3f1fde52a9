"""A database on PostgreSQL that is emptied after a test and handed to the next: a sixth of what a new copy costs.

What can't be brought back to how it was is dropped: another schema, other roles than every shop has, statistics that
somebody gathered.
"""

import asyncio
from dataclasses import dataclass

import asyncpg

from tests.support.databases import clone_database, database_url, drop_database, ensure_template
from tests.support.schema import build_schema

_MOST_USES = 40  # deleted rows take room until somebody tidies up, and nobody does here
# What empties a copy. As a replica the session fires no trigger: neither foreign keys nor what keeps ledgers as they are.
_EMPTYING = """
SELECT concat_ws('; ', 'SET session_replication_role = replica',
    (SELECT string_agg(format('DELETE FROM %I', relname), '; ') FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
       AND relname NOT IN ('alembic_version', 'roles', 'role_permissions')),
    (SELECT string_agg(format('SELECT setval(%L, %s, false)', quote_ident(sequencename), start_value), '; ')
     FROM pg_sequences WHERE schemaname = 'public'))
"""
# What emptying leaves as it is: how much there is in the schema, what was counted for plans, the roles of every shop.
_STATE = """
SELECT (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_namespace),
       (SELECT count(*) FROM pg_class WHERE reltuples > 0 AND relnamespace = 'public'::regnamespace),
       (SELECT md5(string_agg(v::text, ' ' ORDER BY v::text)) FROM alembic_version v),
       (SELECT md5(string_agg(r::text, ' ' ORDER BY r::text)) FROM roles r),
       (SELECT md5(string_agg(p::text, ' ' ORDER BY p::text)) FROM role_permissions p)
"""
_ENDING = """
SELECT bool_and(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = $1
"""


@dataclass(frozen=True, slots=True)
class _Fresh:
    """What a copy that nobody used looks like, and what empties it."""

    state: tuple[object, ...]
    emptying: str


class EmptiedDatabases:
    """Lends one database at a time; the same again, as long as it can be brought back to what it was."""

    def __init__(self, admin_url: str, template: str) -> None:
        self._admin_url = admin_url
        self._template = template
        self._fresh: _Fresh | None = None
        self._kept: str | None = None
        self._uses = 0

    async def lend(self, name: str) -> str:
        """A migrated, empty database of this name; answers its address."""
        kept, self._kept = self._kept, None
        if kept is None:
            return await self._copied(name)
        if await self._is_renewed(kept, name):
            return database_url(self._admin_url, name)
        await drop_database(self._admin_url, kept)
        await drop_database(self._admin_url, name)
        return await self._copied(name)

    async def take_back(self, name: str) -> None:
        """Keep it for the next, or drop it where it was lent often."""
        self._uses += 1
        if self._uses < _MOST_USES:
            self._kept = name
        else:
            await drop_database(self._admin_url, name)

    def close(self) -> None:
        """Drop what is kept; no loop may be running."""
        if self._kept is not None:
            asyncio.run(drop_database(self._admin_url, self._kept))

    async def _copied(self, name: str) -> str:
        await ensure_template(self._admin_url, self._template, build_schema)
        url = await clone_database(self._admin_url, self._template, name)
        self._uses = 0
        if self._fresh is None:
            self._fresh = await _looked_at(url)
        return url

    async def _is_renewed(self, kept: str, name: str) -> bool:
        """Emptied under the new name, which nobody knows who was at work in it before."""
        try:
            await self._renamed(kept, name)
            return await self._is_emptied(name)
        except asyncpg.PostgresError:
            return False

    async def _renamed(self, kept: str, name: str) -> None:
        admin = await asyncpg.connect(self._admin_url)
        try:
            await admin.execute(_ENDING, kept)
            await admin.execute(f'ALTER DATABASE "{kept}" RENAME TO "{name}"')
        finally:
            await admin.close()

    async def _is_emptied(self, name: str) -> bool:
        fresh = self._fresh
        assert fresh is not None
        connection = await asyncpg.connect(database_url(self._admin_url, name))
        try:
            is_as_before = await _state(connection) == fresh.state
            if is_as_before:
                await connection.execute(fresh.emptying)
            return is_as_before
        finally:
            await connection.close()


async def _looked_at(url: str) -> _Fresh:
    connection = await asyncpg.connect(url)
    try:
        return _Fresh(await _state(connection), await connection.fetchval(_EMPTYING))
    finally:
        await connection.close()


async def _state(connection: asyncpg.Connection) -> tuple[object, ...]:
    return tuple(await connection.fetchrow(_STATE))
