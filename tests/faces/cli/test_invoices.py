"""`shopwright invoices export`: the journal of a month goes into a file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.to_thread
import pytest
from click.testing import Result
from typer.testing import CliRunner

from shopwright.faces.cli.invoices import app
from shopwright.faces.services import Services
from shopwright.modules.audit import queries as audit
from shopwright.wiring import close_services, open_services
from tests.support.buying import buy, stocked
from tests.support.invoicing import follow

pytestmark = pytest.mark.anyio


async def run(services: Services, *arguments: str) -> Result:
    """The command as a shell would run it: with an event loop of its own."""

    @asynccontextmanager
    async def opened(*, patient: bool = False) -> AsyncIterator[Services]:

        own = open_services(services.settings, now=services.works.now)
        yield own
        await close_services(own)

    return await anyio.to_thread.run_sync(
        lambda: CliRunner().invoke(app, ["export", *arguments], obj=opened)
    )


async def test_a_month_goes_into_a_file_and_into_the_trail(
    services: Services, tmp_path: Path
) -> None:
    variant_id = await stocked(services.works)
    for _ in range(2):
        placed = await buy(services, (variant_id, 1))
        await follow(services.works, placed.order.id)
    target = tmp_path / "november.csv"

    done = await run(services, "--month", "2026-11", "--file", str(target))

    assert (done.exit_code, done.output) == (0, f"{target}: 2 rows.\n")
    lines = (await anyio.Path(target).read_bytes()).decode().split("\r\n")
    assert [line.split(",")[1] for line in lines[:3]] == ["number", "2026-00001", "2026-00002"]
    async with services.works.reading() as db:
        assert (await audit.head(db)).seq > 0


async def test_what_is_no_month_is_told(services: Services, tmp_path: Path) -> None:
    target = tmp_path / "x.csv"

    done = await run(services, "--month", "2026-13", "--file", str(target))

    assert (done.exit_code, await anyio.Path(target).exists()) == (1, False)
    assert "2026-13 is no month" in done.output
