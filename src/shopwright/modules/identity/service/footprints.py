"""When sessions were last used: gathered while requests are answered, written down beside them."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import bindparam, update
from sqlalchemy.exc import SQLAlchemyError

from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.modules.identity.models import SessionRow

log = structlog.get_logger(__name__)
COARSENESS = timedelta(minutes=5)
WRITTEN_EVERY = timedelta(seconds=10)
_MOST = 20_000
_ACTOR = system("footprints")


class Footprints:
    """Holds what is to be written; what a crash loses makes a session look less used than it was, by minutes."""

    def __init__(self) -> None:
        self._seen: dict[UUID, datetime] = {}

    def note(self, session_id: UUID, *, now: datetime, last_used_at: datetime) -> None:
        """Remember a use, unless one is written down that is nearly as late."""
        if now - last_used_at >= COARSENESS and len(self._seen) < _MOST:
            self._seen[session_id] = now

    async def keep_writing(self, works: Works) -> None:
        """Write every ten seconds, for as long as this runs; what fails is noted at the next use."""
        while True:
            await asyncio.sleep(WRITTEN_EVERY.total_seconds())
            await self.try_write(works)

    async def try_write(self, works: Works) -> None:
        try:
            await self.write(works)
        except (SQLAlchemyError, OSError) as error:
            log.warning("footprints.unwritten", error=type(error).__name__)

    async def write(self, works: Works) -> int:
        """Write down what was gathered, in one statement; answers of how many sessions."""
        if not self._seen:
            return 0
        seen, self._seen = self._seen, {}
        rows = [{"session": session_id, "seen": at} for session_id, at in sorted(seen.items())]
        async with works(_ACTOR) as work:
            await work.db.execute(
                update(SessionRow)
                .where(
                    SessionRow.id == bindparam("session"),
                    SessionRow.last_used_at < bindparam("seen"),
                )
                .values(last_used_at=bindparam("seen")),
                rows,
            )
        return len(rows)
