"""How the shop is configured, kept in each process: looked at once a second, so no request asks for it."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from shopwright.infra.knobs import Values, configured
from shopwright.infra.settings import Settings
from shopwright.infra.work import Works
from shopwright.kernel.events import Event
from shopwright.modules.shop import queries
from shopwright.modules.shop.events import ShopConfigured

log = structlog.get_logger(__name__)
SECONDS = 1.0


class Configured:
    """The settings of this moment: the environment's (``base``), with what staff has changed of them.

    ``followers`` are told the new settings at each change. What this process changes itself holds from the commit on
    (:meth:`hear`), what others change is seen within a second (:meth:`follow`).
    """

    def __init__(self, base: Settings) -> None:
        self.base = base
        self.settings = base
        self.version = 0
        self.followers: list[Callable[[Settings], None]] = []

    def hear(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, ShopConfigured):
                self.take(event.revision, event.values)

    def take(self, version: int, values: Values) -> None:
        """Be configured like that; what this program does not know, or refuses, stays as the environment says."""
        if version == self.version:
            return
        self.version = version
        self.settings = configured(self.base, values)
        for follower in self.followers:
            follower(self.settings)

    async def refresh(self, works: Works) -> None:
        """Look at how the shop is configured now."""
        async with works.reading() as db:
            found = await queries.current(db)
        self.take(found.version, found.values)

    async def try_refresh(self, works: Works) -> bool:
        """The same; False where the database is away, or has no such table yet."""
        try:
            await self.refresh(works)
        except Exception:  # noqa: BLE001 - whatever it is, the next look is in a second
            return False
        return True

    async def follow(self, works: Works) -> None:
        """Look again and again, for as long as the process runs."""
        while True:
            if not await self.try_refresh(works):
                log.warning("shop.configuration_unread", again_in=SECONDS)
            await asyncio.sleep(SECONDS)
