"""Keeps one server process alive for as long as its standard input stays open.

Run as a child of whoever needs the server. When that process ends, however it ends, the pipe
closes, and the guardian stops the server and removes its directory: no leftovers, even after a
kill -9. It prints nothing and needs nothing but the standard library.
"""

import json
import select
import shutil
import signal
import subprocess
import sys
from typing import TypedDict


class Identity(TypedDict, total=False):
    """Whom a process is to run as, in the words of Popen; empty: as we do."""

    user: int
    group: int
    extra_groups: list[int]


def guard(directory: str, command: list[str], *, identity: Identity) -> int:
    """Run the command until standard input closes or the server ends by itself."""
    with open(f"{directory}/log", "ab") as log:  # noqa: PTH123 - pathlib doubles the start-up time
        server = subprocess.Popen(
            command, cwd=directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **identity
        )
    while server.poll() is None:
        readable, _, _ = select.select([sys.stdin], [], [], 0.25)
        if readable and not sys.stdin.read(1):
            stop(server)
            shutil.rmtree(directory, ignore_errors=True)
            return 0
    return 1  # the directory stays: whoever started us reads the log and removes it


def stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # "fast shutdown" to PostgreSQL, plain shutdown to Redis
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(guard(sys.argv[1], json.loads(sys.argv[2]), identity=json.loads(sys.argv[3])))
