"""An answer that goes on and on, heard piece by piece as a browser does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2
from fastapi import FastAPI
from starlette.types import Message

_PATIENCE = 10.0


@dataclass(slots=True)
class Stream:
    """What was said until now; ``status`` is 0 before the answer has begun."""

    status: int = 0
    said: str = ""
    is_over: bool = False
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def hear(self, message: Message) -> None:
        async with self.changed:
            if message["type"] == "http.response.start":
                self.status = message["status"]
            else:
                self.said += message.get("body", b"").decode()
                self.is_over = self.is_over or not message.get("more_body", False)
            self.changed.notify_all()

    async def until(self, words: str) -> str:
        """Wait until this was said, or the stream is over; answers what was said."""
        async with asyncio.timeout(_PATIENCE), self.changed:
            await self.changed.wait_for(lambda: words in self.said or self.is_over)
        return self.said

    async def end(self) -> str:
        """Wait until it is over by itself."""
        async with asyncio.timeout(_PATIENCE), self.changed:
            await self.changed.wait_for(lambda: self.is_over)
        return self.said


@asynccontextmanager
async def streamed(
    app: FastAPI, browser: httpx2.AsyncClient, address: str
) -> AsyncIterator[Stream]:
    """Ask for an address with a browser's cookies; at the end of the block the browser goes away."""
    request = browser.build_request("GET", address)
    gone, stream = asyncio.Event(), Stream()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("192.0.2.9", 4711),
        "server": ("shop.test", 80),
    }
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def answer() -> None:
        await app(scope, receive, stream.hear)
        async with stream.changed:
            stream.is_over = True
            stream.changed.notify_all()

    task = asyncio.create_task(answer())
    try:
        yield stream
    finally:
        gone.set()
        async with asyncio.timeout(_PATIENCE):
            await task
