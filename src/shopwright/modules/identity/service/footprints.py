"""When sessions were last used: gathered while requests are answered, written down beside them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, update

from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.modules.identity.models import SessionRow

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
