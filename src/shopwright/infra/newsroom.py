"""What has just been committed, told to those who listen in this process, whichever process did it.

While anybody listens, the newest events of the outbox and the jobs that died are read: after each commit of this process,
and every few seconds in any case. That is one look for all listeners, however many there are.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select

from shopwright.infra.outbox import DEAD, Job, OutboxEvent
from shopwright.infra.work import Works
from shopwright.kernel.errors import TooMany
from shopwright.kernel.events import Event

log = structlog.get_logger(__name__)
JOB_DIED = "job.died"
# Who commits late is still heard: an event bears the time at which its transaction began.
_LOOKS_BACK = timedelta(seconds=60)
_MOST = 1000
MOST_OF_ALL, MOST_OF_ONE = 200, 6


class TooManyListeners(TooMany):
    code = "too_many_listeners"
    title = "Too many windows listen to what happens; close some."


class Listener:
    """Hears how often what happened since it was last asked."""

    def __init__(self, person: str) -> None:
        self.person = person
        self._heard: Counter[str] = Counter()
        self._rung = asyncio.Event()

    def hear(self, news: Mapping[str, int]) -> None:
        self._heard.update(news)
        self._rung.set()

    async def news(self, seconds: float) -> Mapping[str, int]:
        """What happened, by name; nothing where nothing has within so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)
        self._rung.clear()
        heard, self._heard = self._heard, Counter()
        return heard


class Newsroom:
    """``names``: the events that are told; ``pause``: seconds between two looks at what others have done.

    ``beat``: after so many seconds of silence a listener says that he is there; ``tick``: how long he waits at a time.
    """

    def __init__(self, works: Works, names: Collection[str], *, pause: float = 3.0) -> None:
        self._works = works
        self._names = frozenset(names)
        self.pause, self.beat, self.tick = pause, 15.0, 1.0
        self._listeners: list[Listener] = []
        self._seen: set[UUID] = set()
        self._dead: set[UUID] = set()
        self._rung = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        self._opening = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._listeners)

    @property
    def is_watching(self) -> bool:
        return self._watching is not None and not self._watching.done()

    def hear(self, events: Sequence[Event]) -> None:
        """Something was committed in this process."""
        if self._listeners and any(each.name in self._names for each in events):
            self._rung.set()

    def insist_on_room(self, person: str) -> None:
        """Refuse one listener too many.

        Raises:
            TooManyListeners: he listens with too many windows already, or everybody together does.
        """
        of_one = sum(each.person == person for each in self._listeners)
        if of_one >= MOST_OF_ONE or len(self._listeners) >= MOST_OF_ALL:
            raise TooManyListeners

    @asynccontextmanager
    async def listening(self, person: str) -> AsyncIterator[Listener]:
        """Hear of everything that is committed from here on.

        Raises:
            TooManyListeners: see :meth:`insist_on_room`.
        """
        listener = Listener(person)
        async with self._opening:
            self.insist_on_room(person)  # others who came at the same moment are counted by now
            if not self._listeners:
                self._seen, self._dead = set(), set()
                await self._look()
            self._listeners.append(listener)
            if not self.is_watching:
                self._watching = asyncio.create_task(self._watch(), name="newsroom")
        try:
            yield listener
        finally:
            self._listeners.remove(listener)

    async def close(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)

    async def _watch(self) -> None:
        """For as long as anybody listens."""
        while self._listeners:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), self.pause)
            self._rung.clear()
            try:
                async with self._opening:
                    news = await self._look()
            except Exception as error:  # noqa: BLE001 - what keeps the database away passes, or others tell of it
                log.warning("newsroom.blind", error=type(error).__name__)
                continue
            if news:
                for listener in self._listeners:
                    listener.hear(news)

    async def _look(self) -> Counter[str]:
        """What was not seen before."""
        since = self._works.now() - _LOOKS_BACK
        row = OutboxEvent
        happened = (
            select(row.id, row.name)
            .where(row.occurred_at >= since, row.name.in_(sorted(self._names)))
            .order_by(row.occurred_at.desc())
            .limit(_MOST)
        )
        died = select(Job.id).where(Job.state == DEAD).order_by(Job.run_at.desc()).limit(_MOST)
        async with self._works.reading() as db:
            events = (await db.execute(happened)).all()
            dead = set(await db.scalars(died))
        news = Counter(event.name for event in events if event.id not in self._seen)
        if new := len(dead - self._dead):
            news[JOB_DIED] = new
        self._seen = {event.id for event in events}
        self._dead = dead
        return news
