"""Guests' reads answered from memory, before the framework, byte by byte as the framework would answer them.

What is kept was sent by the ordinary route to a guest before. All of it is forgotten as soon as the shop's version in the
database is another than the one it was made at; the version is looked at again after each commit of this process, when
another process says so through Redis, and after a quarter of a second in any case.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)
CHANNEL = "shopwright:catalog"
LARGEST_ENTRY = 512 * 1024
_OVERHEAD = 600  # bytes that an entry takes besides its texts
_LONGEST_QUERY = 300
_MARK = re.compile(rb'-(br|gzip)"$')
_PERSONAL = frozenset((b"authorization", b"cookie", b"range", b"x-cart-token", b"x-api-key"))
_OF_ONE_REQUEST = frozenset((b"date", b"server", b"x-request-id"))
_NOT_IN_304 = frozenset((b"content-type", b"content-length", b"content-encoding", b"vary"))

Header = tuple[bytes, bytes]
Key = tuple[str, bytes, bytes]


@dataclass(frozen=True, slots=True)
class _Ask:
    """What a request for a hot address is answered by."""

    key: Key
    has_already: bytes | None


@dataclass(frozen=True, slots=True)
class _Entry:
    start: Message
    body: Message
    etag: bytes
    size: int


class HotLane:
    """A layer around the application; ``is_hot`` tells which paths it may answer, ``version`` reads the shop's.

    It stands outside of compression, so that what it keeps is compressed already, and inside of whatever gives each
    answer its own headers (request ids, rate limits, CORS).
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        is_hot: Callable[[str], bool],
        version: Callable[[], Awaitable[int]],
        check_seconds: float = 0.25,
        capacity: int = 64 * 1024 * 1024,
    ) -> None:
        self._app = app
        self._is_hot = is_hot
        self._version = version
        self._check_seconds = check_seconds
        self._capacity = capacity
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._size = 0
        self._seen = -1
        self._fresh_until = 0.0
        self._expired = 0
        self._checking: asyncio.Task[bool] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ask = _ask_of(scope)
        if ask is None or (ask.key not in self._entries and not self._is_hot(scope["path"])):
            await self._app(scope, receive, send)
            return
        if monotonic() >= self._fresh_until and not await self._check():
            await self._app(scope, receive, send)
            return
        entry = self._entries.get(ask.key)
        if entry is None:
            await self._fill(ask.key, scope, receive, send)
            return
        self._entries.move_to_end(ask.key)
        if ask.has_already is not None and (etag := _matched(ask.has_already, entry.etag)):
            await send(_not_modified(entry, etag))
            await send({"type": "http.response.body", "body": b""})
            return
        await send(entry.start)
        await send(entry.body)

    @property
    def size(self) -> int:
        """The bytes that are kept."""
        return self._size

    def expire(self) -> None:
        """Ask the database before the next answer: the shop may look different."""
        self._fresh_until = 0.0
        self._expired += 1

    async def _check(self) -> bool:
        """Whether what is kept holds, after the version has been looked at; requests that meet share one look."""
        while monotonic() >= self._fresh_until:
            if self._checking is None:
                self._checking = asyncio.create_task(self._look())
                self._checking.add_done_callback(self._looked)
            if not await asyncio.shield(self._checking):
                return False
        return True

    def _looked(self, _: "asyncio.Task[bool]") -> None:
        self._checking = None

    async def _look(self) -> bool:
        expired = self._expired
        try:
            version = await self._version()
        except Exception as error:  # noqa: BLE001 - whatever keeps the database away, the route will meet it too
            log.warning("hotlane.blind", error=type(error).__name__)
            return False
        if version != self._seen:
            self._entries.clear()
            self._size = 0
            self._seen = version
        if expired == self._expired:
            self._fresh_until = monotonic() + self._check_seconds
        return True

    async def _fill(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the route answer, and keep what it says unless the shop has changed meanwhile."""
        version = self._seen
        copy = _Copy(send)
        await self._app(scope, receive, copy.send)
        entry = copy.entry()
        if entry is not None and version == self._seen:
            self._keep(key, entry)

    def _keep(self, key: Key, entry: _Entry) -> None:
        previous = self._entries.pop(key, None)
        self._size += entry.size - (previous.size if previous else 0)
        self._entries[key] = entry
        while self._size > self._capacity:
            _, oldest = self._entries.popitem(last=False)
            self._size -= oldest.size


class _Copy:
    """Sends an answer on and keeps a copy, as long as it is one that others may have too."""

    __slots__ = ("_body", "_is_good", "_is_whole", "_length", "_send", "_start")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body: list[bytes] = []
        self._length = 0
        self._is_good = True
        self._is_whole = False

    async def send(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.start":
            self._start = message
            self._is_good = message["status"] == 200 and _is_for_all(message["headers"])
        elif message["type"] == "http.response.body" and self._is_good:
            self._body.append(message.get("body", b""))
            self._length += len(self._body[-1])
            self._is_good = self._length <= LARGEST_ENTRY
            self._is_whole = not message.get("more_body", False)
        else:
            self._is_good = False

    def entry(self) -> _Entry | None:
        if self._start is None or not (self._is_good and self._is_whole):
            return None
        headers = [each for each in self._start["headers"] if each[0] not in _OF_ONE_REQUEST]
        etag = next((value for name, value in headers if name == b"etag"), b"")
        return _Entry(
            start={"type": "http.response.start", "status": 200, "headers": headers},
            body={"type": "http.response.body", "body": b"".join(self._body)},
            etag=etag,
            size=self._length + sum(len(name) + len(value) for name, value in headers) + _OVERHEAD,
        )


class Herald:
    """Carries the news of a change to the lanes of other processes, through Redis."""

    def __init__(self, redis: "Redis", lane: HotLane) -> None:
        self._redis = redis
        self._lane = lane
        self._telling: set[asyncio.Task[None]] = set()

    def tell(self) -> None:
        """Say that the shop looks different; nobody waits for it, and a lost word is made up for by looking."""
        task = asyncio.get_running_loop().create_task(self._tell())
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def listen(self) -> None:
        """Hear the others, for as long as the process runs; on a lost connection try again."""
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    async for _ in channel.listen():
                        self._lane.expire()
            except (RedisError, OSError) as error:
                log.warning("hotlane.deaf", error=type(error).__name__)
                await asyncio.sleep(1)

    async def _tell(self) -> None:
        with suppress(RedisError, OSError, TimeoutError):
            await self._redis.publish(CHANNEL, b"1")


def hot_paths(routes: Iterable[BaseRoute], mark: str) -> Callable[[str], bool]:
    """Which paths belong to GET routes whose ``openapi_extra`` bears the mark."""
    patterns: Sequence[re.Pattern[str]] = [
        route.path_regex  # type: ignore[attr-defined]
        for route in routes
        if (getattr(route, "openapi_extra", None) or {}).get(mark)
        and "GET" in (getattr(route, "methods", None) or ())
    ]

    def is_hot(path: str) -> bool:
        return any(pattern.match(path) for pattern in patterns)

    return is_hot


def _ask_of(scope: Scope) -> _Ask | None:
    """What a request asks for, or None where it may not be answered from memory: not a guest's plain GET."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope.get("root_path"):
        return None
    accepted = b""
    has_already = None
    for name, value in scope["headers"]:
        if name in _PERSONAL:
            return None
        if name == b"accept-encoding":
            accepted = value if not accepted else accepted + b"," + value
        elif name == b"if-none-match":
            has_already = value
    query: bytes = scope["query_string"]
    if len(query) > _LONGEST_QUERY or len(accepted) > _LONGEST_QUERY:
        return None
    return _Ask((scope["path"], query, _class_of(accepted)), has_already)
