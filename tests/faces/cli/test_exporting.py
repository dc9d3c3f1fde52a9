"""`shopwright export`, and `shopwright import --kind`."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio.to_thread
import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from shopwright.faces.cli.exporting import export
from shopwright.faces.cli.importing import import_catalog
from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.wiring import close_services, open_services

pytestmark = pytest.mark.anyio
CAP = '{"handle": "cap", "title": "Cap", "variants": [{"sku": "CAP", "prices": [{"amount": "5"}], "stock": 2}]}\n'


async def run(settings: Settings, command: Callable[..., Any], *arguments: str) -> Result:
    """The command as a shell would run it: with an event loop of its own."""
    app = typer.Typer()
    app.command()(command)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Services]:
        services = open_services(settings)
        yield services
        await close_services(services)

    return await anyio.to_thread.run_sync(
        lambda: CliRunner().invoke(app, list(arguments), obj=opened, env={"COLUMNS": "160"})
    )


async def test_stock_goes_out_and_comes_back_changed(settings: Settings, tmp_path: Path) -> None:
    catalog, sheet, told = tmp_path / "cap.jsonl", tmp_path / "stock.csv", tmp_path / "problems.csv"
    catalog.write_text(CAP, encoding="utf-8")
    _ = await run(settings, import_catalog, str(catalog))

    out = await run(settings, export, "stock", str(sheet))
    sheet.write_text(
        sheet.read_text(encoding="utf-8-sig").replace(",2,true", ",9,true") + ",none,,,1\r\n",
        encoding="utf-8",
    )
    back = await run(
        settings, import_catalog, str(sheet), "--kind", "stock", "--problems", str(told)
    )
    again = await run(settings, export, "stock", str(tmp_path / "again.jsonl"))

    assert (out.exit_code, out.stdout) == (0, f"{sheet}: stock of 1 products.\n")
    assert (back.exit_code, "1 changed, 0 unchanged, 1 failed" in back.stdout) == (1, True)
    assert "No variant has the SKU none." in told.read_text(encoding="utf-8")
    assert again.exit_code == 0
    assert '"on_hand": 9' in (tmp_path / "again.jsonl").read_text(encoding="utf-8")


async def test_a_place_that_can_not_be_written_is_told(settings: Settings, tmp_path: Path) -> None:
    result = await run(settings, export, "products", str(tmp_path / "absent" / "p.csv"))

    assert (result.exit_code, "can't be written" in result.stderr) == (2, True)
