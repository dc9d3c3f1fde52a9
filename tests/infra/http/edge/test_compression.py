import gzip
from typing import Any

import brotli
import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from tests.infra.http.edge.rig import Echo, client_of

pytestmark = pytest.mark.anyio
TEXT = b'{"title": "kettle"}' * 60
JSON = (b"content-type", b"application/json")


async def _got(app: Any, accepted: str, **headers: str) -> tuple[httpx2.Response, bytes]:
    """The answer, and its body as it came over the wire."""
    async with client_of(app) as client:
        asked = {"accept-encoding": accepted} | {k.replace("_", "-"): v for k, v in headers.items()}
        async with client.stream("GET", "/x", headers=asked) as answer:
            raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    return answer, raw


def _app(content: bytes = TEXT, *headers: tuple[bytes, bytes], status: int = 200) -> Echo:
    return Echo(status=status, headers=[JSON, *headers], reply=lambda *_: content)


async def test_brotli_is_taken_before_gzip() -> None:
    answer, raw = await _got(_app(), "gzip, deflate, br")

    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["content-length"] == str(len(raw))
    assert answer.headers["vary"] == "Accept-Encoding"
    assert len(raw) < len(TEXT)
    assert brotli.decompress(raw) == TEXT


async def test_gzip_is_taken_where_brotli_is_not() -> None:
    answer, raw = await _got(_app(), "br;q=0, gzip")

    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == TEXT


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "zstd"])
async def test_who_takes_neither_gets_it_plain(accepted: str) -> None:
    answer, raw = await _got(_app(), accepted)

    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"
    assert raw == TEXT


@pytest.mark.parametrize(
    "app",
    [
        _app(b"x" * 1023),
        _app(TEXT, (b"content-encoding", b"zstd")),
        _app(TEXT, (b"cache-control", b"no-transform")),
        Echo(headers=[(b"content-type", b"image/webp")], reply=lambda *_: TEXT),
        Echo(headers=[(b"content-type", b"text/event-stream")], reply=lambda *_: TEXT),
    ],
    ids=["small", "done already", "not to be touched", "picture", "events"],
)
async def test_what_gains_nothing_is_left_as_it_is(app: Echo) -> None:
    answer, raw = await _got(app, "br")

    assert answer.headers.get("content-encoding") != "br"
    assert raw in (TEXT, b"x" * 1023)


async def test_a_large_answer_arrives_whole() -> None:
    large = TEXT * 500

    _, raw = await _got(_app(large), "br")

    assert brotli.decompress(raw) == large


async def test_a_stream_passes_chunk_by_chunk() -> None:
    async def stream(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [JSON]})
        await send({"type": "http.response.body", "body": TEXT, "more_body": True})
        await send({"type": "http.response.body", "body": TEXT})

    answer, raw = await _got(stream, "br")

    assert "content-encoding" not in answer.headers
    assert raw == TEXT + TEXT


async def test_a_strong_etag_stays_strong_and_comes_back_as_the_applications_own() -> None:
    app = _app(TEXT, (b"etag", b'"v7"'))

    answer, _ = await _got(app, "br")
    await _got(app, "br", if_match='"v7-br"', if_none_match='"v6-gzip", "v7-br"')

    assert answer.headers["etag"] == '"v7-br"'
    seen = dict(app.requests[1]["headers"])
    assert seen[b"if-match"] == b'"v7"'
    assert seen[b"if-none-match"] == b'"v6", "v7"'


async def test_a_304_gives_the_mark_back() -> None:
    app = _app(b"", (b"etag", b'"v7"'), status=304)

    answer, _ = await _got(app, "br", if_none_match='"v7-br"')

    assert (answer.status_code, answer.headers["etag"]) == (304, '"v7-br"')


async def test_a_weak_etag_needs_no_mark() -> None:
    answer, _ = await _got(_app(TEXT, (b"etag", b'W/"v7"')), "br")

    assert answer.headers["etag"] == 'W/"v7"'


async def test_other_reasons_to_vary_are_kept() -> None:
    answer, _ = await _got(_app(TEXT, (b"vary", b"Authorization")), "br")

    assert answer.headers["vary"] == "Authorization, Accept-Encoding"
