"""Commands and servers of a shop in processes of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2

PATIENCE = 60.0
SHOPWRIGHT = (sys.executable, "-c", "from shopwright.console import main; main()")


def environment_of(folder: Path, **given: str) -> dict[str, str]:
    """The settings of a shop in a folder; nothing of ours is handed on but the way to Python."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    source = str(Path(__file__).parents[2] / "src")
    mine = {
        "PYTHONPATH": source,
        "DATABASE_URL": f"sqlite:///{folder / 'shop.db'}",
        "MEDIA_FOLDER": str(folder / "media"),
        "MAIL_FOLDER": str(folder / "mail"),
        "LOG_FORMAT": "json",
        "RATE_LIMIT": "",
        "RATE_LIMIT_AUTH": "",
        "RATE_LIMIT_REGISTRATIONS": "",
        "RATE_LIMIT_MAILS": "",
        "SEED_DEMO": "false",
    }
    return {**kept, **mine, **given}


def call(
    folder: Path, *arguments: str, given: Mapping[str, str] | None = None, told: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [*SHOPWRIGHT, *arguments],
        cwd=folder,
        env=environment_of(folder, **(given or {})),
        input=told,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@contextmanager
def started(
    command: tuple[str, ...], folder: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """A process whose output goes into ``folder/log``; killed at the end if it still runs."""
    with (folder / "log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdout=log, stderr=log, text=True
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def await_line(process: subprocess.Popen[str], folder: Path, words: str) -> str:
    """Wait until a line of the log holds the words, and answer it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for line in (folder / "log").read_text(encoding="utf-8").splitlines():
            if words in line:
                return line
        if process.poll() is not None:
            break
        time.sleep(0.02)
    message = f"never said {words!r}:\n" + (folder / "log").read_text(encoding="utf-8")[-3000:]
    raise AssertionError(message)


def await_server(process: subprocess.Popen[str], folder: Path, base: str) -> None:
    await_line(process, folder, "Application startup complete")
    assert httpx2.get(f"{base}/health/live", timeout=PATIENCE).status_code == 200


def terminate(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=PATIENCE)
