"""ClamAV's daemon, asked in its own protocol: INSTREAM over TCP or a socket of the machine."""

import asyncio
import struct
from contextlib import suppress
from urllib.parse import urlsplit

from shopwright.infra.files.store import UnusableScanner
from shopwright.modules.media.errors import ScannerAway

_CHUNK = 64 * 1024
_PORT = 3310
_LONGEST_ANSWER = 4096


class ClamdScanner:
    """One connection a file; no answer within ``seconds`` counts as none."""

    def __init__(self, url: str, *, seconds: float = 10.0) -> None:
        parts = urlsplit(url)
        is_tcp, is_unix = (
            parts.scheme == "tcp" and parts.hostname,
            parts.scheme == "unix" and parts.path,
        )
        if not (is_tcp or is_unix):
            raise UnusableScanner
        self._host, self._port = parts.hostname, parts.port or _PORT
        self._path = parts.path if is_unix else ""
        self._seconds = seconds

    async def scan(self, content: bytes) -> str | None:
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._ask(content)
        except (
            OSError,
            TimeoutError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
        ) as error:
            raise ScannerAway from error
        return _verdict(answer)

    async def _ask(self, content: bytes) -> str:
        reader, writer = await self._connect()
        try:
            # It may answer, and hang up, before all is sent; what it has answered counts.
            with suppress(ConnectionError):
                writer.write(b"zINSTREAM\0")
                for at in range(0, len(content), _CHUNK):
                    chunk = content[at : at + _CHUNK]
                    writer.write(struct.pack("!I", len(chunk)) + chunk)
                    await writer.drain()
                writer.write(struct.pack("!I", 0))
                await writer.drain()
            return (await reader.readuntil(b"\0"))[:-1].decode("utf-8", "replace")
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._path:
            return await asyncio.open_unix_connection(self._path, limit=_LONGEST_ANSWER)
        return await asyncio.open_connection(self._host, self._port, limit=_LONGEST_ANSWER)


def _verdict(answer: str) -> str | None:
    """``stream: OK``, ``stream: Name FOUND``; everything else is no answer."""
    said = answer.removeprefix("stream: ").strip()
    if said == "OK":
        return None
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")[:200]
    raise ScannerAway(f"The virus scanner answers: {said[:100]}")
