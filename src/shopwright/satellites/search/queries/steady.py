"""A search goes on while its engine is away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.satellites.search.contracts import Matched
from shopwright.satellites.search.errors import EngineAway
from shopwright.satellites.search.ports import Engine

log = structlog.get_logger(__name__)
PAUSE_AFTER_FAILURE = 10.0


@dataclass(slots=True)
class SteadyEngine:
    """Asks an engine, and another for some seconds after the first did not answer."""

    first: Engine
    second: Engine
    _away_until: float = field(default=0.0)

    async def match(
        self,
        db: AsyncConnection,
        words: Sequence[str],
        *,
        count: int,
        synonyms: Mapping[str, frozenset[str]],
        worded: int,
    ) -> Matched:
        if monotonic() >= self._away_until:
            try:
                return await self.first.match(
                    db, words, count=count, synonyms=synonyms, worded=worded
                )
            except EngineAway as error:
                self._rest(error)
        return await self.second.match(db, words, count=count, synonyms=synonyms, worded=worded)

    async def complete(self, db: AsyncConnection, words: Sequence[str], *, limit: int) -> list[str]:
        if monotonic() >= self._away_until:
            try:
                return await self.first.complete(db, words, limit=limit)
            except EngineAway as error:
                self._rest(error)
        return await self.second.complete(db, words, limit=limit)

    async def close(self) -> None:
        await self.first.close()
        await self.second.close()

    def _rest(self, error: EngineAway) -> None:
        self._away_until = monotonic() + PAUSE_AFTER_FAILURE
        log.warning("search.engine_away", error=str(error))
