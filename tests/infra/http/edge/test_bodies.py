import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.infra.http.edge.bodies import DEEPEST, Bodies, is_too_deep
from tests.infra.http.edge.rig import Echo, client_of

pytestmark = pytest.mark.anyio
JSON = {"content-type": "application/json"}
LIMIT = 2048


async def _post(content: Any, headers: dict[str, str] = JSON) -> tuple[httpx2.Response, Echo]:
    app = Echo()
    async with client_of(app, max_body_bytes=LIMIT, accepts=_forms_at_login) as client:
        return await client.post("/x", content=content, headers=headers), app


def _forms_at_login(method: str, path: str, content_type: str) -> bool:
    wanted = ("POST", "/login", "application/x-www-form-urlencoded")
    return (method, path, content_type) == wanted


async def _chunks(size: int, of: int = 512) -> AsyncIterator[bytes]:
    for start in range(0, size, of):
        yield b" " * min(of, size - start)


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON; charset=UTF-8", "application/merge-patch+json"],
)
async def test_json_of_the_largest_size_arrives_whole(content_type: str) -> None:
    answer, _ = await _post(b"1" * LIMIT, {"content-type": content_type})

    assert (answer.status_code, answer.json()["size"]) == (200, LIMIT)


async def test_a_body_announced_too_large_is_a_413_before_it_is_read() -> None:
    answer, app = await _post(b"1" * (LIMIT + 1))

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.headers["connection"] == "close"
    assert app.requests == []


async def test_a_body_of_unknown_length_is_counted_as_it_comes() -> None:
    whole, _ = await _post(_chunks(LIMIT))
    over, app = await _post(_chunks(LIMIT + 1))

    assert (whole.status_code, whole.json()["size"]) == (200, LIMIT)
    assert (over.status_code, over.json()["code"]) == (413, "body_too_large")
    assert app.requests == []


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"],
)
async def test_another_type_is_a_415(content_type: str) -> None:
    answer, app = await _post(b"{}", {"content-type": content_type} if content_type else {})

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert app.requests == []


async def test_a_compressed_body_is_a_415() -> None:
    answer, app = await _post(b"{}", JSON | {"content-encoding": "gzip"})

    assert (answer.status_code, answer.json()["code"]) == (415, "encoded_body")
    assert app.requests == []


async def test_a_declared_type_passes_at_its_route_alone_and_is_counted_too() -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    app = Echo()
    async with client_of(app, max_body_bytes=LIMIT, accepts=_forms_at_login) as client:
        there = await client.post("/login", content=b"a=1", headers=form)
        elsewhere = await client.post("/x", content=b"a=1", headers=form)
        over = await client.post("/login", content=_chunks(LIMIT + 1), headers=form)

    assert (there.status_code, elsewhere.status_code) == (200, 415)
    assert (over.status_code, over.json()["code"]) == (413, "body_too_large")


async def test_no_body_needs_no_type() -> None:
    async with client_of() as client:
        plain = await client.post("/x")
        chunked = await client.post("/x", content=_chunks(0))

    assert (plain.status_code, chunked.status_code) == (200, 200)


async def test_a_body_that_is_not_utf8_is_a_400() -> None:
    answer, app = await _post(b'{"a": "\xff"}')

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_encoding")
    assert app.requests == []


async def test_json_may_be_64_levels_deep_and_no_deeper() -> None:
    deepest, _ = await _post(b"[" * DEEPEST + b"]" * DEEPEST)
    deeper, app = await _post(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))

    assert deepest.status_code == 200
    assert (deeper.status_code, deeper.json()["code"]) == (400, "json_too_deep")
    assert app.requests == []


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (b'{"a":' * 65 + b"1" + b"}" * 65, True),
        (b"[" * 1000, True),
        (b'["' + b"[" * 1000 + b'"]', False),  # brackets in a text nest nothing
        (b'["\\"' + b"[" * 1000 + b'"]', False),
        (b"[" + b"[]," * 1000 + b"[]]", False),
        (b"]" * 1000, False),
        (b'["' + b"[" * 1000, False),  # a text without an end is no JSON, which the parser says
    ],
)
async def test_depth_is_seen_without_parsing(body: bytes, *, verdict: bool) -> None:
    assert is_too_deep(body) is verdict


def test_a_text_of_quotes_that_never_ends_is_looked_through_once() -> None:
    body = (
        b"[" * (DEEPEST + 1) + b'"' + b'\\"' * 500_000
    )  # from each quote to the end: half an hour

    assert is_too_deep(body) is True


@given(st.integers(min_value=0, max_value=130), st.integers(min_value=1, max_value=5))
def test_depth_is_what_nesting_makes(depth: int, width: int) -> None:
    inner = b'{"k":[1,"]["]}'
    body = b"[" * depth + b",".join([inner] * width) + b"]" * depth

    assert is_too_deep(body) is (depth + 2 > DEEPEST)


async def test_a_client_that_goes_while_it_sends_reaches_nobody() -> None:
    app = Echo()
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    async with client_of(app) as client:
        around = client._transport.app
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/x",
            "raw_path": b"/x",
            "query_string": b"",
            "scheme": "http",
            "client": ("192.0.2.1", 1),
            "headers": [(b"content-type", b"application/json"), (b"content-length", b"5")],
        }
        await around(scope, receive, send)

    assert app.requests == []
    assert sent == []


def _scope_of(content_type: bytes) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "POST",
        "path": "/login",
        "raw_path": b"/login",
        "query_string": b"",
        "scheme": "http",
        "client": ("192.0.2.1", 1),
        "headers": [(b"content-type", content_type), (b"content-length", b"5")],
    }


async def _never() -> dict[str, Any]:
    await asyncio.Event().wait()
    return {}


@pytest.mark.parametrize("kind", [b"application/json", b"application/x-www-form-urlencoded"])
async def test_a_body_that_does_not_come_in_time_is_a_408(kind: bytes) -> None:
    app = Echo()
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    impatient = Bodies(app, limit=LIMIT, seconds=0, accepts=_forms_at_login)
    await impatient(_scope_of(kind), _never, send)

    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert app.requests == []


@pytest.mark.parametrize("kind", [b"application/json", b"application/x-www-form-urlencoded"])
async def test_who_sends_slowly_takes_nobodys_place(kind: bytes) -> None:
    async with client_of(max_in_flight=1, max_waiting=0, accepts=_forms_at_login) as client:
        around = client._transport.app
        slow = asyncio.create_task(around(_scope_of(kind), _never, _never))
        await asyncio.sleep(0)
        answer = await client.get("/x")
        slow.cancel()

    assert answer.status_code == 200
