"""Errors and traces arrive where they are sent, and nothing of a person goes along."""

import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import httpx2
import pytest
from fastapi import APIRouter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from typing_extensions import override

from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.infra.watching import NO_TELEMETRY, scrubbed, watching_of
from shopwright.main import create_app

pytestmark = pytest.mark.anyio


@dataclass
class Receiver:
    """Takes what is posted."""

    port: int = 0
    posted: list[tuple[str, bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
            if (encoding := self.headers.get("content-encoding")) in unpack:
                body = unpack[encoding](body)
            found.posted.append((self.path, body))
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            _ = self.wfile.write(b"{}")

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def boom(email: str) -> None:
    secret = f"a local variable of {email}"
    message = f"no such customer: {email}, +49 30 1234567, '{secret}'"
    raise RuntimeError(message)


async def test_an_error_is_reported_without_anything_of_a_person(receiver: Receiver) -> None:
    settings = Settings(_env_file=None, sentry_dsn=f"http://key@127.0.0.1:{receiver.port}/1")
    watching = watching_of(settings)
    try:
        boom("robin@example.com")
    except RuntimeError as error:
        watching.report(error)

    watching.close()

    [(path, envelope)] = receiver.posted
    event = json.loads(envelope.splitlines()[2])
    [told] = event["exception"]["values"]
    assert path == "/api/1/envelope/"
    assert (told["type"], told["value"]) == (
        "RuntimeError",
        "no such customer: [dropped] [dropped], [dropped]",
    )
    assert "boom" in [frame["function"] for frame in told["stacktrace"]["frames"]]
    text = envelope.decode()
    assert not [each for each in ("robin", "1234567", "local variable", "vars") if each in text]


async def test_a_failed_request_is_reported(
    receiver: Receiver, settings: Settings, services: Services
) -> None:
    dsn = f"http://key@127.0.0.1:{receiver.port}/1"
    app = create_app(settings.model_copy(update={"sentry_dsn": dsn}), services=services)
    router = APIRouter()

    @router.get("/boom")
    async def fail(email: str) -> None:
        boom(email)

    app.include_router(router)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        answer = await client.get("/boom?email=robin@example.com")
        async with app.router.lifespan_context(app):
            pass

    assert answer.status_code == 500
    assert [path for path, _ in receiver.posted] == ["/api/1/envelope/"]
    assert b"robin" not in receiver.posted[0][1]


async def test_a_trace_tells_the_route_and_no_address(
    receiver: Receiver, settings: Settings, services: Services
) -> None:
    where = {"otel_endpoint": f"http://127.0.0.1:{receiver.port}", "otel_sample_percent": 100}
    app = create_app(settings.model_copy(update=where), services=services)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        _ = await client.get(
            "/api/v1/products/robins-cup?currency=EUR", headers={"user-agent": "robin"}
        )
        async with app.router.lifespan_context(app):
            pass

    [(path, body)] = receiver.posted
    request = ExportTraceServiceRequest.FromString(body)
    [span] = [each for s in request.resource_spans for t in s.scope_spans for each in t.spans]
    told = {each.key: each.value for each in span.attributes}
    assert path == "/v1/traces"
    assert told["http.request.method"].string_value == "GET"
    assert told["http.response.status_code"].int_value == 404
    assert b"robin" not in body


async def test_nothing_is_watched_unless_it_is_wanted(settings: Settings) -> None:
    watching = watching_of(settings)

    assert watching.telemetry == NO_TELEMETRY
    watching.report(RuntimeError())
    watching.close()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("duplicate key of robin@example.com", "duplicate key of [dropped]"),
        ("call +49 (30) 123-4567 now", "call [dropped] now"),
        ('value "Robin" is wrong', "value [dropped] is wrong"),
        ("order 12 of 40", "order 12 of 40"),
        (
            "new row breaks a rule\nDETAIL:  Failing row contains (7, Robin)",
            "new row breaks a rule",
        ),
    ],
)
def test_what_may_tell_of_somebody_is_dropped(said: str, kept: str) -> None:
    assert scrubbed(said) == kept
