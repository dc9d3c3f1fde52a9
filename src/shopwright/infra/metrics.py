"""What this process has done, in numbers; and what its siblings have, who serve the same port."""

import asyncio
import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import orjson
import structlog

log = structlog.get_logger(__name__)
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SECONDS = 1.0
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNROUTED = "(none)"
Labels = tuple[str, ...]


@dataclass(slots=True)
class Timed:
    """How often, in which of the spans of ``BOUNDS``, and how many seconds in all."""

    spans: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    def add(self, spans: Iterable[int], seconds: float) -> None:
        self.spans = [mine + other for mine, other in zip(self.spans, spans, strict=True)]
        self.seconds += seconds


@dataclass(slots=True)
class Counts:
    """Requests by method, route and status; jobs by name and outcome; ``gauges`` are asked when somebody looks."""

    requests: dict[tuple[str, str, int], Timed] = field(default_factory=dict)
    jobs: dict[Labels, int] = field(default_factory=dict)
    in_flight: int = 0
    gauges: dict[str, Callable[[], float]] = field(default_factory=dict)

    def request_ended(self, scope: Any, status: int, seconds: float) -> None:
        """One dictionary and one list: all that a request pays for being counted."""
        self.in_flight -= 1
        route = scope.get("route")
        method = scope["method"]
        key = (
            method if method in _METHODS else "OTHER",
            getattr(route, "path", _UNROUTED)
            if route is not None
            else scope.get("lane", _UNROUTED),
            status,
        )
        timed = self.requests.get(key)
        if timed is None:
            timed = self.requests[key] = Timed()
        timed.spans[bisect_left(BOUNDS, seconds)] += 1
        timed.seconds += seconds

    def job_ended(self, name: str, outcome: str) -> None:
        key = (name, outcome)
        self.jobs[key] = self.jobs.get(key, 0) + 1

    def snapshot(self) -> "Snapshot":
        requests: dict[Labels, Timed] = {
            (method, route, str(status)): Timed(list(each.spans), each.seconds)
            for (method, route, status), each in self.requests.items()
        }
        gauges = {"processes": 1.0, "requests_in_flight": float(self.in_flight)}
        gauges |= {name: float(ask()) for name, ask in self.gauges.items()}
        return Snapshot(requests, dict(self.jobs), gauges)


@dataclass(slots=True)
class Snapshot:
    """Numbers as of a moment, of one process or of several together."""

    requests: dict[Labels, Timed] = field(default_factory=dict)
    jobs: dict[Labels, int] = field(default_factory=dict)
    gauges: dict[str, float] = field(default_factory=dict)

    def add(self, other: "Snapshot", *, is_alive: bool = True) -> None:
        """Take another's numbers in; of one that is gone, what it counted stays, and what it had does not."""
        for key, timed in other.requests.items():
            self.requests.setdefault(key, Timed()).add(timed.spans, timed.seconds)
        for key, count in other.jobs.items():
            self.jobs[key] = self.jobs.get(key, 0) + count
        for name, value in other.gauges.items() if is_alive else ():
            self.gauges[name] = self.gauges.get(name, 0.0) + value

    def dumped(self) -> bytes:
        requests = [[*key, each.spans, each.seconds] for key, each in self.requests.items()]
        jobs = [[*key, count] for key, count in self.jobs.items()]
        return orjson.dumps({"requests": requests, "jobs": jobs, "gauges": self.gauges})

    @classmethod
    def loaded(cls, text: bytes) -> "Snapshot":
        told = orjson.loads(text)
        return cls(
            {tuple(each[:3]): Timed(each[3], each[4]) for each in told["requests"]},
            {tuple(each[:2]): each[2] for each in told["jobs"]},
            told["gauges"],
        )


class Siblings:
    """Processes that write down once a second what they have counted, so that whichever is asked answers for all.

    ``folder``: where; empty: one of the parent process's, whose children serve one port.
    """

    def __init__(self, counts: Counts, folder: str = "") -> None:
        own = Path(gettempdir()) / f"shopwright-{os.getuid()}-{os.getppid()}"
        self._folder = Path(folder) if folder else own
        self._counts = counts
        self._file = self._folder / f"{os.getpid()}.json"

    async def keep_writing(self) -> None:
        """Write again and again, for as long as the process runs; what it counted stays when it ends."""
        try:
            while True:
                await asyncio.sleep(SECONDS)
                self._try_write()
        finally:
            self._try_write()

    def together(self) -> Snapshot:
        """This process's numbers and those of the others."""
        found = self._counts.snapshot()
        for file in self._others():
            with suppress(OSError, ValueError, KeyError):
                found.add(Snapshot.loaded(file.read_bytes()), is_alive=_is_alive(file))
        return found

    def _others(self) -> Sequence[Path]:
        if not self._is_ours():
            return ()
        return sorted(each for each in self._folder.glob("*.json") if each != self._file)

    def _try_write(self) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._is_ours():
                return
            fresh = self._file.with_suffix(".new")
            fresh.write_bytes(self._counts.snapshot().dumped())
            fresh.replace(self._file)
        except OSError as error:
            log.warning("metrics.not_written", error=type(error).__name__)

    def _is_ours(self) -> bool:
        """Nobody else's numbers are believed: the system's folder for temporary files is everybody's."""
        try:
            found = self._folder.lstat()
        except OSError:
            return False
        return found.st_uid == os.getuid() and self._folder.is_dir()


def _is_alive(file: Path) -> bool:
    try:
        os.kill(int(file.stem), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
