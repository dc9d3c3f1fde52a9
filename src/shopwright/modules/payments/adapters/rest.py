"""Asking a provider by HTTP: in bounded time and size, few at once, and not at all while it is down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import anyio
import httpx2
import orjson

from shopwright.modules.payments.errors import GatewayUnreachable

MOST_BYTES = 4 * 1024 * 1024
MOST_AT_ONCE = 32
_BUSY = frozenset({408, 409, 425, 429})


@dataclass(frozen=True, slots=True)
class Told:
    """A provider's answer; below 500, and never one that asks to come again."""

    status: int
    body: dict[str, Any]

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class Breaker:
    """Opens after so many failures in a row; then one call every ``pause`` seconds tries whether all is well again."""

    def __init__(
        self, *, limit: int = 5, pause: float = 15.0, now: Callable[[], float] = monotonic
    ) -> None:
        self._limit = limit
        self._pause = pause
        self._now = now
        self._failures = 0
        self._closed_until = 0.0

    def lets_through(self) -> bool:
        if self._failures < self._limit:
            return True
        if self._now() < self._closed_until:
            return False
        self._closed_until = self._now() + self._pause
        return True

    def note(self, *, is_answered: bool) -> None:
        self._failures = 0 if is_answered else self._failures + 1
        if self._failures == self._limit:
            self._closed_until = self._now() + self._pause


class Rest:
    """One provider's API. What it says of itself as busy, broken or not in JSON is no answer: nobody knows."""

    def __init__(
        self,
        base: str,
        *,
        seconds: float = 10.0,
        breaker: Breaker | None = None,
        most_at_once: int = MOST_AT_ONCE,
    ) -> None:
        self._base = base.rstrip("/")
        self._seconds = seconds
        self._breaker = breaker or Breaker()
        self._most = most_at_once
        self._under_way = 0
        self._client: httpx2.AsyncClient | None = None

    async def ask(self, method: str, path: str, **more: Any) -> Told:
        """Send a request (``data``, ``json``, ``params``, ``headers``, ``auth``) and read the JSON that comes back.

        Raises:
            GatewayUnreachable: no answer that can be read, none in time, too many on their way, or it was down lately.
        """
        if self._under_way >= self._most or not self._breaker.lets_through():
            raise GatewayUnreachable
        self._under_way += 1
        is_answered = False
        try:
            with anyio.fail_after(self._seconds):
                told = await self._read(method, path, more)
            is_answered = True
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError):
            raise GatewayUnreachable from None
        finally:
            self._under_way -= 1
            self._breaker.note(is_answered=is_answered)
        return told

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _read(self, method: str, path: str, more: Mapping[str, Any]) -> Told:
        if self._client is None:
            self._client = httpx2.AsyncClient(
                base_url=self._base,
                timeout=self._seconds,
                follow_redirects=False,
                trust_env=False,
                headers={"accept": "application/json", "accept-encoding": "identity"},
            )
        body = bytearray()
        async with self._client.stream(method, path, **more) as answer:
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise GatewayUnreachable
        if answer.status_code >= 500 or answer.status_code in _BUSY or answer.status_code < 200:
            raise GatewayUnreachable
        return Told(answer.status_code, _object(bytes(body)))


def _object(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise GatewayUnreachable from None
    if not isinstance(read, dict):
        raise GatewayUnreachable
    return read
