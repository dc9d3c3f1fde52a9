"""The first minutes of a new user: the README's commands on a started server, kill -9, and started again."""

import json
import os
import re
import signal
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from anyio import to_thread

from tests.support.addresses import postgres_url
from tests.support.databases import create_database, drop_database
from tests.support.running import Shop, free_port

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[2]


def tour() -> str:
    """The commands of the README's purchase, with each answer's status checked by curl."""
    blocks = re.findall(
        r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    [commands] = [str(block) for block in blocks if "/cart/checkout" in block]
    return commands.replace("curl -s", "curl -sS --fail-with-body")


@pytest.fixture(params=["sqlite", "postgres"])
async def shop(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Shop]:
    if request.param == "sqlite":
        yield Shop(tmp_path, f"sqlite:///{tmp_path / 'shop.db'}")
        return
    admin_url, name = postgres_url(), f"first_{os.getpid()}_{free_port()}"
    yield Shop(tmp_path, await create_database(admin_url, name))
    await drop_database(admin_url, name)


def run_tour(shop: Shop) -> str:
    script = "set -euo pipefail\n" + tour().replace("http://127.0.0.1:8000", shop.base)
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def answers(output: str) -> list[Any]:
    """The JSON documents that stand one behind the other."""
    decoder, found, place = json.JSONDecoder(), [], 0
    while (place := output.find("{", place)) >= 0:
        document, place = decoder.raw_decode(output, place)
        found.append(document)
    return found


async def test_the_readmes_purchase_works_when_pasted_and_survives_kill_9(shop: Shop) -> None:
    await to_thread.run_sync(buy_die_and_return, shop)


async def test_a_second_start_changes_nothing(shop: Shop) -> None:
    await to_thread.run_sync(start_twice, shop)


def buy_die_and_return(shop: Shop) -> None:
    with shop.running() as server:
        output = run_tour(shop)
        server.send_signal(signal.SIGKILL)
        server.wait(10)
    first_log = shop.log()
    with shop.running():
        login = {"email": "customer@example.com", "password": "customer-of-the-shop"}
        token = httpx2.post(f"{shop.base}/api/v1/auth/login", json=login).json()["access_token"]
        headers = {"authorization": f"Bearer {token}"}
        history = httpx2.get(f"{shop.base}/api/v1/orders/history", headers=headers).json()
        picture = httpx2.get(f"{shop.base}/media/demo/pour-over-kettle.webp")

    last = answers(output)[-1]
    assert (last["status"], last["payment_status"]) == ("cancelled", "refunded")
    assert [order["id"] for order in history["items"]] == [last["id"]]
    assert picture.headers["content-type"] == "image/webp"
    assert "admin@example.com" in first_log
    assert "Running upgrade" in first_log
    second_log = shop.log()[len(first_log) :]
    assert "Running upgrade" not in second_log
    checked = shop.command("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def start_twice(shop: Shop) -> None:
    with shop.running():
        before = httpx2.get(f"{shop.base}/api/v1/products?limit=100&total=true").json()
    with shop.running():
        after = httpx2.get(f"{shop.base}/api/v1/products?limit=100&total=true").json()

    assert before["page"]["total"] == 62
    assert after == before
