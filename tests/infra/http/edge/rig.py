"""A small application behind the edge, and a client of it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from shopwright.infra.http.edge.bodies import Accepts, json_only
from shopwright.infra.http.edge.stack import Edge
from shopwright.infra.settings import Environment, Settings


def settings_of(**given: Any) -> Settings:
    limits = ("", "_auth", "_registrations", "_mails", "_keys")
    quiet = {f"rate_limit{name}": "" for name in limits} | {"redis_url": ""}
    return Settings(_env_file=None, environment=Environment.TEST, **quiet | given)


@dataclass
class Echo:
    """Answers every request with what it got; ``reply`` replaces the answer's body and headers."""

    requests: list[Scope] = field(default_factory=list)
    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(
        default_factory=lambda: [(b"content-type", b"application/json")]
    )
    reply: Callable[[Scope, bytes], bytes] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if message["type"] == "http.disconnect" or not message.get("more_body", False):
                break
        self.requests.append(scope)
        shown = {"path": scope["path"], "size": len(body), "client": scope["client"][0]}
        content = self.reply(scope, body) if self.reply else orjson.dumps(shown)
        await send(
            {"type": "http.response.start", "status": self.status, "headers": list(self.headers)}
        )
        await send({"type": "http.response.body", "body": content})


@asynccontextmanager
async def client_of(
    app: ASGIApp | None = None,
    *,
    edge: Edge | None = None,
    accepts: Accepts = json_only,
    address: str = "192.0.2.7",
    **given: Any,
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of an application behind an edge of these settings."""
    around = (edge or Edge.of(settings_of(**given))).around(app or Echo(), accepts=accepts)
    transport = httpx2.ASGITransport(app=around, raise_app_exceptions=False, client=(address, 4711))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client
