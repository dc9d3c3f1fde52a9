"""The virus scanner's protocol, against a small server that speaks it."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from shopwright.modules.media.adapters.clamd import ClamdScanner, UnusableScanner
from shopwright.modules.media.errors import ScannerAway

pytestmark = pytest.mark.anyio
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
CONTENT = bytes(range(256)) * 1000


async def received(reader: asyncio.StreamReader) -> bytes:
    """What a scanner takes from the stream."""
    assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack("!I", await reader.readexactly(4))[0]:
        content += await reader.readexactly(size)
    return content


def answering(answer: bytes, got: list[bytes] | None = None) -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        content = await received(reader)
        if got is not None:
            got.append(content)
        writer.write(answer)
        await writer.drain()
        writer.close()

    return handle


@asynccontextmanager
async def scanner(handle: Handler, socket: Path) -> AsyncIterator[ClamdScanner]:
    server = await asyncio.start_unix_server(handle, socket)
    async with server:
        yield ClamdScanner(f"unix://{socket}", seconds=0.5)


async def test_a_clean_file_is_passed_whole(tmp_path: Path) -> None:
    got: list[bytes] = []

    async with scanner(answering(b"stream: OK\0", got), tmp_path / "s") as clamd:
        found = await clamd.scan(CONTENT)

    assert found is None
    assert got == [CONTENT]


async def test_a_virus_is_named(tmp_path: Path) -> None:
    async with scanner(answering(b"stream: Win.Test.EICAR_HDB-1 FOUND\0"), tmp_path / "s") as clamd:
        assert await clamd.scan(CONTENT) == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize(
    "answer",
    [b"stream: INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK", b"\0", b"x" * 9000],
)
async def test_whatever_else_it_says_is_no_answer(tmp_path: Path, answer: bytes) -> None:
    async with scanner(answering(answer), tmp_path / "s") as clamd:
        with pytest.raises(ScannerAway):
            _ = await clamd.scan(CONTENT)


async def test_a_verdict_before_the_end_counts(tmp_path: Path) -> None:
    async def hasty(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _ = await reader.readuntil(b"\0")
        writer.write(b"stream: Early FOUND\0")
        await writer.drain()
        _ = await reader.read(1 << 20)
        writer.close()

    async with scanner(hasty, tmp_path / "s") as clamd:
        assert await clamd.scan(CONTENT) == "Early"


async def test_one_that_stalls_is_given_up(tmp_path: Path) -> None:
    async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _ = await reader.read()
        writer.close()

    async with scanner(stall, tmp_path / "s") as clamd:
        with pytest.raises(ScannerAway):
            _ = await clamd.scan(CONTENT)


async def test_one_that_is_not_there_is_told() -> None:
    with pytest.raises(ScannerAway):
        _ = await ClamdScanner("unix:///nowhere/clamd.sock").scan(CONTENT)
    with pytest.raises(ScannerAway):
        _ = await ClamdScanner("tcp://127.0.0.1:1").scan(CONTENT)


async def test_it_is_reached_by_tcp_too() -> None:
    server = await asyncio.start_server(answering(b"stream: OK\0"), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await ClamdScanner(f"tcp://127.0.0.1:{port}").scan(CONTENT) is None


@pytest.mark.parametrize("url", ["", "clamd", "http://host", "tcp://", "unix://"])
def test_addresses_that_mean_nothing_are_refused(url: str) -> None:
    with pytest.raises(UnusableScanner):
        _ = ClamdScanner(url)
