"""A clerk with every right, one who sells his own goods, and the back office before either."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from tests.support.desk import Clerk, at_the_desk
from tests.support.people import Person


@pytest.fixture
async def clerk(app: FastAPI, admin: Person) -> AsyncIterator[Clerk]:
    async with at_the_desk(app, admin) as opened:
        yield opened


@pytest.fixture
async def seller(app: FastAPI, vendor: Person) -> AsyncIterator[Clerk]:
    async with at_the_desk(app, vendor) as opened:
        yield opened
