"""The schema of a test database, with the roles that every shop has."""

from shopwright.infra.db.engine import open_engine
from shopwright.infra.work import Registry, Works
from shopwright.tables import metadata
from shopwright.wiring import settle_roles


async def build_schema(url: str) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await settle_roles(Works(engine, Registry()))
    await engine.dispose()
