"""Everything that a database holds, to see that a refusal changed nothing."""

from sqlalchemy import select

from shopwright.infra.work import Works
from shopwright.tables import metadata

# Written by asking alone: who was seen when, and attempts that are counted.
_RESTLESS = {"sessions", "sign_in_attempts", "schedules"}


async def contents(works: Works) -> dict[str, list[str]]:
    """The rows of each table, as text and in order."""
    found = {}
    async with works.reading() as db:
        for name, table in metadata.tables.items():
            if name not in _RESTLESS:
                rows = await db.execute(select(*table.c))
                found[name] = sorted(str(tuple(row)) for row in rows)
    return found
