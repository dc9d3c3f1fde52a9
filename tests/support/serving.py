"""A shop that listens on a port of this machine, for tests that need a network between."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

import uvicorn

from shopwright.infra.settings import Settings
from shopwright.main import create_app

_START_SECONDS = 20.0


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Serve the shop of these settings from a thread; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(settings), log_config=None, access_log=False, server_header=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    _wait_for(server, thread)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_START_SECONDS)
        listening.close()


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    ends_at = monotonic() + _START_SECONDS
    while not server.started:
        if monotonic() > ends_at or not thread.is_alive():
            message = "the server did not start"
            raise RuntimeError(message)
        sleep(0.01)
