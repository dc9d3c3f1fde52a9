"""Whether a database has anything in it, and making room for another."""

from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection


async def is_empty(db: AsyncConnection) -> bool:
    """Whether there is no table."""
    names = await db.run_sync(lambda connection: inspect(connection).get_table_names())
    return not names


async def make_room(db: AsyncConnection) -> None:
    """Take away whatever is in the schema of a PostgreSQL database, for a backup to be put there."""
    if db.dialect.name != "postgresql":
        return
    schema = await db.scalar(text("SELECT current_schema()"))
    quoted = db.dialect.identifier_preparer.quote(str(schema))
    await db.execute(text(f"DROP SCHEMA {quoted} CASCADE"))
    await db.execute(text(f"CREATE SCHEMA {quoted}"))
