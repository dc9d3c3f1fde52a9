"""The command that brings reviews in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
import pytest
import typer
from typer.testing import CliRunner, Result

from shopwright.faces.cli.reviews import import_reviews
from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.modules.reviews import queries
from shopwright.wiring import close_services, open_services
from tests.support.goods import make_product

pytestmark = pytest.mark.anyio


async def _run(settings: Settings, *arguments: str) -> Result:
    app = typer.Typer()
    app.command("import-reviews")(import_reviews)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Services]:
        services = open_services(settings)
        yield services
        await close_services(services)

    return await anyio.to_thread.run_sync(
        lambda: CliRunner().invoke(app, list(arguments), obj=opened)
    )


async def test_reviews_go_in_and_what_did_not_is_told(
    services: Services, settings: Settings, tmp_path: Path
) -> None:
    kettle = await make_product(services.works, "old-kettle")
    file = tmp_path / "reviews.csv"
    file.write_text("id,product,rating\n1,kettle,5\n2,ghost,4\n", encoding="utf-8")

    result = await _run(settings, str(file), "--product", "old-{}")

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "Line 3: There is no product 'old-ghost'.",
        "1 created, 0 known, 1 failed.",
    ]
    async with services.works.reading() as db:
        assert (await queries.summary(db, kettle.id)).counts == (0, 0, 0, 0, 1)


async def test_a_file_that_is_no_csv_of_reviews_is_refused_in_one_line(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "reviews.csv"
    file.write_text("name\nkettle\n", encoding="utf-8")

    result = await _run(settings, str(file))

    assert result.exit_code == 2
    assert "Columns are missing: id, product, rating." in result.output
