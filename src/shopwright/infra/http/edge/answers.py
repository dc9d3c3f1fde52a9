"""Answers that the edge gives by itself: problem documents, without the framework."""

from collections.abc import Iterable

import orjson
from starlette.types import Message, Scope, Send

from shopwright.infra.http import problems
from shopwright.infra.http.refusals import page_for

Header = tuple[bytes, bytes]
CLOSE: Header = (b"connection", b"close")
_DOCUMENT: tuple[Header, ...] = ((b"content-type", problems.MEDIA_TYPE.encode()),)


def header_of(scope: Scope, name: bytes) -> bytes | None:
    """The first header of that name in lower case."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return None


def retry_after(seconds: int) -> Header:
    return (b"retry-after", str(seconds).encode())


async def refuse(
    scope: Scope,
    send: Send,
    status: int,
    *,
    code: str | None = None,
    title: str | None = None,
    headers: Iterable[Header] = (),
) -> None:
    """Answer with a problem document, or a page of it for who looks at pages."""
    body = problems.document(status, code=code, title=title)
    await send_problem(scope, send, body, headers)


async def send_problem(
    scope: Scope, send: Send, body: dict[str, object], headers: Iterable[Header] = ()
) -> None:
    told = {**body, "request_id": scope.get("state", {}).get("request_id", "")}
    page = page_for(scope["path"], scope["headers"], told)
    content, kind = page or (orjson.dumps(told), _DOCUMENT)
    start: Message = {
        "type": "http.response.start",
        "status": body["status"],
        "headers": [
            *kind,
            (b"content-length", str(len(content)).encode()),
            (b"cache-control", b"no-store"),
            *headers,
        ],
    }
    await send(start)
    await send({"type": "http.response.body", "body": content})
