"""The one client for other servers' answers: by https, in short time, of bounded size, following nobody elsewhere."""

from collections.abc import Mapping
from typing import Any

import anyio
import httpx2
import orjson

from shopwright.kernel.errors import Unavailable

SECONDS = 8.0
MOST_BYTES = 256 * 1024


class OutgoingFailed(Unavailable):
    """``status`` is the other's answer; 0 where there was none that could be read."""

    code = "other_server_failed"
    title = "Another server did not answer as it should."

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__()
        self.reason = reason
        self.answered = status


class Outgoing:
    """``allow_plain``: also plain http, which is for development and tests."""

    def __init__(
        self, *, allow_plain: bool = False, seconds: float = SECONDS, most_bytes: int = MOST_BYTES
    ) -> None:
        self._allow_plain = allow_plain
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._client: httpx2.AsyncClient | None = None

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Any:
        """The JSON at an address.

        Raises:
            OutgoingFailed: no answer in time, not a success, too large, or no JSON.
        """
        return await self._ask("GET", url, headers=headers or {})

    async def post(
        self,
        url: str,
        fields: Mapping[str, str],
        *,
        auth: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Send a form and read the JSON that comes back.

        Raises:
            OutgoingFailed: as :meth:`get`.
        """
        return await self._ask("POST", url, data=dict(fields), auth=auth, headers=headers or {})

    def is_allowed(self, url: str) -> bool:
        """Whether an address may be asked, or a browser be sent to it."""
        scheme, _, rest = url.partition("://")
        return bool(rest) and (scheme == "https" or (self._allow_plain and scheme == "http"))

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def _ask(self, method: str, url: str, *, headers: Mapping[str, str], **more: Any) -> Any:
        if not self.is_allowed(url):
            raise OutgoingFailed("not https")
        sent = {"accept": "application/json", "accept-encoding": "identity", **headers}
        try:
            with anyio.fail_after(self._seconds):
                return await self._read(method, url, headers=sent, **more)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError) as error:
            raise OutgoingFailed(type(error).__name__) from None

    async def _read(self, method: str, url: str, **more: Any) -> Any:
        if self._client is None:
            self._client = httpx2.AsyncClient(
                timeout=self._seconds, follow_redirects=False, trust_env=False
            )
        body = bytearray()
        async with self._client.stream(method, url, **more) as answer:
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > self._most_bytes:
                    raise OutgoingFailed("too large", answer.status_code)
            if answer.status_code != httpx2.codes.OK:
                raise OutgoingFailed("refused", answer.status_code)
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            raise OutgoingFailed("no JSON", answer.status_code) from None
