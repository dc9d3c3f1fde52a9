"""Stopping a server: what is under way is finished, and who insists is obeyed."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from shopwright.infra.http.server import AddressInUse, bind
from tests.support.process import (
    PATIENCE,
    await_line,
    await_server,
    environment_of,
    started,
    terminate,
)

ROOT = Path(__file__).parents[3]


@contextmanager
def _serving(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server with a slow route, and its address."""
    with bind("127.0.0.1", 0).socket as free:
        port = free.getsockname()[1]
    command = (sys.executable, "-m", "tests.infra.http.slow_shop", str(port), *options)
    environment = environment_of(folder, PYTHONPATH=f"{ROOT}/src:{ROOT}")
    with started(command, folder, environment) as process:
        base = f"http://127.0.0.1:{port}"
        await_server(process, folder, base)
        yield process, base


@contextmanager
def _asking(
    process: subprocess.Popen[str], folder: Path, base: str
) -> Iterator[Future[httpx2.Response]]:
    """A request that the server has in hand."""
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(httpx2.get, f"{base}/slow", timeout=PATIENCE)
        await_line(process, folder, "slow request in hand")
        yield answer


def test_a_request_in_hand_is_finished_before_the_server_goes(tmp_path: Path) -> None:
    with _serving(tmp_path) as (process, base), _asking(process, tmp_path, base) as answer:
        code = terminate(process)

        assert answer.result().text == "done"
    assert code == 0
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{base}/health/live")


def test_a_second_signal_quits_at_once(tmp_path: Path) -> None:
    with (
        _serving(tmp_path, "--never") as (process, base),
        _asking(process, tmp_path, base) as answer,
    ):
        process.send_signal(signal.SIGTERM)
        await_line(process, tmp_path, "Waiting for connections to close")
        code = terminate(process)

        assert answer.exception() is not None or answer.result().status_code == 500
    assert code != -signal.SIGKILL
    assert "Application shutdown complete" not in (tmp_path / "log").read_text()


def test_an_address_that_is_taken_is_told_by_its_port() -> None:
    with bind("127.0.0.1", 0).socket as taken:
        port = taken.getsockname()[1]

        with pytest.raises(AddressInUse) as refused:
            bind("127.0.0.1", port)

    assert refused.value.detail == (
        f"Port {port} on 127.0.0.1 is in use: stop what runs there, or set PORT."
    )


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(AddressInUse, match=r"192\.0\.2\.1:0 can't be listened on"):
        bind("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]")],  # noqa: S104
)
def test_the_address_shown_is_one_that_a_browser_takes(host: str, shown: str) -> None:
    if ":" in host and not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    binding = bind(host, 0)
    port = binding.socket.getsockname()[1]
    binding.socket.close()

    assert binding.url == f"http://{shown}:{port}"
