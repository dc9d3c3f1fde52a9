"""Waking workers: in the process, and through Redis in others; only a hint, the queue is the truth."""

import asyncio
from contextlib import suppress

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
CHANNEL = "shopwright:jobs"


class Ringer:
    """Rings for the workers of this process, and of all others where Redis is given."""

    def __init__(self, redis: Redis | None = None) -> None:
        self._redis = redis
        self._event = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def ring(self) -> None:
        self._event.set()
        if self._redis is not None:
            with suppress(RedisError, OSError, TimeoutError):
                await self._redis.publish(CHANNEL, b"1")

    def wake(self) -> None:
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Return when rung, or after ``seconds`` at the latest."""
        if self._redis is not None and self._task is None:
            self._task = asyncio.create_task(self._listen(), name="bell")
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        self._event.clear()

    async def is_reachable(self) -> bool:
        """Whether other processes would hear it."""
        if self._redis is None:
            return False
        try:
            return bool(await self._redis.ping())
        except (RedisError, OSError):
            return False

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._redis is not None:
            await self._redis.aclose()

    async def _listen(self) -> None:
        """Hear other processes; on a lost connection try again, the workers poll meanwhile."""
        assert self._redis is not None  # noqa: S101 - called only then
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    async for message in channel.listen():
                        if message["type"] == "message":
                            self._event.set()
            except (RedisError, OSError) as error:
                log.warning("bell.deaf", error=type(error).__name__)
                await asyncio.sleep(1)
