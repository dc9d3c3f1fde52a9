"""What migrations/env.py does: prepare a connection of either database, then run the migrations on it."""

import zlib
from typing import Any

from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.schema import CreateSchema

_LOCK = zlib.crc32(b"shopwright migrations")
# Full-text tables with their shadows, and an index that needs an extension.
_MADE_BY_STATEMENTS = ("product_search", "search_grams", "ix_search_surfaces_grams")


def run(
    context: EnvironmentContext, connection: Connection, metadata: MetaData, schema: str
) -> None:
    """Run what Alembic was asked to, alone on the database, all or nothing."""
    on_sqlite = connection.dialect.name == "sqlite"
    raw: Any = connection.connection.dbapi_connection
    if on_sqlite:
        # A table is rebuilt by dropping it, which would clear whatever refers to it. Has no effect inside a transaction.
        raw.execute("PRAGMA foreign_keys = OFF")
    with connection.begin():
        if not on_sqlite:
            _prepare_postgres(connection, schema)
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=on_sqlite,
            compare_type=True,
            include_name=_is_declared,
            transactional_ddl=True,
        )
        context.run_migrations()
        if on_sqlite:
            _check_references(connection)
    if on_sqlite:
        raw.execute("PRAGMA foreign_keys = ON")


def _prepare_postgres(connection: Connection, schema: str) -> None:
    """Wait for others who migrate, and make the schema that the tables are to be in."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if schema:
        connection.execute(CreateSchema(schema, if_not_exists=True))


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        message = f"rows refer to what is not there: {broken[:5]}"
        raise RuntimeError(message)


def _is_declared(name: str | None, kind: str, _parents: Any) -> bool:
    made = name is not None and name.startswith(_MADE_BY_STATEMENTS)
    return not (made and kind in {"table", "index"})
