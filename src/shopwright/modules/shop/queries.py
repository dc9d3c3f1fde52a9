"""Questions about the shop's configuration."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.shop.contracts import Revision
from shopwright.modules.shop.models import ConfigurationRow

_COLUMNS = (
    ConfigurationRow.version,
    ConfigurationRow.knobs,
    ConfigurationRow.changed_by,
    ConfigurationRow.changed_at,
)


async def current(db: AsyncConnection) -> Revision:
    """How the shop is configured."""
    found = await history(db, limit=1)
    return found[0] if found else Revision()


async def history(db: AsyncConnection, *, limit: int = 100) -> Sequence[Revision]:
    """How the shop was configured, the newest first."""
    rows = await db.execute(
        select(*_COLUMNS).order_by(ConfigurationRow.version.desc()).limit(limit)
    )
    return [Revision(*row) for row in rows]
