"""`shopwright analytics rebuild`: every order is counted again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
import pytest
from click.testing import Result
from typer.testing import CliRunner

from shopwright.faces.cli.analytics import app
from shopwright.faces.services import Services
from shopwright.wiring import close_services, open_services
from tests.satellites.analytics.books import assert_agreeing, sales
from tests.support.buying import buy, stocked

pytestmark = pytest.mark.anyio


async def run(services: Services, *arguments: str) -> Result:
    """The command as a shell would run it: with an event loop of its own."""

    @asynccontextmanager
    async def opened(*, patient: bool = False) -> AsyncIterator[Services]:
        own = open_services(services.settings, now=services.works.now)
        yield own
        await close_services(own)

    return await anyio.to_thread.run_sync(
        lambda: CliRunner().invoke(app, list(arguments), obj=opened)
    )


async def test_a_shop_that_was_there_before_is_counted_once(services: Services) -> None:
    tea = await stocked(services.works)
    await buy(services, (tea, 2))

    done = [await run(services, "rebuild") for _ in range(2)]

    told = [each.output for each in done]
    assert told == [
        "1 orders counted, 2 facts corrected.\n",
        "1 orders counted, 0 facts corrected.\n",
    ]
    assert (await sales(services, "2026-11-02"))["total"] == 2000
    await assert_agreeing(services)
