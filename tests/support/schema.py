"""The schema of a test database, with the roles that every shop has."""

from shopwright.infra.db import migrate
from shopwright.infra.db.engine import open_engine
from shopwright.infra.work import Registry, Works
from shopwright.wiring import settle_roles


async def build_schema(url: str) -> None:
    await migrate.upgrade(url)
    engine = open_engine(url)
    await settle_roles(Works(engine, Registry()))
    await engine.dispose()
