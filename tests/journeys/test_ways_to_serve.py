"""Each way in which the shop is served, started for real; and what its processes count, counted together."""

import asyncio
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import anyio.to_thread
import httpx2
import pytest

from shopwright.kernel import ids
from tests.conftest import TEMPLATE
from tests.support.addresses import postgres_url, redis_url
from tests.support.databases import clone_database, drop_database, ensure_template
from tests.support.process import environment_of
from tests.support.running import free_port
from tests.support.schema import build_schema

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[2]
PATIENCE = 40.0
TOKEN = "a-token-for-the-collector"
WAYS = {
    "uvicorn": ("-m", "uvicorn", "main:app", "--host", "127.0.0.1", "--port", "{port}"),
    "python": ("main.py",),
}


@contextmanager
def served(
    folder: Path, port: int, *arguments: str, **given: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A server of its own; killed at the end if it still runs."""
    environment = environment_of(folder, PORT=str(port), TMPDIR=str(folder), **given)
    environment["PYTHONPATH"] = str(ROOT / "src")
    with (folder / f"log-{port}").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        _ = process.wait()


def await_answer(process: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline and process.poll() is None:
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).status_code == 200:
                return
        except httpx2.HTTPError:
            sleep(0.05)
    pytest.fail((folder / f"log-{port}").read_text(encoding="utf-8")[-3000:])


async def test_uvicorn_and_python_serve_the_shop_and_end_when_told(
    tmp_path: Path, sqlite_template: Path
) -> None:
    if not sqlite_template.exists():  # noqa: ASYNC240 - once a run
        await build_schema(f"sqlite:///{sqlite_template}")

    def try_out(way: str) -> int:
        folder, port = tmp_path / way, free_port()
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "shop.db")
        arguments = (each.format(port=port) for each in WAYS[way])
        with served(folder, port, *arguments) as process:
            await_answer(process, folder, port)
            process.send_signal(signal.SIGTERM)
            return process.wait(PATIENCE)

    codes = await asyncio.gather(*(anyio.to_thread.run_sync(try_out, way) for way in WAYS))

    assert [code in (0, -signal.SIGTERM) for code in codes] == [True, True]


@pytest.fixture
async def shared_database() -> AsyncIterator[str]:
    await ensure_template(postgres_url(), TEMPLATE, build_schema)
    name = f"served_{ids.new().hex}"
    yield await clone_database(postgres_url(), TEMPLATE, name)
    await drop_database(postgres_url(), name)


async def test_two_processes_of_gunicorn_count_together(
    tmp_path: Path, shared_database: str
) -> None:
    port = free_port()
    given = {
        "DATABASE_URL": shared_database,
        "REDIS_URL": redis_url(),
        "WORKERS": "2",
        "JOBS_EMBEDDED": "false",
        "METRICS_TOKEN": TOKEN,
    }

    def try_out() -> tuple[dict[str, float], int]:
        with served(tmp_path, port, "-m", "gunicorn", **given) as process:
            await_answer(process, tmp_path, port)
            for _ in range(12):  # each on a connection of its own, to whichever process takes it
                _ = httpx2.get(f"http://127.0.0.1:{port}/api/v1/shop").raise_for_status()
            found = scraped_until_whole(port)
            process.send_signal(signal.SIGTERM)
            return found, process.wait(PATIENCE)

    found, code = await anyio.to_thread.run_sync(try_out)

    assert found == {"asked": 12.0, "processes": 2.0}
    assert code == 0


def scraped_until_whole(port: int) -> dict[str, float]:
    """What the processes say together, once each has written down what it counted."""
    deadline, found = monotonic() + 10, {"asked": 0.0, "processes": 0.0}
    while monotonic() < deadline and found != {"asked": 12.0, "processes": 2.0}:
        sleep(0.1)
        asked = {"authorization": f"Bearer {TOKEN}"}
        text = httpx2.get(f"http://127.0.0.1:{port}/metrics", headers=asked).text
        lines = [line.rpartition(" ") for line in text.splitlines()]
        found = {
            "asked": sum(
                float(n) for name, _, n in lines if "seconds_count" in name and "v1/shop" in name
            ),
            "processes": sum(float(n) for name, _, n in lines if name == "shopwright_processes"),
        }
    return found
