"""The schema of a test database."""

from shopwright.infra.db.engine import open_engine
from shopwright.tables import metadata


async def build_schema(url: str) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()
