"""Processes of a run: pinned where the machine has two cores, measured by the time that they spend computing."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any

START_SECONDS = 30


def pin(pid: int, core: int) -> None:
    """Keep a process on one core: what is measured on the first, the generator and the database on the second."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {core})


def computing_seconds(pid: int) -> float | None:
    """What all threads of a process have computed so far; None where the system doesn't tell."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((each / "schedstat").read_text().split()[0]) for each in threads) / 1e9
    except (OSError, ValueError):
        return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Listening:
    """A server process of this run, on the first core."""

    def __init__(
        self, command: list[str], port: int, environment: dict[str, str] | None = None
    ) -> None:
        self.port = port
        self._process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        pin(self._process.pid, 0)
        self._wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait(self) -> None:
        ends_at = monotonic() + START_SECONDS
        while monotonic() < ends_at and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            sleep(0.05)
        self._process.kill()
        _, said = self._process.communicate()
        message = f"The server did not start: {said.decode(errors='replace')[-2000:]}"
        raise RuntimeError(message)


def worked(module: str, order: dict[str, Any], *, core: int) -> dict[str, Any]:
    """Hand an order to a process of ours and wait for its result; ``computing`` are the seconds that it computed."""
    with subprocess.Popen(
        [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        pin(process.pid, core)
        answer, _ = process.communicate(json.dumps(order).encode(), timeout=120)
    if process.returncode:
        message = f"{module} ended with {process.returncode}."
        raise RuntimeError(message)
    result: dict[str, Any] = json.loads(answer)
    return result
