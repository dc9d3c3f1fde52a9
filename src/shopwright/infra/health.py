"""Whether the shop can do its work: each machine that it leans on, asked with a time limit."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from sqlalchemy import text

from shopwright.infra.db import migrate
from shopwright.infra.jobs import queue
from shopwright.infra.jobs.bell import Ringer
from shopwright.infra.outbox import DEAD, READY
from shopwright.infra.settings import Settings
from shopwright.infra.work import Works

PATIENCE = 2.0
OK: Final = "ok"
FAILING: Final = "failing"
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """What one machine answered: how it is, in how many milliseconds, and what else there is to know."""

    name: str
    is_ok: bool
    ms: float
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    checks: tuple[Check, ...]

    @property
    def is_ok(self) -> bool:
        return all(check.is_ok for check in self.checks)


class Health:
    """Asks; ``is_draining`` tells whether this process is about to stop, ``is_in_maintenance`` whether customers can change nothing."""

    def __init__(
        self,
        works: Works,
        bell: Ringer,
        settings: Settings,
        *,
        is_draining: Callable[[], bool] = lambda: False,
        is_in_maintenance: Callable[[], bool] = lambda: False,
    ) -> None:
        self._works = works
        self._bell = bell
        self._settings = settings
        self._is_draining = is_draining
        self._is_in_maintenance = is_in_maintenance

    async def ready(self) -> Report:
        """Whether requests may be sent here."""
        return await _report(
            {
                "database": self._database,
                "migrations": self._migrations,
                "process": self._process,
            }
        )

    async def whole(self) -> Report:
        """Everything that an operator wants to know at a glance."""
        asked = {
            "database": self._database,
            "migrations": self._migrations,
            "jobs": self._jobs,
            "files": self._files,
            "process": self._process,
        }
        if self._settings.redis_url:
            asked["redis"] = self._redis
        return await _report(asked)

    async def _database(self) -> Facts:
        async with self._works.reading() as db:
            await db.execute(text("SELECT 1"))
            return {"engine": db.dialect.name}

    async def _migrations(self) -> Facts:
        async with self._works.reading() as db:
            revision = await migrate.revision_of(db)
        facts: Facts = {"revision": revision, "newest": migrate.head()}
        known = revision == migrate.head()
        return facts | _unless(known, "the schema is not the one that this program knows")

    async def _jobs(self) -> Facts:
        async with self._works.reading() as db:
            counts = await queue.counts(db)
        return {"waiting": counts[READY], "dead": counts[DEAD]}

    async def _files(self) -> Facts:
        folder = Path(self._settings.media_folder)
        return _unless(await asyncio.to_thread(_is_writable, folder), "pictures can't be stored")

    async def _redis(self) -> Facts:
        return _unless(await self._bell.is_reachable(), "no answer")

    async def _process(self) -> Facts:
        facts: Facts = {"maintenance": True} if self._is_in_maintenance() else {}
        return facts | _unless(not self._is_draining(), "stopping")


async def _report(asked: Mapping[str, Callable[[], Awaitable[Facts]]]) -> Report:
    return Report(tuple(await asyncio.gather(*(_ask(*one) for one in asked.items()))))


async def _ask(name: str, question: Callable[[], Awaitable[Facts]]) -> Check:
    started = perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            facts = await question()
    except Exception as error:  # noqa: BLE001 - whatever it is, the machine can't be worked with
        facts = {"fault": type(error).__name__}
    ms = round((perf_counter() - started) * 1000, 2)
    return Check(name, "fault" not in facts, ms, facts)


def _unless(holds: bool, fault: str) -> Facts:  # noqa: FBT001 - reads as it is said
    return {} if holds else {"fault": fault}


def _is_writable(folder: Path) -> bool:
    """Whether a file can be made there, or the folder itself where it is missing."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    return os.access(place, os.W_OK | os.X_OK)
