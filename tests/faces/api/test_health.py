import shutil
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from shopwright.infra.db import migrate
from shopwright.infra.db.engine import open_engine
from shopwright.infra.settings import Settings
from shopwright.main import create_app
from tests.support.addresses import redis_url

pytestmark = pytest.mark.anyio


async def _unmigrate(settings: Settings) -> None:
    engine = open_engine(settings.database_url)
    async with engine.begin() as db:
        await db.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    await engine.dispose()


async def test_a_healthy_shop_says_so_in_each_respect(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/health")

    found = answer.json()
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert found["status"] == "ok"
    assert {name: check["status"] for name, check in found["checks"].items()} == {
        "database": "ok",
        "migrations": "ok",
        "jobs": "ok",
        "files": "ok",
        "process": "ok",
    }
    assert found["checks"]["jobs"]["facts"] == {"waiting": 0, "dead": 0}
    assert found["checks"]["migrations"]["facts"]["revision"] == migrate.head()


async def test_alive_leans_on_nothing(client: httpx2.AsyncClient, settings: Settings) -> None:
    await _unmigrate(settings)

    answer = await client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/health", "/health/ready"])
async def test_an_old_schema_is_not_ready(
    client: httpx2.AsyncClient, settings: Settings, path: str
) -> None:
    await _unmigrate(settings)

    answer = await client.get(path)

    assert (answer.status_code, answer.json()["status"]) == (503, "failing")
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["checks"]["migrations"]["status"] == "failing"
    assert answer.json()["checks"]["database"]["status"] == "ok"


async def test_a_process_that_stops_is_not_ready(app: FastAPI, client: httpx2.AsyncClient) -> None:
    app.state.edge.gate.drain()

    answer = await client.get("/health/ready")

    assert (answer.status_code, answer.json()["checks"]["process"]["status"]) == (503, "failing")
    assert (await client.get("/health/live")).status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_database_that_is_gone_is_told_without_its_address(
    client: httpx2.AsyncClient, app: FastAPI, settings: Settings, tmp_path: Path
) -> None:
    await app.state.services.works.engine.dispose()
    (tmp_path / "shop.db").unlink()
    shutil.rmtree(tmp_path / "shop.db", ignore_errors=True)
    (tmp_path / "shop.db").mkdir()

    answer = await client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"]["facts"] == {"fault": "OperationalError"}
    assert str(tmp_path) not in answer.text


@pytest.mark.parametrize(("port_shift", "status"), [(0, "ok"), (1, "failing")])
async def test_redis_is_asked_where_it_is_used(
    settings: Settings, port_shift: int, status: str
) -> None:
    url = redis_url() if not port_shift else "redis://127.0.0.1:1/0"
    app = create_app(settings.model_copy(update={"redis_url": url}))
    transport = httpx2.ASGITransport(app=app)

    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        answer = await client.get("/health")
    await app.state.services.bell.close()
    await app.state.services.works.engine.dispose()
    await app.state.edge.close()

    assert answer.json()["checks"]["redis"]["status"] == status


async def test_the_root_says_what_this_is_and_where_to_read_on(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/")

    assert answer.status_code == 200
    assert answer.json()["name"] == "Shopwright Demo"
    assert answer.json()["status"] == "ok"
    for place in ("docs", "redoc", "scalar", "openapi", "health"):
        found = await client.get(answer.json()["links"][place])
        assert found.status_code == 200
