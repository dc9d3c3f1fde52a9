"""The outermost layer: request ids, the log of requests, headers of every answer, and the last resort."""

import logging
import re
from time import perf_counter
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils import uuid7

from shopwright.infra.http import problems
from shopwright.infra.http.edge.answers import (
    CLOSE,
    Header,
    header_of,
    refuse,
    retry_after,
    send_problem,
)
from shopwright.infra.http.edge.gate import Gate
from shopwright.infra.http.edge.proxies import Proxies
from shopwright.infra.metrics import Counts
from shopwright.infra.work import ORIGIN, Origin

log = structlog.get_logger("shopwright.http")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")
# In a route\'s path: what stands there opens something, and is not written down.
_OPENS = "{token}"
_LONGEST_PATH = 200
CLIENT_WENT = 499

HEADERS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"cache-control", b"no-store"),
)
STRICT_TRANSPORT: Header = (
    b"strict-transport-security",
    b"max-age=31536000; includeSubDomains",
)


class Entrance:
    """Inner layers leave headers for the answer in ``state["answer_headers"]``; nothing that the application set is overwritten."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        proxies: Proxies,
        gate: Gate,
        https_only: bool,
        debug: bool,
        counts: Counts,
    ) -> None:
        self._app = app
        self._proxies = proxies
        self._gate = gate
        self._defaults = (*HEADERS, STRICT_TRANSPORT) if https_only else HEADERS
        self._debug = debug
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        state: dict[str, Any] = scope.setdefault("state", {})
        request_id = state["request_id"] = _request_id(scope)
        state["client_address"] = self._proxies.place(scope)
        answer = _Answer(send, state, self._defaults, closing=self._gate.is_draining)
        context = structlog.contextvars.bind_contextvars(request_id=request_id)
        self._counts.in_flight += 1
        origin = ORIGIN.set(Origin(request_id, state["client_address"]))
        try:
            await self._enter(scope, receive, answer)
        finally:
            status = CLIENT_WENT if answer.status is None else answer.status
            seconds = perf_counter() - started
            self._counts.request_ended(scope, status, seconds)
            _write_down(scope, status, seconds)
            ORIGIN.reset(origin)
            structlog.contextvars.reset_contextvars(**context)

    async def _enter(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        if self._gate.is_closed:
            await refuse(scope, answer.send, 503, headers=(retry_after(1), CLOSE))
            return
        _drop_trailing_slash(scope)
        try:
            await self._app(scope, receive, answer.send)
        except Exception as error:
            log.exception("request.failed", path=_path(scope))
            problems.report(scope, error)
            if answer.status is not None:
                raise  # half of the answer is gone: all that is left is to break the connection
            detail = f"{type(error).__name__}: {error}" if self._debug else None
            await send_problem(scope, answer.send, problems.document(500, detail=detail))


class _Answer:
    """Sends an answer on, with the headers that every answer has."""

    __slots__ = ("_closing", "_defaults", "_send", "_state", "status")

    def __init__(
        self, send: Send, state: dict[str, Any], defaults: tuple[Header, ...], *, closing: bool
    ) -> None:
        self._send = send
        self._state = state
        self._defaults = defaults
        self._closing = closing
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": self._complete(message.get("headers", ()))}
        await self._send(message)

    def _complete(self, given: Any) -> list[Header]:
        headers = list(given)
        present = {name for name, _ in headers}
        headers += [header for header in self._defaults if header[0] not in present]
        headers.append((b"x-request-id", self._state["request_id"].encode()))
        headers += self._state.get("answer_headers", ())
        if self._closing and b"connection" not in present:
            headers.append(CLOSE)
        return headers


def _request_id(scope: Scope) -> str:
    """The caller's own, where it is one that can be written into a log; else a new one."""
    given = header_of(scope, b"x-request-id")
    if given is not None and _REQUEST_ID.fullmatch(given):
        return given.decode()
    return str(uuid7())


def _drop_trailing_slash(scope: Scope) -> None:
    """``/products/`` is ``/products``: answered alike, never redirected."""
    path = scope["path"]
    if path.endswith("/") and path != "/":
        scope["path"] = path.rstrip("/") or "/"


def _path(scope: Scope) -> str:
    """The path as it was sent, without its query: percent signs keep control characters out of the log."""
    raw = scope.get("raw_path") or scope["path"].encode("unicode_escape")
    return str(raw[:_LONGEST_PATH].decode("latin-1"))


def _write_down(scope: Scope, status: int, seconds: float) -> None:
    if not log.is_enabled_for(logging.INFO):
        return
    state = scope["state"]
    route = getattr(scope.get("route"), "path", None)
    keys = {
        "method": scope["method"],
        "path": route if route and _OPENS in route else _path(scope),
        "status": status,
        "ms": round(seconds * 1000, 2),
        "client": state["client_address"],
    }
    if route:
        keys["route"] = route
    if actor := state.get("actor"):
        keys["actor"] = actor
    log.info("request", **keys)
