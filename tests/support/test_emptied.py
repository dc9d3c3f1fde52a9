"""A database that is handed on is as empty as a new one, or it is a new one."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from shopwright.kernel import ids
from shopwright.wiring import close_services, open_services
from tests.conftest import TEMPLATE, plain_settings
from tests.support.addresses import postgres_url
from tests.support.databases import drop_database
from tests.support.emptied import EmptiedDatabases
from tests.support.goods import make_product
from tests.support.people import make_customer

pytestmark = pytest.mark.anyio
WHICH = "SELECT oid FROM pg_database WHERE datname = current_database()"
TABLES = """SELECT string_agg(format('(SELECT count(*) FROM %I)', relname), '+')
            FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""
USED = "SELECT count(*) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"


async def asked(url: str, *questions: str) -> list[object]:
    """What each question answers; then the database's own number, how many rows it has, how many sequences began."""
    connection = await asyncpg.connect(url)
    try:
        answers = [await connection.fetchval(question) for question in questions]
        counting = await connection.fetchval(TABLES)
        rows = await connection.fetchval(f"SELECT {counting}")
        return [*answers, await connection.fetchval(WHICH), rows, await connection.fetchval(USED)]
    finally:
        await connection.close()


@pytest.fixture
async def names() -> AsyncIterator[tuple[str, str]]:
    one, other = f"test_{ids.new().hex}", f"test_{ids.new().hex}"
    yield one, other
    await drop_database(postgres_url(), one)
    await drop_database(postgres_url(), other)


async def test_what_was_written_is_gone_and_the_database_is_handed_on(
    names: tuple[str, str], tmp_path: Path
) -> None:
    databases = EmptiedDatabases(postgres_url(), TEMPLATE)
    first = await databases.lend(names[0])
    before = await asked(first)
    services = open_services(plain_settings(first, tmp_path))
    await make_customer(services)
    await make_product(services.works, "kettle")
    written = await asked(first)
    await close_services(services)

    await databases.take_back(names[0])
    second = await databases.lend(names[1])

    assert written[1:] != before[1:]
    assert second != first
    assert await asked(second) == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE roles SET title = title || '!'",
        "DELETE FROM role_permissions",
        "CREATE TABLE left_behind (id int)",
        "DROP TABLE reviews CASCADE",
        "CREATE SCHEMA left_behind",
        "INSERT INTO alembic_version VALUES ('9999')",
        "ANALYZE roles",
    ],
)
async def test_what_can_not_be_undone_is_handed_to_nobody(
    names: tuple[str, str], change: str
) -> None:
    databases = EmptiedDatabases(postgres_url(), TEMPLATE)
    first = await databases.lend(names[0])
    before = await asked(first)
    await asked(first, change)

    await databases.take_back(names[0])
    second = await asked(await databases.lend(names[1]))

    assert second[0] != before[0]
    assert second[1:] == before[1:]


async def test_who_is_still_connected_is_sent_away(names: tuple[str, str]) -> None:
    databases = EmptiedDatabases(postgres_url(), TEMPLATE)
    url = await databases.lend(names[0])
    lingering = await asyncpg.connect(url)

    await databases.take_back(names[0])
    await databases.lend(names[1])

    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError)):
        await lingering.fetchval("SELECT 1")
