"""Webhooks for tests: endpoints, a machine that listens, and a client that takes its address for a public one."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.satellites.webhooks import service
from shopwright.satellites.webhooks.contracts import Endpoint, EndpointDraft

ACTOR = system("test")
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def anything(_: str) -> None:
    """A check that refuses nothing."""


async def add_hook(services: Services, url: str, *events: str) -> tuple[Endpoint, str]:
    """An endpoint with its secret."""
    draft = EndpointDraft(url, "For tests", events or ("*",))
    async with services.works(ACTOR) as work:
        return await service.add_endpoint(work, draft=draft, check=anything, limit=20)


async def tried_out(services: Services, endpoint_id: UUID) -> UUID:
    async with services.works(ACTOR) as work:
        return await service.send_test(work, endpoint_id=endpoint_id)


@dataclass
class Got:
    """A request as it came over the wire."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """A machine that listens on 127.0.0.1 and answers what a test tells it to."""

    answer: bytes = OK
    drip: bool = False
    endless: bool = False
    got: list[Got] = field(default_factory=list)
    port: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event | None = None
    _server: asyncio.Server | None = None
    _serving: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def open(self, **more: object) -> "Listener":
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, **more)  # type: ignore[arg-type]
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for each in list(self._serving):
            each.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lines = [each.partition(": ") for each in head.split("\r\n")[1:] if each]
            headers = {name.lower(): value for name, _, value in lines}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.got.append(Got(headers, body))
            self.arrived.set()
            if self.held is not None:
                await self.held.wait()
            try:
                await self._answer(writer)
            finally:
                writer.transport.abort() if self.endless or self.drip else writer.close()

    async def _answer(self, writer: asyncio.StreamWriter) -> None:
        if self.endless:
            writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
            while not writer.is_closing():
                writer.write(b"x" * 65536)
                await writer.drain()
        writer.write(self.answer)
        await writer.drain()
        if self.drip:
            await asyncio.Event().wait()
