"""A shop with its demo goods, started as the README says, for the dashboard to talk to."""

import asyncio
import os
from collections.abc import Iterator

import pytest

from tests.support.addresses import postgres_url
from tests.support.databases import create_database, drop_database
from tests.support.running import Shop, free_port


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("shop")
    admin_url, name = postgres_url(), f"dashboard_{os.getpid()}_{free_port()}"
    is_sqlite = request.param == "sqlite"
    url = (
        f"sqlite:///{folder / 'shop.db'}"
        if is_sqlite
        else asyncio.run(create_database(admin_url, name))
    )
    shop = Shop(folder, url)
    with shop.running():
        yield shop.base
    if not is_sqlite:
        asyncio.run(drop_database(admin_url, name))
