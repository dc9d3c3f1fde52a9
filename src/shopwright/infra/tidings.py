"""Short news between the processes of a shop, through Redis; without one, nobody else is there to hear them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
_PAUSE = 1.0


class Tidings:
    """Tells and hears one kind of news. What is told may be lost: whoever relies on it looks for himself in time."""

    def __init__(self, redis_url: str, channel: str) -> None:
        self._redis = Redis.from_url(redis_url, socket_connect_timeout=1) if redis_url else None
        self._channel = channel
        self._telling: set[asyncio.Task[None]] = set()

    def tell(self, news: str) -> None:
        """Say it to everybody; nobody waits for it."""
        if self._redis is None:
            return
        task = asyncio.get_running_loop().create_task(self._tell(self._redis, news))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def listen(self, hear: Callable[[str], None], missed: Callable[[], None]) -> None:
        """Hear what is told, for as long as this runs; ``missed`` is called whenever something may have been."""
        if self._redis is None:
            return
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(self._channel)
                    async for message in channel.listen():
                        if message["type"] == "message":
                            hear(bytes(message["data"]).decode())
                        else:
                            missed()  # until now nobody listened
            except (RedisError, OSError) as error:
                log.warning("tidings.deaf", channel=self._channel, error=type(error).__name__)
                await asyncio.sleep(_PAUSE)

    async def close(self) -> None:
        """Finish what is being said."""
        if self._telling:
            await asyncio.wait(self._telling, timeout=_PAUSE)
        if self._redis is not None:
            await self._redis.aclose()

    async def _tell(self, redis: Redis, news: str) -> None:
        with suppress(RedisError, OSError, TimeoutError):
            await redis.publish(self._channel, news)
