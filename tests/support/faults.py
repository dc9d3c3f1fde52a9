"""What goes wrong at a provider that runs on this machine: told to it, for the next requests that fit."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

from typing_extensions import override

PATIENCE = 30.0
HTML = b"<html><body>We are sorry.</body></html>"


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Fault:
    """``kind``: 500, 429, html, hang (until it is let go), lost (done, and not answered); for requests whose path holds ``where``."""

    kind: str
    where: str = ""
    times: int = 1
    released: threading.Event = field(default_factory=threading.Event)


class Answering(Protocol):
    faults: list[Fault]
    asked: list[Asked]

    def answer(self, asked: Asked, /) -> tuple[int, bytes]: ...


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, provider: Answering) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.provider = provider
        self.lock = threading.Lock()

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of callers who hung up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def shared(self) -> _Server:
        assert isinstance(self.server, _Server)
        return self.server

    def do_GET(self) -> None:
        self._respond(b"")

    def do_POST(self) -> None:
        self._respond(self.rfile.read(int(self.headers.get("content-length") or "0")))

    def _respond(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, path, query, headers, body)
        with self.shared.lock:
            fault = _next_fault(self.shared.provider, path)
        if fault is None or fault.kind == "lost":
            with self.shared.lock:
                self.shared.provider.asked.append(asked)
                status, told = self.shared.provider.answer(asked)
        elif fault.kind == "hang":
            fault.released.wait(PATIENCE)
            status, told = 500, HTML
        else:
            status, told = (200, HTML) if fault.kind == "html" else (int(fault.kind), b"{}")
        if fault is not None and fault.kind == "lost":
            self.close_connection = True
        else:
            self._send(status, told)

    def _send(self, status: int, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # nobody waits any more

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def listening(provider: Answering) -> Iterator[str]:
    """Serve a provider from a thread; gives its address."""
    server = _Server(provider)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        for fault in provider.faults:
            fault.released.set()
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE)


def _next_fault(provider: Answering, path: str) -> Fault | None:
    for fault in provider.faults:
        if fault.times > 0 and fault.where in path:
            fault.times -= 1
            return fault
    return None
