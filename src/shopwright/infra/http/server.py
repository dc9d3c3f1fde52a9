"""Serving: a socket, one process or several, and stopping without breaking what is under way."""

import errno
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import FrameType

import uvicorn
from typing_extensions import override
from uvicorn.supervisors import Multiprocess

from shopwright.infra.http.edge.gate import Gate
from shopwright.infra.settings import Settings, url_of
from shopwright.kernel.errors import ShopError

BACKLOG = 4096
KEEP_ALIVE = 75
# One that is silent for so long is replaced; while a machine is busy, starting takes seconds, and is no silence.
PATIENCE_WITH_WORKERS = 30


class AddressInUse(ShopError):
    code = "address_in_use"
    title = "The address can't be listened on."


@dataclass(frozen=True, slots=True)
class Binding:
    """A socket that listens, and the address that one reaches it by."""

    socket: socket.socket
    url: str


def bind(host: str, port: int) -> Binding:
    """Listen; port 0 takes any free one.

    Raises:
        AddressInUse: somebody else listens there, or it is no address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} on {host} is in use: stop what runs there, or set PORT."
        else:
            message = f"{host}:{port} can't be listened on: {error.strerror}."
        raise AddressInUse(message) from None
    listening.set_inheritable(True)
    return Binding(listening, url_of(host, listening.getsockname()[1]))


class DrainingServer(uvicorn.Server):
    """At the first signal it finishes what is under way; at the second it quits at once.

    Between the signal and the closing of the sockets requests are still answered, with ``Connection: close``; after
    that new ones on connections that are open get a 503.
    """

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit:
            self.force_exit = True
        self.should_exit = True
        self._gate().drain()

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._gate().close()
        await super().shutdown(sockets)

    def _gate(self) -> Gate:
        """The application's gate; one of its own before there is an application."""
        state = getattr(getattr(self.config, "loaded_app", None), "state", None)
        gate = getattr(getattr(state, "edge", None), "gate", None)
        return gate if isinstance(gate, Gate) else Gate()


def serve(factory: str, settings: Settings, binding: Binding) -> None:
    """Serve until a signal; ``factory`` names the function that each process makes its application with."""
    config = uvicorn.Config(
        factory,
        factory=True,
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the edge reads them, from those who are trusted
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        timeout_worker_healthcheck=PATIENCE_WITH_WORKERS,
        lifespan="on",
    )
    if settings.workers > 1:
        Multiprocess(config, sockets=[binding.socket]).run()
    else:
        DrainingServer(config).run(sockets=[binding.socket])


def drain_on_signals(gate: Gate) -> None:
    """Turn new requests away from the moment a signal asks this process to stop, whichever server runs it."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, partial(_drain_then, gate, before))


def _drain_then(
    gate: Gate,
    before: Callable[[int, FrameType | None], object],
    number: int,
    frame: FrameType | None,
) -> None:
    gate.drain()
    before(number, frame)
