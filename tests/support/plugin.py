"""A pytest plugin: one PostgreSQL and one Redis for the whole run, however many workers there are.

`tests/conftest.py` says `pytest_plugins = ["tests.support.plugin"]`. From then on the process
environment of the controller and of every xdist worker holds

    SHOPWRIGHT_TEST_POSTGRES   an administrator's URL: postgresql://postgres@127.0.0.1:port/postgres
    SHOPWRIGHT_TEST_REDIS      redis://127.0.0.1:port/n, n being the worker's own database

and `postgres_url()` and `redis_url()` of addresses.py read them. The controller starts both servers before
the workers and stops them at the end. Set to an address beforehand, the variable is kept and no
server is started. See servers.py for TEST_DATABASE_URL and TEST_REDIS_URL, and databases.py for
templates and clones.
"""

import gc
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.servers import Server, start_postgres, start_redis

STARTERS: dict[str, Callable[[], Server]] = {
    "SHOPWRIGHT_TEST_POSTGRES": start_postgres,
    "SHOPWRIGHT_TEST_REDIS": start_redis,
}
RUNNING = pytest.StashKey[dict[str, Server]]()


def pytest_configure(config: pytest.Config) -> None:
    addresses: dict[str, str] | None = getattr(config, "workerinput", {}).get("shopwright")
    if addresses is None and not config.option.collectonly:
        config.stash[RUNNING] = _start_missing()
        addresses = {name: server.url for name, server in config.stash[RUNNING].items()}
    os.environ.update(addresses or {})
    if "SHOPWRIGHT_TEST_REDIS" in (addresses or {}):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
        os.environ["SHOPWRIGHT_TEST_REDIS"] += f"/{worker.removeprefix('gw')}"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    running = node.config.stash.get(RUNNING, {})
    node.workerinput["shopwright"] = {name: server.url for name, server in running.items()}


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    for name, server in config.stash.get(RUNNING, {}).items():
        server.stop()
        os.environ.pop(name, None)


def _start_missing() -> dict[str, Server]:
    wanted = {name: start for name, start in STARTERS.items() if name not in os.environ}
    with ThreadPoolExecutor() as threads:
        tasks = {name: threads.submit(start) for name, start in wanted.items()}
    started = {name: task.result() for name, task in tasks.items() if not task.exception()}
    for task in tasks.values():
        if error := task.exception():
            for server in started.values():
                server.stop()
            raise pytest.UsageError(str(error)) from error
    return started
