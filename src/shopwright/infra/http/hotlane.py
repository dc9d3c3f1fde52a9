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

from shopwright.infra.http import cookies

log = structlog.get_logger(__name__)
CHANNEL = "shopwright:catalog"
LANE = "(memory)"  # how metrics call what was answered from here
# Of a request's state: the answer is made for this request alone.
UNKEPT = "unkept"
LARGEST_ENTRY = 512 * 1024
_OVERHEAD = 600  # bytes that an entry takes besides its texts
_LONGEST_QUERY = 300
_MARK = re.compile(rb'-(?:br|gzip)"')
_PERSONAL = frozenset((b"authorization", b"range", b"x-cart-token", b"x-api-key"))
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
class Entry:
    """A finished answer."""

    headers: Sequence[Header]
    body: bytes
    etag: bytes
    size: int


class Memory:
    """Answers of one version of the shop, the most recently asked for; ``version`` reads it from the database."""

    def __init__(
        self,
        version: Callable[[], Awaitable[int]],
        *,
        check_seconds: float = 0.25,
        capacity: int = 64 * 1024 * 1024,
    ) -> None:
        self._read_version = version
        self._check_seconds = check_seconds
        self._capacity = capacity
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._fresh_until = 0.0
        self._expired = 0
        self._checking: asyncio.Task[bool] | None = None
        self._checking_for = 0
        self.size = 0
        self.version = -1

    def __contains__(self, key: Key) -> bool:
        return key in self._entries

    def expire(self) -> None:
        """Ask the database before the next answer: the shop may look different."""
        self._fresh_until = 0.0
        self._expired += 1

    async def is_true(self) -> bool:
        """Whether what is kept holds, after the version has been looked at where it is time to."""
        return monotonic() < self._fresh_until or await self._check()

    def get(self, key: Key) -> Entry | None:
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def keep(self, key: Key, entry: Entry) -> None:
        previous = self._entries.pop(key, None)
        self.size += entry.size - (previous.size if previous else 0)
        self._entries[key] = entry
        while self.size > self._capacity:
            _, oldest = self._entries.popitem(last=False)
            self.size -= oldest.size

    async def _check(self) -> bool:
        """Requests that meet share one look at the version.

        A look that began before the last commit of this process may have missed it, so it is not the last one then.
        """
        while True:
            if self._checking is None:
                self._checking_for = self._expired
                self._checking = asyncio.create_task(self._look())
            began = self._checking_for
            if not await asyncio.shield(self._checking):
                return False
            if began == self._expired:
                return True

    async def _look(self) -> bool:
        try:
            version = await self._read_version()
        except Exception as error:  # noqa: BLE001 - what keeps the database away is the route's to tell
            log.warning("hotlane.blind", error=type(error).__name__)
            return False
        finally:
            self._checking = None
        if version != self.version:
            self._entries.clear()
            self.size = 0
            self.version = version
        if self._checking_for == self._expired:
            self._fresh_until = monotonic() + self._check_seconds
        return True


class HotLane:
    """A layer around the application; ``is_hot`` tells which paths it may answer, ``served`` hears what it answered.

    It stands outside of compression, so that what is kept is compressed already, and inside of whatever gives each
    answer its own headers (request ids, rate limits, CORS).
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        memory: Memory,
        is_hot: Callable[[str], bool],
        served: Callable[[str, bytes], None] | None = None,
    ) -> None:
        self._app = app
        self._served = served
        self._memory = memory
        self._is_hot = is_hot

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ask = _ask_of(scope)
        if ask is None or not (self._knows(ask, scope) and await self._memory.is_true()):
            await self._app(scope, receive, send)
        elif (entry := self._memory.get(ask.key)) is not None:
            scope["lane"] = LANE
            if self._served is not None:
                self._served(scope["path"], scope["query_string"])
            status, headers, body = _answer(entry, ask.has_already)
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        else:
            await self._fill(ask.key, scope, receive, send)

    def _knows(self, ask: _Ask, scope: Scope) -> bool:
        return ask.key in self._memory or self._is_hot(scope["path"])

    async def _fill(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the route answer, and keep what it says unless the shop has changed meanwhile."""
        version = self._memory.version
        copy = _Copy(send)
        await self._app(scope, receive, copy.send)
        entry = copy.entry(key)
        if entry is not None and version == self._memory.version:
            self._memory.keep(key, entry)


class _Copy:
    """Sends an answer on and keeps a copy, as long as it is one that others may have too."""

    __slots__ = ("_body", "_headers", "_is_good", "_is_whole", "_length", "_send")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._headers: Sequence[Header] = ()
        self._body: list[bytes] = []
        self._length = 0
        self._is_good = False
        self._is_whole = False

    async def send(self, message: Message) -> None:
        """Copy before sending: layers further out write into the headers."""
        if message["type"] == "http.response.start":
            self._headers = tuple(message["headers"])
            self._is_good = message["status"] == 200 and _is_for_all(self._headers)
        elif message["type"] == "http.response.body" and self._is_good:
            self._body.append(message.get("body", b""))
            self._length += len(self._body[-1])
            self._is_good = self._length <= LARGEST_ENTRY
            self._is_whole = not message.get("more_body", False)
        else:
            self._is_good = False
        await self._send(message)

    def entry(self, key: Key) -> Entry | None:
        if not (self._is_good and self._is_whole):
            return None
        headers = tuple(each for each in self._headers if each[0] not in _OF_ONE_REQUEST)
        etag = next((value for name, value in headers if name == b"etag"), b"")
        texts = sum(map(len, key)) + sum(len(name) + len(value) for name, value in headers)
        return Entry(headers, b"".join(self._body), etag, self._length + texts + _OVERHEAD)


class Herald:
    """Carries the news of a change to the memories of other processes, through Redis."""

    def __init__(self, redis: "Redis", memory: Memory) -> None:
        self._redis = redis
        self._memory = memory
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
                        self._memory.expire()
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
    if UNKEPT in scope.get("state", ()):
        return None
    accepted = b""
    has_already = None
    for name, value in scope["headers"]:
        if name in _PERSONAL or (name == b"cookie" and cookies.names_session(value)):
            return None
        if name == b"accept-encoding":
            accepted = value if not accepted else accepted + b"," + value
        elif name == b"if-none-match" and has_already is None:
            has_already = value
    query: bytes = scope["query_string"]
    if len(query) > _LONGEST_QUERY or len(accepted) > _LONGEST_QUERY:
        return None
    return _Ask((scope["path"], query, accepted), has_already)


def _is_for_all(headers: Iterable[Header]) -> bool:
    """Whether the route says that everybody may have the answer."""
    control = b""
    for name, value in headers:
        if name == b"set-cookie":
            return False
        if name == b"cache-control":
            control = value
    return b"public" in control and b"no-store" not in control


def _answer(entry: Entry, has_already: bytes | None) -> tuple[int, list[Header], bytes]:
    if has_already is None or not (etag := _known_etag(has_already, entry.etag)):
        return 200, list(entry.headers), entry.body
    headers = [
        (name, etag if name == b"etag" else value)
        for name, value in entry.headers
        if name not in _NOT_IN_304
    ]
    return 304, headers, b""


def _known_etag(has_already: bytes, etag: bytes) -> bytes | None:
    """The tag to answer 304 with, or None where the client has another text; compression's marks don't count.

    The mark that the client sent comes back to it, as compression would give it back.
    """
    plain = _MARK.sub(b'"', etag)
    tags = {tag.strip().removeprefix(b"W/") for tag in _MARK.sub(b'"', has_already).split(b",")}
    if plain not in tags and b"*" not in tags:
        return None
    mark = _MARK.search(has_already)
    return plain[:-1] + mark[0] if mark else plain
