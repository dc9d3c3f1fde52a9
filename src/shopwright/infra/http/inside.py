"""Asking the application itself, within a request: pages stand on the API as any client does.

What is asked goes through the API's own routes, with the caller's cookies and where they came from, so that rights, limits
of fields and intent are checked as ever; the layers at the edge have seen the request already and are not passed again.
Where the application names a way ``inside``, it is asked that way: answers that all guests get alike come from memory then.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Request
from starlette.types import Message

Header = tuple[bytes, bytes]
# Who calls, from where, and in which language; what describes the outer request's body stays outside.
_PASSED_ON = frozenset(
    (
        *(b"accept-language", b"cookie", b"host", b"origin"),
        *(b"sec-fetch-site", b"sec-fetch-mode", b"user-agent", b"x-csrf-token"),
    )
)
# Of a request's state: a page asks it by itself, and nobody uses his session by it.
BY_ITSELF = "by_itself"
# What is remembered of answers to this is kept apart from what compression has seen.
_UNCOMPRESSED = (b"accept-encoding", b"inside")
# What routing of the outer request has put into its scope.
_OF_THE_ROUTE = (
    *("endpoint", "path_params", "route", "router"),
    *("fastapi_function_astack", "fastapi_inner_astack"),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the API answered."""

    status: int
    headers: Sequence[Header] = ()
    body: bytes = b""

    @property
    def is_well(self) -> bool:
        return self.status < 400

    @property
    def data(self) -> Any:
        """The answer's JSON; an empty object where there is none."""
        return orjson.loads(self.body) if self.body else {}

    @property
    def cookies(self) -> list[bytes]:
        """What the browser is to keep."""
        return [value for name, value in self.headers if name == b"set-cookie"]


@dataclass(frozen=True, slots=True)
class Raw:
    """A body that is no JSON: a form with files."""

    content_type: str
    pieces: AsyncIterator[bytes]


def _json(body: Mapping[str, Any] | None) -> Raw:
    async def once() -> AsyncIterator[bytes]:
        yield orjson.dumps(body, default=str) if body is not None else b""

    return Raw("application/json", once())


@dataclass(slots=True)
class _Heard:
    status: int = 500
    headers: list[Header] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self.chunks.append(message.get("body", b""))


async def ask(
    request: Request,
    method: str,
    path: str,
    *,
    query: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | Raw | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answered:
    """Ask one operation of the API on behalf of whoever sent ``request``.

    ``query`` may hold lists; ``body`` goes as JSON, or as it is, piece by piece.
    """
    sent = body if isinstance(body, Raw) else _json(body)
    passed = [each for each in request.scope["headers"] if each[0] in _PASSED_ON]
    added = {
        **(headers or {}),
        **({"content-type": sent.content_type} if body is not None else {}),
    }
    own = [(name.lower().encode(), value.encode()) for name, value in added.items()]
    names = {name for name, _ in own}
    scope = {
        **{name: value for name, value in request.scope.items() if name not in _OF_THE_ROUTE},
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": urlencode(query or {}, doseq=True).encode(),
        "headers": [*(each for each in passed if each[0] not in names), *own, _UNCOMPRESSED],
    }
    heard, is_read = _Heard(), False

    async def receive() -> Message:
        """The body, and then what happens to him who asks: an answer that is streamed listens whether he goes away."""
        nonlocal is_read
        if is_read:
            return await request.receive()
        piece = await anext(sent.pieces, None)
        is_read = piece is None
        return {"type": "http.request", "body": piece or b"", "more_body": not is_read}

    answering = getattr(request.app.state, "inside", request.app.router)
    await answering(scope, receive, heard.send)
    return Answered(heard.status, heard.headers, b"".join(heard.chunks))
