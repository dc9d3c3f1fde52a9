"""Whether a database has anything in it, and making room for another."""

from sqlalchemy import func, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateSchema, DropSchema


async def is_empty(db: AsyncConnection) -> bool:
    """Whether there is no table."""
    names = await db.run_sync(lambda connection: inspect(connection).get_table_names())
    return not names


async def make_room(db: AsyncConnection) -> None:
    """Take away whatever is in the schema of a PostgreSQL database, for a backup to be put there."""
    if db.dialect.name != "postgresql":
        return
    schema = await db.scalar(select(func.current_schema()))
    await db.execute(DropSchema(str(schema), cascade=True))
    await db.execute(CreateSchema(str(schema)))
