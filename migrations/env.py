"""Alembic's entrance: on the connection that it was handed, or on the database that the settings name."""

import asyncio

from alembic import context
from sqlalchemy import Connection

from shopwright.infra.db.engine import open_engine
from shopwright.infra.db.migrating import run
from shopwright.infra.sealing import keyring_from
from shopwright.infra.settings import Settings
from shopwright.tables import metadata


async def _open_and_run(settings: Settings) -> None:
    engine = open_engine(
        settings.database_url,
        pool_size=1,
        schema=settings.database_schema,
        statement_timeout=3600,
        keyring=keyring_from(settings.named_field_keys, secret=settings.secret_key),
    )
    try:
        async with engine.connect() as db:
            await db.run_sync(lambda connection: _run(connection, settings.database_schema))
    finally:
        await engine.dispose()


def _run(connection: Connection, schema: str) -> None:
    run(context, connection, metadata, schema)


given = context.config.attributes.get("connection")
if given is not None:
    _run(given, context.config.attributes.get("schema", ""))
else:
    asyncio.run(_open_and_run(Settings()))
