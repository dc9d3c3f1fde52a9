from uuid import UUID

import pytest
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from shopwright.infra.http.edge.stack import Edge
from tests.infra.http.edge.rig import Echo, client_of, settings_of

pytestmark = pytest.mark.anyio
EXPECTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
}


class Broken:
    """Fails, before or after its answer has begun."""

    def __init__(self, *, late: bool = False) -> None:
        self.late = late

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        if self.late:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"half", "more_body": True})
        message = "the till is on fire at 10.0.0.5"
        raise RuntimeError(message)


async def test_every_answer_has_the_headers_that_keep_browsers_careful() -> None:
    async with client_of() as client:
        answer = await client.get("/x")

    assert {name: answer.headers[name] for name in EXPECTED} == EXPECTED
    assert "strict-transport-security" not in answer.headers


async def test_what_the_application_says_itself_is_left_alone() -> None:
    app = Echo(
        headers=[(b"cache-control", b"public, max-age=60"), (b"x-frame-options", b"SAMEORIGIN")]
    )

    async with client_of(app) as client:
        answer = await client.get("/x")

    assert answer.headers.get_list("cache-control") == ["public, max-age=60"]
    assert answer.headers.get_list("x-frame-options") == ["SAMEORIGIN"]


async def test_a_request_id_is_made_where_none_was_sent() -> None:
    app = Echo()

    async with client_of(app) as client:
        answer = await client.get("/x")

    assert UUID(answer.headers["x-request-id"]).version == 7
    assert app.requests[0]["state"]["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("given", ["abc-123_X.9", "a", "x" * 128])
async def test_a_sane_request_id_is_taken_over(given: str) -> None:
    async with client_of() as client:
        answer = await client.get("/x", headers={"x-request-id": given})

    assert answer.headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "a\tb", "a<script>", "é"])
async def test_a_request_id_that_would_disturb_a_log_is_replaced(given: str) -> None:
    async with client_of() as client:
        answer = await client.get("/x", headers={"x-request-id": given.encode()})

    assert UUID(answer.headers["x-request-id"]).version == 7


async def test_one_line_is_logged_a_request_without_its_query() -> None:
    async with client_of() as client:
        with capture_logs() as lines:
            await client.get("/orders/1?token=hidden", headers={"x-request-id": "r-1"})

    [line] = [line for line in lines if line["event"] == "request"]
    assert {**line, "ms": 0} == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "path": "/orders/1",
        "status": 200,
        "ms": 0,
        "client": "192.0.2.7",
    }
    assert "hidden" not in str(lines)


async def test_what_nobody_caught_is_a_500_that_tells_nothing_but_its_id() -> None:
    async with client_of(Broken()) as client:
        with capture_logs() as lines:
            answer = await client.get("/x", headers={"x-request-id": "r-2"})

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json() == {
        "type": "/problems/internal_error",
        "title": "Something went wrong on our side.",
        "status": 500,
        "code": "internal_error",
        "detail": "Something went wrong on our side.",
        "request_id": "r-2",
    }
    assert [line["event"] for line in lines] == ["request.failed", "request"]


async def test_debug_tells_what_happened() -> None:
    async with client_of(Broken(), debug=True) as client:
        answer = await client.get("/x")

    assert answer.json()["detail"] == "RuntimeError: the till is on fire at 10.0.0.5"


async def test_a_failure_in_the_middle_of_an_answer_breaks_it_off() -> None:
    async with client_of(Broken(late=True)) as client:
        with capture_logs() as lines:
            answer = await client.get("/x")

    assert answer.content == b"half"
    assert [line["event"] for line in lines] == ["request.failed", "request"]


@pytest.mark.parametrize(
    ("asked", "served"), [("/x/", "/x"), ("/x//", "/x"), ("/", "/"), ("//", "/"), ("/x", "/x")]
)
async def test_a_slash_at_the_end_changes_nothing(asked: str, served: str) -> None:
    app = Echo()

    async with client_of(app) as client:
        answer = await client.get(f"http://shop.test{asked}")

    assert answer.status_code == 200
    assert app.requests[0]["path"] == served


async def test_draining_answers_and_says_goodbye() -> None:
    edge = Edge.of(settings_of())
    edge.gate.drain()

    async with client_of(edge=edge) as client:
        answer = await client.get("/x")

    assert answer.status_code == 200
    assert answer.headers["connection"] == "close"


async def test_closed_refuses_what_is_new() -> None:
    app, edge = Echo(), Edge.of(settings_of())
    edge.gate.close()

    async with client_of(app, edge=edge) as client:
        answer = await client.get("/x")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["connection"] == "close"
    assert answer.headers["retry-after"] == "1"
    assert app.requests == []


async def _seen(forwarded: str | None, *, trusted: str, scheme: str = "https") -> tuple[str, str]:
    app = Echo()
    headers = {"x-forwarded-proto": scheme}
    if forwarded is not None:
        headers["x-forwarded-for"] = forwarded
    async with client_of(app, trusted_proxies=trusted, address="10.0.0.1") as client:
        await client.get("/x", headers=headers)
    scope = app.requests[0]
    assert scope["client"][0] == scope["state"]["client_address"]
    return scope["state"]["client_address"], scope["scheme"]


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the left one anybody may have written
        ("203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("203.0.113.9:5511", "203.0.113.9"),
        ("[2001:db8::1]:5511", "2001:db8::1"),
        ("nonsense", "10.0.0.1"),
        (None, "10.0.0.1"),
    ],
)
async def test_a_trusted_proxy_names_the_client(forwarded: str | None, address: str) -> None:
    assert await _seen(forwarded, trusted="10.0.0.0/24") == (address, "https")


async def test_anybody_else_is_not_believed() -> None:
    assert await _seen("203.0.113.9", trusted="") == ("10.0.0.1", "http")
    assert await _seen("203.0.113.9", trusted="10.9.9.9") == ("10.0.0.1", "http")


async def test_a_scheme_that_is_none_is_not_taken() -> None:
    assert await _seen(None, trusted="10.0.0.1", scheme="javascript") == ("10.0.0.1", "http")
