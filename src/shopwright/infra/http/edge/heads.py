"""What a request's head may look like: its length, its characters, its scheme."""

from itertools import chain
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

from shopwright.infra.http.edge.answers import CLOSE, header_of, refuse
from shopwright.infra.http.edge.places import is_probe

LONGEST_ADDRESS = 8 * 1024
LARGEST_HEADERS = 32 * 1024
MOST_HEADERS = 100
NOT_TEXT = "The address holds what is no text: NUL, or bytes that are not UTF-8."


class Heads:
    """Refuses heads that are too large, and addresses that are not text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path, query = scope.get("raw_path") or b"", scope["query_string"]
            if len(path) + len(query) > LONGEST_ADDRESS:
                await refuse(scope, send, 414, headers=(CLOSE,))
                return
            headers = scope["headers"]
            size = sum(map(len, chain.from_iterable(headers)))
            if size > LARGEST_HEADERS or len(headers) > MOST_HEADERS:
                await refuse(scope, send, 431, headers=(CLOSE,))
                return
            if not (_is_text(path) and _is_text(query)):
                await refuse(scope, send, 422, code="invalid_text", title=NOT_TEXT)
                return
        await self._app(scope, receive, send)


class HttpsOnly:
    """Sends readers over to https; refuses whoever has already sent something in plain sight."""

    def __init__(self, app: ASGIApp, *, public_url: str) -> None:
        self._app = app
        self._origin = "https://" + public_url.partition("://")[2].partition("/")[0]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["scheme"] == "https" or is_probe(scope["path"]):
            await self._app(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD") or header_of(scope, b"authorization"):
            await refuse(scope, send, 403, code="https_required", title="Use https.")
            return
        query = b"?" + scope["query_string"] if scope["query_string"] else b""
        place = self._origin.encode() + (scope.get("raw_path") or b"/") + query
        headers = [(b"location", place), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 308, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def _is_text(part: bytes) -> bool:
    """Whether it is UTF-8 without NUL once the percent signs are resolved; a database takes nothing else."""
    if b"%" not in part:
        return part.isascii()
    plain = unquote_to_bytes(part)
    if b"\0" in plain:
        return False
    try:
        plain.decode()
    except UnicodeDecodeError:
        return False
    return True
