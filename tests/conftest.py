"""What most tests stand on: a database of their own on either engine, a shop on it, a client of its API.

Every test that asks for `services`, `works` or `client` runs twice, on SQLite and on PostgreSQL. Each gets a fresh
database: a file copied from a template, or one on the server that was emptied after the test before.
"""

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.settings import Environment, Settings
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.main import create_app
from shopwright.wiring import close_services, open_services
from tests.support.addresses import postgres_url
from tests.support.emptied import EmptiedDatabases
from tests.support.people import Person, make_admin, make_customer, make_vendor
from tests.support.schema import build_schema

pytest_plugins = ["tests.support.plugin"]

TEMPLATE = "shopwright_template"
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


class SteppingClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = START) -> None:
        self.time = start

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **duration: float) -> None:
        self.time += timedelta(**duration)


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("template") / "template.db"


@pytest.fixture(scope="session")
def emptied_databases() -> Iterator[EmptiedDatabases]:
    databases = EmptiedDatabases(postgres_url(), TEMPLATE)
    yield databases
    databases.close()


@pytest.fixture(params=["sqlite", "postgres"])
async def database_url(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    sqlite_template: Path,
    emptied_databases: EmptiedDatabases,
) -> AsyncIterator[str]:
    """The address of a fresh, migrated, empty database."""
    if request.param == "sqlite":
        if not await anyio.Path(sqlite_template).exists():
            await build_schema(f"sqlite:///{sqlite_template}")
        shutil.copy(sqlite_template, tmp_path / "shop.db")
        yield f"sqlite:///{tmp_path / 'shop.db'}"
        return
    name = f"test_{ids.new().hex}"
    yield await emptied_databases.lend(name)
    await emptied_databases.take_back(name)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return plain_settings(database_url, tmp_path)


def plain_settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a shop without a worker of its own, without limits, and with patience for a slow machine."""
    return Settings(
        _env_file=None,
        environment=Environment.TEST,
        database_url=database_url,
        media_folder=str(tmp_path / "media"),
        mail_folder=str(tmp_path / "mail"),
        private_store=str(tmp_path / "private"),
        jobs_embedded=False,
        statement_timeout_seconds=30,
        lock_timeout_seconds=20,
        request_timeout_seconds=60,
        rate_limit="",
        rate_limit_auth="",
        rate_limit_registrations="",
        rate_limit_mails="",
        rate_limit_keys="",
        hot_megabytes=0,
    )


@pytest.fixture
async def services(settings: Settings, clock: SteppingClock) -> AsyncIterator[Services]:
    opened = open_services(settings, now=clock)
    yield opened
    await close_services(opened)


@pytest.fixture
def works(services: Services) -> Works:
    return services.works


@pytest.fixture
async def db(works: Works) -> AsyncIterator[AsyncConnection]:
    """A connection for looking, each statement for itself."""
    async with works.reading() as connection:
        yield connection


@pytest.fixture
def worker(services: Services) -> Worker:
    """A worker that runs when a test says so."""
    return Worker(services.works, services.bell)


@pytest.fixture
def app(services: Services) -> FastAPI:
    return create_app(services.settings, services=services)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the API, without a network between."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as opened:
        yield opened


@pytest.fixture
async def customer(services: Services) -> Person:
    return await make_customer(services)


@pytest.fixture
async def vendor(services: Services) -> Person:
    return await make_vendor(services)


@pytest.fixture
async def admin(services: Services) -> Person:
    return await make_admin(services)
