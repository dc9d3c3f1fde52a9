"""Databases of a test's own: cloned from a template in some twenty milliseconds."""

import zlib
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit, urlunsplit

import asyncpg


def database_url(admin_url: str, name: str) -> str:
    return urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}"))


async def create_database(admin_url: str, name: str) -> str:
    """Make an empty database and answer its URL."""
    return await clone_database(admin_url, "template1", name)


async def clone_database(admin_url: str, template: str, name: str) -> str:
    """Copy a database that nobody is connected to, and answer the URL of the copy."""
    await _execute(admin_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return database_url(admin_url, name)


async def drop_database(admin_url: str, name: str) -> None:
    """Remove a database if it is there, whoever is still connected to it."""
    await _execute(admin_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def ensure_template(
    admin_url: str, name: str, build: Callable[[str], Awaitable[None]]
) -> None:
    """Build a template once for the whole run, whichever worker comes first.

    `build` gets the URL of an empty database, and must have closed every connection to it when it
    returns. The others wait; a template whose build failed is never seen by anybody.
    """
    connection = await asyncpg.connect(admin_url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", zlib.crc32(name.encode()))
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            return
        draft = f"{name}_draft"
        await drop_database(admin_url, draft)
        await build(await create_database(admin_url, draft))
        await connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    finally:
        await connection.close()


async def _execute(admin_url: str, statement: str) -> None:
    connection = await asyncpg.connect(admin_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
