"""The history of the schema: up, down and up again, on both databases, and equal to the models."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import migrate
from shopwright.infra.db.base import APPEND_ONLY
from shopwright.infra.db.engine import open_engine
from shopwright.kernel import ids
from shopwright.tables import metadata
from tests.support.addresses import postgres_url
from tests.support.databases import create_database, drop_database

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgres"])
async def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def empty(engine_name: str, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database with nothing in it."""
    async for url in _database(engine_name, tmp_path / "empty.db"):
        yield url


@pytest.fixture
async def modelled(engine_name: str, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database made from the models."""
    async for url in _database(engine_name, tmp_path / "modelled.db"):
        engine = open_engine(url)
        async with engine.begin() as db:
            await db.run_sync(metadata.create_all)
        await engine.dispose()
        yield url


async def _database(engine_name: str, path: Path) -> AsyncIterator[str]:
    if engine_name == "sqlite":
        yield f"sqlite:///{path}"
        return
    name = f"test_{ids.new().hex}"
    yield await create_database(postgres_url(), name)
    await drop_database(postgres_url(), name)


async def _described(url: str) -> dict[str, str]:
    """Everything in the database, by name, as the database itself puts it."""
    engine = open_engine(url)
    async with engine.connect() as db:
        found = await (_on_sqlite(db) if url.startswith("sqlite") else _on_postgres(db))
    await engine.dispose()
    return {name: what for name, what in found.items() if migrate.VERSION_TABLE not in name}


async def _on_sqlite(db: AsyncConnection) -> dict[str, str]:
    rows = await db.execute(text("SELECT type || ' ' || name, sql FROM sqlite_master"))
    return {name: _ordered(sql or "") for name, sql in rows}


def _ordered(sql: str) -> str:
    """A statement whose parts stand in one order: constraints are listed by chance, a rebuilt table's name is quoted."""
    named = re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", sql)
    lines = re.sub(r"\(\s+", "(", named).splitlines()
    return "\n".join(sorted(line.strip().rstrip(",") for line in lines))


async def _on_postgres(db: AsyncConnection) -> dict[str, str]:
    rows = await db.execute(
        text("""
        SELECT 'constraint ' || conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'function ' || proname, pg_get_functiondef(oid)
          FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
        UNION ALL SELECT 'sequence ' || sequencename, start_value::text FROM pg_sequences
        UNION ALL SELECT 'column ' || table_name || ' ' || column_name,
               concat_ws(' ', data_type, character_maximum_length, collation_name, is_nullable, column_default)
          FROM information_schema.columns WHERE table_schema = 'public'
        """)
    )
    return {name: " ".join(definition.split()) for name, definition in rows}


async def test_the_migrations_make_exactly_what_the_models_say(empty: str, modelled: str) -> None:
    await migrate.upgrade(empty)

    migrated, declared = await _described(empty), await _described(modelled)

    assert migrated == declared
    assert len(migrated) > len(metadata.tables)


# Of indexes by an expression, which Alembic can't read on SQLite; what they are is compared above.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings(
    "ignore:autogenerate skipping metadata-specified expression-based index"
)
async def test_alembic_finds_nothing_to_add(empty: str) -> None:
    await migrate.upgrade(empty)

    engine = open_engine(empty)
    async with engine.connect() as db:
        await db.run_sync(lambda connection: command.check(migrate.config_for(connection)))
    await engine.dispose()


async def test_up_and_down_leaves_an_empty_database_and_up_again_the_same(empty: str) -> None:
    await migrate.upgrade(empty)
    first = await _described(empty)

    await migrate.downgrade(empty, "base")
    nothing = await _described(empty)
    await migrate.upgrade(empty)

    assert nothing == {}
    assert await _described(empty) == first


async def test_a_second_upgrade_changes_nothing(empty: str) -> None:
    await migrate.upgrade(empty)
    await _execute(
        empty, "INSERT INTO roles (name, title, is_builtin) VALUES ('baker', 'Baker', false)"
    )

    await migrate.upgrade(empty)

    assert await _scalar(empty, "SELECT count(*) FROM roles") == 1


async def test_an_unknown_revision_is_refused_and_changes_nothing(empty: str) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        await migrate.upgrade(empty, "nowhere")

    assert await _described(empty) == {}


async def test_the_program_knows_whether_a_database_is_current(empty: str) -> None:
    engine = open_engine(empty)
    async with engine.connect() as db:
        before = (await migrate.revision_of(db), await migrate.is_current(db))

    await migrate.upgrade(empty)
    async with engine.connect() as db:
        after = (await migrate.revision_of(db), await migrate.is_current(db))
    await engine.dispose()

    assert before == (None, False)
    assert after == (migrate.head(), True)


@pytest.mark.parametrize("engine_name", ["postgres"])
async def test_another_schema_is_made_and_used(empty: str) -> None:
    await migrate.upgrade(empty, schema="shop")

    engine = open_engine(empty, schema="shop")
    async with engine.connect() as db:
        inside = await db.run_sync(lambda connection: _tables(connection, "shop"))
        outside = await db.run_sync(lambda connection: _tables(connection, "public"))
        assert await migrate.is_current(db)
    await engine.dispose()
    assert inside >= set(metadata.tables)
    assert outside == set()


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_what_is_append_only_is_guarded_by_triggers(empty: str, table: str) -> None:
    await migrate.upgrade(empty)
    described = await _described(empty)

    triggers = {name for name in described if name.startswith(f"trigger {table}_")}

    on_sqlite = {f"trigger {table}_no_update", f"trigger {table}_no_delete"}
    on_postgres = {f"trigger {table}_append_only"}
    assert triggers == (on_sqlite if empty.startswith("sqlite") else on_postgres)


async def test_references_are_kept_while_sqlite_migrates_and_after(empty: str) -> None:
    await migrate.upgrade(empty)

    with pytest.raises(DBAPIError):
        await _execute(
            empty,
            "INSERT INTO user_roles (user_id, role) VALUES ('00000000000000000000000000000000', 'x')",
        )


def _tables(connection: Connection, schema: str) -> set[str]:
    return set(inspect(connection).get_table_names(schema=schema))


async def _execute(url: str, statement: str) -> None:
    engine = open_engine(url)
    try:
        async with engine.begin() as db:
            await db.execute(text(statement))
    finally:
        await engine.dispose()


async def _scalar(url: str, statement: str) -> object:
    engine = open_engine(url)
    async with engine.connect() as db:
        found = await db.scalar(text(statement))
    await engine.dispose()
    return found
