from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shopwright.infra.db.engine import for_reading, open_engine

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
COUNT = """
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000000)
    SELECT count(*) FROM numbers"""


@pytest.fixture
async def hasty(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on SQLite that has no time at all for a statement of more than a few steps."""
    engine = open_engine(database_url, statement_timeout=0)
    yield engine
    await engine.dispose()


async def test_a_statement_that_takes_too_long_is_interrupted_and_the_connection_lives_on(
    hasty: AsyncEngine,
) -> None:
    async with for_reading(hasty).connect() as db:
        with pytest.raises(DBAPIError, match="interrupted"):
            await db.execute(text(COUNT))

        assert await db.scalar(text("SELECT 1")) == 1


async def test_an_interrupted_change_leaves_nothing_and_gives_the_writers_turn_back(
    hasty: AsyncEngine,
) -> None:
    async def change() -> None:
        async with hasty.begin() as db:
            await db.execute(text("CREATE TABLE notes (id integer)"))
            await db.execute(text(f"INSERT INTO notes {COUNT}"))

    with pytest.raises(DBAPIError, match="interrupted"):
        await change()

    async with hasty.begin() as db:
        tables = await db.scalars(text("SELECT name FROM sqlite_master WHERE name = 'notes'"))
        assert tables.all() == []


async def test_a_statement_within_its_time_is_left_alone(database_url: str) -> None:
    engine = open_engine(database_url, statement_timeout=600)
    async with for_reading(engine).connect() as db:
        counted = await db.scalar(text(COUNT))
    await engine.dispose()

    assert counted == 1_000_000
