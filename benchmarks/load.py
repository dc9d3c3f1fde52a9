"""A load generator in a process of its own: connections that each send, wait for the answer, and send again.

Run: python -m benchmarks.load, with an order as JSON on standard input; the result is JSON on standard output.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from time import perf_counter
from typing import Any, TypedDict

from typing_extensions import override

try:
    import uvloop
except ImportError:  # no wheel for this machine: the loop of the library does
    uvloop = None  # type: ignore[assignment]

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"


class Result(TypedDict):
    """How many answers came in how many seconds, by status; 0 stands for a connection that was lost."""

    done: int
    seconds: float
    statuses: dict[int, int]


class Client(asyncio.Protocol):
    """One connection that is kept alive."""

    def __init__(self, run: "Run") -> None:
        self._run = run
        self._held = b""
        self._transport: asyncio.WriteTransport | None = None
        self.is_done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        self._send()

    @override
    def data_received(self, data: bytes) -> None:
        self._held += data
        head, found, rest = self._held.partition(_END_OF_HEAD)
        if not found or len(rest) < _length_of(head):
            return
        self._held = b""
        self._run.statuses[int(head[9:12])] += 1
        self._send()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.is_done.done():
            self._run.statuses[0] += 1
            self.is_done.set_result(None)

    def _send(self) -> None:
        request = self._run.next_request()
        assert self._transport is not None
        if request is None:
            self.is_done.set_result(None)
            self._transport.close()
            return
        self._transport.write(request)


class Run:
    """What is sent, until when, and what came back."""

    def __init__(self, order: dict[str, Any]) -> None:
        requests = [each.encode("latin-1") for each in order["requests"]]
        self._requests: Iterator[bytes] = iter(requests) if order["once"] else cycle(requests)
        self._ends_at = perf_counter() + order["seconds"]
        self.statuses: Counter[int] = Counter()

    def next_request(self) -> bytes | None:
        return None if perf_counter() > self._ends_at else next(self._requests, None)


def _length_of(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(_LENGTH)
    if at < 0:
        return 0
    return int(lowered[at + len(_LENGTH) :].split(b"\r\n", 1)[0])


async def send(order: dict[str, Any]) -> Result:
    """Carry an order out; the clock starts when it begins and stops with the last answer."""
    run, loop = Run(order), asyncio.get_running_loop()
    began = perf_counter()
    opened = await asyncio.gather(
        *(
            loop.create_connection(lambda: Client(run), "127.0.0.1", order["port"])
            for _ in range(order["connections"])
        )
    )
    await asyncio.gather(*(client.is_done for _, client in opened))
    seconds = perf_counter() - began
    return {"done": run.statuses.total(), "seconds": seconds, "statuses": dict(run.statuses)}


if __name__ == "__main__":
    if uvloop is not None:
        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    json.dump(asyncio.run(send(json.load(sys.stdin))), sys.stdout)
