"""A shop as a process of its own, run by the commands of the README."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

PATIENCE = 90.0
SHOPWRIGHT = (sys.executable, "-c", "from shopwright.console import main; main()")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Shop:
    """A shop in a folder of its own, run by the README's command."""

    def __init__(self, folder: Path, database_url: str, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = {
            **kept,
            "PORT": str(self.port),
            "DATABASE_URL": database_url,
            "MEDIA_FOLDER": str(folder / "media"),
            "MAIL_FOLDER": str(folder / "mail"),
            "RATE_LIMIT": "",
            "RATE_LIMIT_AUTH": "",
            "RATE_LIMIT_REGISTRATIONS": "",
            "RATE_LIMIT_MAILS": "",
            **settings,
        }

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*SHOPWRIGHT, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        """The server, once it answers; killed at the end of the block."""
        with self.process("run") as process:
            self.await_answer(process)
            yield process

    @contextmanager
    def process(self, command: str) -> Iterator[subprocess.Popen[str]]:
        with (self.folder / f"{command}.log").open("a", encoding="utf-8") as log:
            process = subprocess.Popen(
                [*SHOPWRIGHT, command],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                text=True,
            )
            try:
                yield process
            finally:
                process.terminate()
                try:
                    process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait(PATIENCE)

    def log(self) -> str:
        return (self.folder / "run.log").read_text(encoding="utf-8")

    def await_answer(self, process: subprocess.Popen[str]) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert process.poll() is None, self.log()
            try:
                httpx2.get(f"{self.base}/health/ready", timeout=1).raise_for_status()
            except httpx2.HTTPError:
                time.sleep(0.05)
            else:
                return
        pytest.fail(self.log())
