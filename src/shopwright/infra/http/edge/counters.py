"""Counting by a sliding window: in Redis for all processes, in this one where there is none or while it is away."""

from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic, time
from typing import Any, Self

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
REDIS_PATIENCE = 0.1
PAUSE_AFTER_FAILURE = 5.0
MOST_KEYS = 50_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within so many seconds."""

    name: str
    item: RateLimitItem

    @classmethod
    def parse(cls, name: str, text: str) -> Self | None:
        """Read ``100/minute``; an empty text is no limit."""
        return cls(name, parse(text)) if text else None

    @property
    def most(self) -> int:
        return self.item.amount

    @property
    def seconds(self) -> int:
        return self.item.get_expiry()


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether one more was allowed, how many are left, and the seconds until there is one more."""

    is_allowed: bool
    remaining: int
    seconds: float


class LocalCounters:
    """Two windows a key, the one before weighted by how much of it still counts; the keys not seen longest go first.

    The storage that the library has for this looks through all its keys at each request.
    """

    def __init__(self) -> None:
        self._windows: OrderedDict[tuple[str, str], tuple[int, int, int]] = OrderedDict()

    def take(self, limit: Limit, key: str) -> Taken:
        now, width = time(), limit.seconds
        window, elapsed = int(now // width), now % width
        current, previous = self._counted(limit, key, window)
        used = int(previous * (1 - elapsed / width) + current)
        is_allowed = used < limit.most
        if is_allowed:
            current, used = current + 1, used + 1
        self._keep((limit.name, key), (window, current, previous))
        return Taken(
            is_allowed, limit.most - used, _until_one_more(current, previous, elapsed, width)
        )

    def look(self, limit: Limit, key: str) -> Taken:
        now, width = time(), limit.seconds
        elapsed = now % width
        current, previous = self._counted(limit, key, int(now // width))
        left = limit.most - int(previous * (1 - elapsed / width) + current)
        return Taken(left > 0, left, _until_one_more(current, previous, elapsed, width))

    def _counted(self, limit: Limit, key: str, window: int) -> tuple[int, int]:
        """What is counted in this window, and in the one before."""
        seen, current, previous = self._windows.get((limit.name, key), (window, 0, 0))
        if seen == window:
            return current, previous
        return 0, current if seen == window - 1 else 0

    def _keep(self, place: tuple[str, str], counts: tuple[int, int, int]) -> None:
        self._windows[place] = counts
        self._windows.move_to_end(place)
        if len(self._windows) > MOST_KEYS:
            self._windows.popitem(last=False)


class Counters:
    """Shared counters with a fallback; the fallback counts less strictly, it never lets everything through."""

    def __init__(self, redis_url: str = "") -> None:
        self._local = LocalCounters()
        self._pool = _pool(redis_url) if redis_url else None
        self._shared = _shared(redis_url, self._pool) if self._pool else None
        self._away_until = 0.0

    async def take(self, limit: Limit, key: str) -> Taken:
        """Count one more, where there is room for it."""
        found = await self._ask(limit, key, counts=True)
        return found or self._local.take(limit, key)

    async def look(self, limit: Limit, key: str) -> Taken:
        """Whether there is room for one more, which is not counted."""
        found = await self._ask(limit, key, counts=False)
        return found or self._local.look(limit, key)

    async def _ask(self, limit: Limit, key: str, *, counts: bool) -> Taken | None:
        """What the shared counters say; None while there are none."""
        if self._shared is None or monotonic() < self._away_until:
            return None
        ask = self._shared.hit if counts else self._shared.test
        try:
            is_allowed = await ask(limit.item, limit.name, key)
            state = await self._shared.get_window_stats(limit.item, limit.name, key)
        except (RedisError, OSError) as error:
            self._away_until = monotonic() + PAUSE_AFTER_FAILURE
            log.warning("rates.redis_away", error=type(error).__name__)
            return None
        return Taken(is_allowed, state.remaining, max(0.0, state.reset_time - time()))

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.aclose()


def _pool(redis_url: str) -> ConnectionPool:
    return ConnectionPool.from_url(
        redis_url,
        socket_timeout=REDIS_PATIENCE,
        socket_connect_timeout=REDIS_PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )


def _shared(redis_url: str, pool: ConnectionPool) -> SlidingWindowCounterRateLimiter:
    given: Any = pool  # the library's options are typed as plain values
    storage = RedisStorage(
        "async+" + redis_url,
        implementation="redispy",
        key_prefix="shopwright:rates",
        connection_pool=given,
    )
    return SlidingWindowCounterRateLimiter(storage)


def _until_one_more(current: int, previous: int, elapsed: float, width: int) -> float:
    """Seconds until the windows together count one less."""
    left = width - elapsed
    if previous:
        return left % (width / previous) or width / previous
    return left if current else 0.0
