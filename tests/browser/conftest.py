"""A shop with its demo goods, started as the README says, on each database; and a browser to look at it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.addresses import postgres_url
from tests.support.browsing import apart, chromium_here, opened_browser
from tests.support.databases import create_database, drop_database
from tests.support.running import Shop, free_port


@contextmanager
def served(folder: Path, database_url: str) -> Iterator[Shop]:
    shop = Shop(folder, database_url)
    with shop.running():
        yield shop


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    if chromium_here() is None:
        pytest.skip("no Chromium here: install Debian's package chromium, or name one in CHROMIUM")
    folder = tmp_path_factory.mktemp("shop")
    if request.param == "sqlite":
        with served(folder, f"sqlite:///{folder / 'shop.db'}") as opened:
            yield opened
        return
    admin_url, name = postgres_url(), f"browser_{os.getpid()}_{free_port()}"
    url = apart(create_database(admin_url, name))
    with served(folder, url) as opened:
        yield opened
    apart(drop_database(admin_url, name))


@pytest.fixture(params=["desktop", "phone"])
def width(request: pytest.FixtureRequest) -> str:
    named: str = request.param
    return named


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A browser for one test: while it is open, no other loop runs in this thread."""
    with opened_browser() as opened:
        yield opened
