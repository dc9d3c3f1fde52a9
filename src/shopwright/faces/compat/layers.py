"""Two layers around the API: the outer one leads other addresses to it, the inner one translates bodies.

Between them stands everything that a request passes in any case, and sees the operation's own address: limits, sizes and
types of bodies, the hot lane. What an operation demands, does and puts down is therefore the same by either address.
"""

from collections.abc import Mapping
from functools import partial
from urllib.parse import parse_qsl, urlencode

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shopwright.faces.api.context import FOR_USERS
from shopwright.faces.compat.finding import Index, Meant
from shopwright.faces.compat.table import TABLE, Alias
from shopwright.faces.services import Services
from shopwright.infra.http.edge.answers import Header, header_of, refuse
from shopwright.infra.http.edge.stack import Layer
from shopwright.infra.http.hotlane import UNKEPT

MEANT = "alias"
# When these addresses were deprecated (RFC 9745): 1 November 2026.
DEPRECATED: Header = (b"deprecation", b"@1793491200")
_JSON = b"application/json"
_MOST_FIELDS = 100
# What a body that was made anew is no longer described by, and who has seen the operation's answer has not seen this one.
_OF_THE_BODY = frozenset((b"content-length", b"content-type"))
_KEPT_BY_NOBODY: Header = (b"cache-control", b"private, no-store")


def addresses_of(shop: Services) -> Layer | None:
    """The outer layer for the dialects that the shop speaks; None where it speaks none."""
    index = Index(TABLE, shop.settings.served_dialects)
    return partial(Addresses, index=index) if index else None


def shapes_of(shop: Services) -> Layer | None:
    """The inner layer, likewise."""
    return partial(Shapes, shop=shop) if shop.settings.served_dialects else None


class Addresses:
    """The outer layer: another address becomes the operation's, and the answer says where that is."""

    def __init__(self, app: ASGIApp, *, index: Index) -> None:
        self._app = app
        self._index = index

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/api/v1/"):
            await self._app(scope, receive, send)
            return
        sent = scope["path"]
        meant = self._index.meant(scope["method"], sent)
        if isinstance(meant, Meant):
            _lead(scope, meant)
            await self._app(scope, receive, partial(_tell, send, meant, sent))
        elif meant and scope["method"] != "OPTIONS":
            allowed = ", ".join(sorted({*meant, *(["HEAD"] if "GET" in meant else ())}))
            await refuse(scope, send, 405, headers=((b"allow", allowed.encode()),))
        else:
            await self._app(scope, receive, send)


class Shapes:
    """The inner layer: bodies of those requests that the outer one led here."""

    def __init__(self, app: ASGIApp, *, shop: Services) -> None:
        self._app = app
        self._shop = shop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        meant: Meant | None = scope.get("state", {}).get(MEANT)
        if meant is None:
            await self._app(scope, receive, send)
            return
        alias = meant.alias
        if alias.takes is not None and _is_json(scope):
            receive = await _taken(scope, receive, meant)
        if alias.gives is None:
            await self._app(scope, receive, send)
            return
        answer = _Answer(send)
        await self._app(scope, receive, answer.send)
        if answer.is_held:
            body = orjson.loads(answer.body) if answer.body else {}
            if _is_answered_by(scope, alias):
                body = await alias.gives(self._shop, body)
            await answer.give(orjson.dumps(body))


class _Answer:
    """Holds back what an operation answers when all went well, and sends anything else on."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._chunks: list[bytes] = []

    @property
    def is_held(self) -> bool:
        return self._start is not None

    @property
    def body(self) -> bytes:
        return b"".join(self._chunks)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and 200 <= message["status"] < 300:
            self._start = message
        elif message["type"] == "http.response.body" and self._start is not None:
            self._chunks.append(message.get("body", b""))
        else:
            await self._send(message)

    async def give(self, body: bytes) -> None:
        """Send another body; one that had none says so no more."""
        if self._start is None:
            return
        kept = [each for each in self._start["headers"] if each[0] not in _OF_THE_BODY]
        kept = [each for each in kept if each[0] != b"cache-control"]
        length = str(len(body)).encode()
        headers = [*kept, (b"content-type", _JSON), (b"content-length", length), _KEPT_BY_NOBODY]
        status = 200 if self._start["status"] == 204 else self._start["status"]
        await self._send({**self._start, "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _lead(scope: Scope, meant: Meant) -> None:
    """Give the request the operation's address; the log keeps the one that was sent."""
    alias = meant.alias
    scope["method"], scope["path"] = meant.method, meant.path
    scope["state"][MEANT] = meant
    if alias.for_users:
        scope["state"][FOR_USERS] = True
    if alias.asks is not None:
        scope["query_string"] = _asked(scope["query_string"], alias.asks)
    if (
        alias.gives is not None
    ):  # the operation can't say whether the client has the translation already
        scope["headers"] = [each for each in scope["headers"] if each[0] != b"if-none-match"]
        scope["state"][UNKEPT] = True


async def _tell(send: Send, meant: Meant, sent: str, message: Message) -> None:
    """Say in the answer's head that the address is deprecated, and which one is not; pages follow by the one sent."""
    if message["type"] == "http.response.start":
        ours = f"<{meant.address}?".encode()
        headers = [
            (name, value.replace(ours, f"<{sent}?".encode()) if name == b"link" else value)
            for name, value in message.get("headers", ())
        ]
        successor = f'<{meant.address}>; rel="successor-version"'.encode()
        message = {**message, "headers": [*headers, DEPRECATED, (b"link", successor)]}
    await send(message)


def _is_answered_by(scope: Scope, alias: Alias) -> bool:
    """Whether the request went where the table says: ``/orders/history`` is no order, by whatever address."""
    path: str = getattr(scope.get("route"), "path", "")
    return path == alias.operation[1]


def _asked(query: bytes, names: Mapping[str, str]) -> bytes:
    """The query with the operation's names for parameters; one that is there under its own name stays alone."""
    try:
        pairs = parse_qsl(
            query.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        return query
    given = {name for name, _ in pairs}
    renamed = [
        (name if names.get(name, name) in given else names.get(name, name), value)
        for name, value in pairs
    ]
    return urlencode(renamed).encode() if renamed != pairs else query


def _is_json(scope: Scope) -> bool:
    """Whether the request's body is JSON, or there is none."""
    kind = header_of(scope, b"content-type") or _JSON
    return kind.partition(b";")[0].strip().lower() == _JSON


async def _taken(scope: Scope, receive: Receive, meant: Meant) -> Receive:
    """The request's body, translated; what is not an object is left for the operation to refuse."""
    assert meant.alias.takes is not None  # noqa: S101 - asked only then
    chunks, more = [], True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return _replayed(message, receive)
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    body = b"".join(chunks)
    try:
        found = orjson.loads(body) if body else {}
    except orjson.JSONDecodeError:
        found = None
    if isinstance(found, dict):
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        body = orjson.dumps(meant.alias.takes({**query, **meant.beyond}, found))
        kept = [each for each in scope["headers"] if each[0] not in _OF_THE_BODY]
        length = str(len(body)).encode()
        scope["headers"] = [*kept, (b"content-type", _JSON), (b"content-length", length)]
    return _replayed({"type": "http.request", "body": body, "more_body": False}, receive)


def _replayed(first: Message, receive: Receive) -> Receive:
    waiting = [first]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
