"""Answers made smaller on their way, where the client takes that and nobody did it before."""

import asyncio
import gzip
import re
from collections.abc import Callable

import brotli
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shopwright.infra.http.edge.answers import Header, header_of

SMALLEST = 1024
LARGE = 128 * 1024  # from here on in a thread: more than a millisecond's work
_TEXTUAL = re.compile(
    rb"text/(?!event-stream)|application/(?:[a-z0-9.+-]+\+)?(?:json|xml|javascript)|image/svg\+xml"
)
_SUFFIX = re.compile(rb'-(?:br|gzip)"')
_CONDITIONS = (b"if-none-match", b"if-match")
_ENCODERS: dict[bytes, Callable[[bytes], bytes]] = {
    b"br": lambda content: bytes(brotli.compress(content, quality=4)),
    b"gzip": lambda content: gzip.compress(content, 5, mtime=0),
}


class Compression:
    """Brotli or gzip for whole textual answers above a kilobyte; streams pass as they are.

    A compressed answer's strong ETag gets the encoding's name at its end, which is taken off again when the client
    sends it back: so it stays a strong one, and If-Match goes on to work.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "HEAD":
            await self._app(scope, receive, send)
            return
        encoding = _chosen(header_of(scope, b"accept-encoding"))
        marked = _take_marks_off(scope)
        await self._app(scope, receive, _Squeezed(send, encoding, marked=marked).send)


class _Squeezed:
    """Holds back the start of an answer until its first chunk tells whether it is whole."""

    __slots__ = ("_encoding", "_is_decided", "_marked", "_send", "_start")

    def __init__(self, send: Send, encoding: bytes | None, *, marked: bytes | None) -> None:
        self._send = send
        self._encoding = encoding
        self._marked = marked
        self._start: Message | None = None
        self._is_decided = False

    async def send(self, message: Message) -> None:
        if self._is_decided:
            await self._send(message)
        elif self._start is None:
            self._start = message
            if message["type"] != "http.response.start":
                self._is_decided = True
                await self._send(message)
        else:
            self._is_decided = True
            start, message = await self._squeeze(self._start, message)
            await self._send(start)
            await self._send(message)

    async def _squeeze(self, start: Message, message: Message) -> tuple[Message, Message]:
        headers: list[Header] = list(start.get("headers", ()))
        if start["status"] == 304 and self._marked is not None:
            return {**start, "headers": _marked_etag(headers, self._marked)}, message
        content: bytes = message.get("body", b"")
        if message.get("more_body", False) or not _is_squeezable(headers):
            return start, message
        if len(content) < SMALLEST or self._encoding is None:
            return {**start, "headers": _varying(headers)}, message
        encode = _ENCODERS[self._encoding]
        is_large = len(content) >= LARGE
        content = await asyncio.to_thread(encode, content) if is_large else encode(content)
        headers = [header for header in headers if header[0] != b"content-length"]
        headers += [
            (b"content-encoding", self._encoding),
            (b"content-length", str(len(content)).encode()),
        ]
        headers = _marked_etag(_varying(headers), self._encoding)
        return {**start, "headers": headers}, {**message, "body": content}


def _is_squeezable(headers: list[Header]) -> bool:
    content_type = b""
    for name, value in headers:
        if name == b"content-encoding":
            return False
        if name == b"cache-control" and b"no-transform" in value:
            return False
        if name == b"content-type":
            content_type = value
    return _TEXTUAL.match(content_type) is not None


def _chosen(accepted: bytes | None) -> bytes | None:
    """Brotli before gzip, of those that the client does not rule out by ``q=0``."""
    if not accepted:
        return None
    offers = {}
    for part in accepted.lower().split(b","):
        name, _, parameters = part.partition(b";")
        offers[name.strip()] = parameters.replace(b" ", b"") not in (b"q=0", b"q=0.0", b"q=0.00")
    for encoding in _ENCODERS:
        if offers.get(encoding, False):
            return encoding
    return None


def _varying(headers: list[Header]) -> list[Header]:
    for place, (name, value) in enumerate(headers):
        if name == b"vary":
            if b"accept-encoding" in value.lower() or value.strip() == b"*":
                return headers
            headers[place] = (name, value + b", Accept-Encoding")
            return headers
    return [*headers, (b"vary", b"Accept-Encoding")]


def _marked_etag(headers: list[Header], encoding: bytes) -> list[Header]:
    return [
        (name, value[:-1] + b"-" + encoding + b'"')
        if name == b"etag" and not value.startswith(b"W/")
        else (name, value)
        for name, value in headers
    ]


def _take_marks_off(scope: Scope) -> bytes | None:
    """Show the application its own ETags; answers the encoding that one of If-None-Match was marked with."""
    marked = None
    for place, (name, value) in enumerate(scope["headers"]):
        if name in _CONDITIONS and (found := _SUFFIX.search(value)):
            headers = list(scope["headers"])
            headers[place] = (name, _SUFFIX.sub(b'"', value))
            scope["headers"] = headers
            if name == b"if-none-match":
                marked = found[0][1:-1]
    return marked
