"""The servers that the tests stand on are there, and are what the project supports."""

import asyncpg
import pytest
import redis.asyncio

from tests.support.addresses import postgres_url, redis_url
from tests.support.databases import clone_database, drop_database, ensure_template
from tests.support.servers import start_redis

pytestmark = pytest.mark.anyio


async def test_postgres_answers_and_is_new_enough() -> None:
    connection = await asyncpg.connect(postgres_url())

    version = await connection.fetchval("SELECT current_setting('server_version_num')::int")
    lowered = await connection.fetchval("SELECT lower('ÄÖ')")
    await connection.close()

    assert version >= 150000
    assert lowered == "äö"


async def test_a_template_is_built_once_and_cloned() -> None:
    builds = []

    async def build(url: str) -> None:
        builds.append(url)
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE thing (id int)")
        await connection.close()

    await drop_database(postgres_url(), "smoke_template")
    await ensure_template(postgres_url(), "smoke_template", build)
    await ensure_template(postgres_url(), "smoke_template", build)
    url = await clone_database(postgres_url(), "smoke_template", "smoke_clone")
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT id FROM thing")
    await drop_database(postgres_url(), "smoke_clone")

    assert rows == []
    assert len(builds) == 1


async def test_redis_answers() -> None:
    client = redis.asyncio.from_url(redis_url())

    answer = await client.ping()
    await client.aclose()

    assert answer is True


async def test_a_stopped_server_is_gone() -> None:
    with start_redis() as server:
        client = redis.asyncio.from_url(server.url)
        await client.ping()
        await client.aclose()

    client = redis.asyncio.from_url(server.url)
    with pytest.raises(redis.ConnectionError):
        await client.ping()
    await client.aclose()
