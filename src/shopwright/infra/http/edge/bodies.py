"""What a request's body may look like: its size, its type, its depth."""

import asyncio
import re
from collections.abc import Callable

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shopwright.infra.http.edge.answers import CLOSE, header_of, refuse

DEEPEST = 64
_STRINGS = re.compile(
    rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL
)  # one without an end too, or each quote in it is tried
_OTHERS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_SQUARE = bytes.maketrans(b"{}", b"[]")
_JSON = re.compile(rb"application/(?:[a-z0-9.+-]+\+)?json")
_CHARSETS = frozenset((b"utf-8", b"utf8", b"us-ascii"))

Accepts = Callable[[str, str, str], bool]
Larger = Callable[[str, str], int]


def json_only(_method: str, _path: str, _content_type: str) -> bool:
    return False


def none_larger(_method: str, _path: str) -> int:
    return 0


class Bodies:
    """Takes JSON, and what a route declares; read in full before anything is made of it, and JSON looked through.

    Whoever sends slowly waits here, where nobody's place is taken, and ``seconds`` at most.
    ``accepts(method, path, content_type)``: whether a route takes that type besides JSON; ``larger(method, path)``: how
    much of it, where that is more than ``limit``.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        limit: int,
        seconds: float,
        accepts: Accepts = json_only,
        larger: Larger = none_larger,
    ) -> None:
        self._app = app
        self._limit = limit
        self._seconds = seconds
        self._accepts = accepts
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
            return
        if header_of(scope, b"content-encoding") not in (None, b"identity"):
            await refuse(scope, send, 415, code="encoded_body", headers=(CLOSE,))
            return
        media_type, charset = _content_type(scope)
        is_json = _JSON.fullmatch(media_type) is not None and charset in _CHARSETS
        is_taken = is_json or self._accepts(
            scope["method"], scope["path"], media_type.decode("latin-1")
        )
        limit = self._limit
        if is_taken and not is_json:
            limit = max(limit, self._larger(scope["method"], scope["path"]))
        if int(header_of(scope, b"content-length") or 0) > limit:
            await refuse(scope, send, 413, headers=(CLOSE,))
            return
        await self._pass(scope, receive, send, limit=limit if is_taken else 0, is_json=is_json)

    async def _pass(
        self, scope: Scope, receive: Receive, send: Send, *, limit: int, is_json: bool
    ) -> None:
        """Read a body; one of a type that is not taken may be announced, and be empty: its limit is 0."""
        try:
            async with asyncio.timeout(self._seconds):
                body = await _read(receive, limit)
        except TimeoutError:
            await refuse(scope, send, 408, headers=(CLOSE,))
        except ClientDisconnect:
            return
        except _TooLarge:
            await refuse(scope, send, 413 if limit else 415, headers=(CLOSE,))
        else:
            if is_json and (fault := _fault(body)):
                code, title = fault
                await refuse(scope, send, 400, code=code, title=title)
                return
            await self._app(scope, _replay(body, receive), send)


class _TooLarge(Exception):
    """More came than may."""


async def _read(receive: Receive, limit: int) -> bytes:
    """The whole body.

    Raises:
        ClientDisconnect: the client went while it sent.
        _TooLarge: it is longer than ``limit``.
    """
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise _TooLarge
        if not message.get("more_body", False):
            return b"".join(chunks)


def _has_body(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"transfer-encoding" or (name == b"content-length" and value != b"0"):
            return True
    return False


def _content_type(scope: Scope) -> tuple[bytes, bytes]:
    """The media type and the charset, both in lower case; UTF-8 where none is named."""
    media_type, _, parameters = (header_of(scope, b"content-type") or b"").lower().partition(b";")
    charset = b"utf-8"
    for parameter in parameters.split(b";"):
        name, _, value = parameter.partition(b"=")
        if name.strip() == b"charset":
            charset = value.strip(b' "')
    return media_type.strip(), charset


def _fault(body: bytes) -> tuple[str, str] | None:
    """What makes a body unreadable as JSON text before it is parsed: its characters, or its depth."""
    if not body.isascii():
        try:
            body.decode()
        except UnicodeDecodeError:
            return "invalid_encoding", "The request's body is not UTF-8."
    if is_too_deep(body):
        return "json_too_deep", f"The request's body is nested more than {DEEPEST} levels deep."
    return None


def is_too_deep(body: bytes) -> bool:
    """Whether brackets nest deeper than ``DEEPEST``: innermost pairs are taken away until none is left, level by level."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    brackets = _STRINGS.sub(b"", body).translate(_SQUARE, _OTHERS)
    for _ in range(DEEPEST):
        brackets = brackets.replace(b"[]", b"")
    return b"[]" in brackets or brackets.count(b"[") > DEEPEST


def _replay(body: bytes, receive: Receive) -> Receive:
    """A body that was read already, then whatever comes after it."""
    is_sent = False

    async def replay() -> Message:
        nonlocal is_sent
        if is_sent:
            return await receive()
        is_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
