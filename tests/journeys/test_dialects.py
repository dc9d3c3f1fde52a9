"""One journey in each dialect: the commands of docs/dialects.md, pasted, on a started server."""

import os
import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from anyio import to_thread

from tests.support.addresses import postgres_url
from tests.support.databases import create_database, drop_database
from tests.support.running import Shop, free_port

pytestmark = pytest.mark.anyio
PAGE = Path(__file__).parents[2] / "docs" / "dialects.md"
DIALECTS = ["render", "async", "classic", "layered", "complete"]


def journeys() -> tuple[str, dict[str, str]]:
    """What all of them begin with, and the commands of each, with each answer's status checked by curl."""
    text = PAGE.read_text(encoding="utf-8").replace("curl -s ", "curl -sS --fail-with-body ")
    beginning = re.findall(r"```sh\n(HOST.*?)```", text, re.DOTALL)
    found = re.findall(r"### (\w+)\n\n```sh\n(.*?)```", text, re.DOTALL)
    return beginning[0], dict(found)


@pytest.fixture(params=["sqlite", "postgres"])
async def shop(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Shop]:
    if request.param == "sqlite":
        yield Shop(tmp_path, f"sqlite:///{tmp_path / 'shop.db'}")
        return
    admin_url, name = postgres_url(), f"dialects_{os.getpid()}_{free_port()}"
    yield Shop(tmp_path, await create_database(admin_url, name))
    await drop_database(admin_url, name)


async def test_a_journey_in_each_dialect_works_when_pasted(shop: Shop) -> None:
    await to_thread.run_sync(travel, shop)


def travel(shop: Shop) -> None:
    beginning, found = journeys()
    with shop.running():
        outputs = {name: paste(shop, beginning + commands) for name, commands in found.items()}
        left = httpx2.get(f"{shop.base}/products?category=Cupping").json()["items"]

    assert list(outputs) == DIALECTS
    lines = {name: output.split("\n") for name, output in outputs.items()}
    assert lines["render"][:2] == ["ok", "ok"]
    assert lines["render"][5:7] == ["54.00", "8"]
    assert lines["async"][2:7] == ["Welcome, Alex Admin.", "75.00", "2", "150.00", "pending"]
    assert lines["classic"][-8:-2] == [
        *("confirmed", "1003", "Chris Classic", "processing", "refunded", "bearer"),
    ]
    assert lines["layered"][2:4] == ["51.60", "processing"]
    assert [each["stock_quantity"] for each in left] == [6]
    assert lines["complete"][-4:] == ["succeeded", "20", "waiting", ""]
    checked = shop.command("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def paste(shop: Shop, commands: str) -> str:
    script = "set -euo pipefail\n" + commands.replace("http://127.0.0.1:8000", shop.base)
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=shop.folder,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
