import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
import pytest
import typer
from click.testing import Result
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from typer.testing import CliRunner

from shopwright.faces.cli.importing import import_catalog
from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.modules.catalog.models import ProductRow
from shopwright.wiring import close_services, open_services
from tests.flows.merchandising.reading import csv_of

pytestmark = pytest.mark.anyio

HEADER = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty,Mood"


async def _run(settings: Settings, *arguments: str) -> Result:
    """The command as a shell would run it: with an event loop of its own."""
    app = typer.Typer()
    app.command("import")(import_catalog)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Services]:
        services = open_services(settings)
        yield services
        await close_services(services)

    return await anyio.to_thread.run_sync(
        lambda: CliRunner().invoke(app, list(arguments), obj=opened, env={"COLUMNS": "160"})
    )


async def _products(db: AsyncConnection) -> int:
    return (await db.execute(select(func.count()).select_from(ProductRow))).scalar_one()


def _written(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _file(folder: Path, *rows: str) -> Path:
    path = folder / "catalog.csv"
    path.write_text(csv_of(HEADER, *rows), encoding="utf-8")
    return path


async def test_a_clean_import_says_what_it_did(
    settings: Settings, db: AsyncConnection, tmp_path: Path
) -> None:
    result = await _run(settings, str(_file(tmp_path, "a,A,A1,5,2,", "b,B,B1,6,0,")))

    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "Line 1: Columns that are not read: 'Mood'.",
        "shopify: 2 created, 0 changed, 0 unchanged, 0 failed.",
    ]
    assert await _products(db) == 2


async def test_a_dry_run_shows_changes_and_stores_nothing(
    settings: Settings, db: AsyncConnection, tmp_path: Path
) -> None:
    await _run(settings, str(_file(tmp_path, "a,A,A1,5,2,")))

    result = await _run(
        settings, "--dry-run", str(_file(tmp_path, "a,Aaa [red],A1,5,2,", "b,B,B1,6,0,"))
    )

    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert "changed: a" in lines
    assert "    title: A -> Aaa [red]" in lines
    assert "created: b" in lines
    assert lines[-1] == "shopify: 1 would be created, 1 would be changed, 0 unchanged, 0 failed."
    assert await _products(db) == 1


async def test_a_dry_run_shows_first_what_happens_to_products_that_are_there(
    settings: Settings, tmp_path: Path
) -> None:
    handle = "-".join(["long"] * 20)
    await _run(settings, str(_file(tmp_path, f"{handle},Z,Z1,5,2,")))
    new = [f"n{number},N,N{number},5,2," for number in range(25)]

    result = await _run(settings, "--dry-run", str(_file(tmp_path, *new, f"{handle},Zet,Z1,5,2,")))

    lines = result.output.splitlines()
    assert lines[1:4] == [f"changed: {handle}", "    title: Z -> Zet", "created: n0"]
    assert "created: n18" in lines
    assert "created: n19" not in lines
    assert lines[-2:] == [
        "and 6 more products.",
        "shopify: 25 would be created, 1 would be changed, 0 unchanged, 0 failed.",
    ]


async def test_problems_are_shown_and_written_and_the_code_is_1(
    settings: Settings, db: AsyncConnection, tmp_path: Path
) -> None:
    bad = [f"=bad{n},Bad,X{n},-{n},1," for n in range(1, 31)]
    told = tmp_path / "problems.csv"

    result = await _run(
        settings, str(_file(tmp_path, "a,A,A1,5,2,", *bad)), "--problems", str(told)
    )

    assert result.exit_code == 1
    assert "The price '-1' is negative." in result.output
    assert "The price '-20' is negative." in result.output
    assert "The price '-21' is negative." not in result.output
    assert "and 10 more problems; all are in" in result.output
    assert "1 created, 0 changed, 0 unchanged, 30 failed." in result.output
    rows = _written(told)
    assert rows[0] == ["line", "handle", "column", "reason"]
    assert rows[1] == ["3", "bad1", "Variant Price", "The price '-1' is negative."]
    assert len(rows) == 31
    assert await _products(db) == 1


@pytest.mark.parametrize(
    ("raw", "arguments", "words"),
    [
        (b"Handle,Title,Variant Price\na,Caf\xe9,5\n", (), "pass --encoding cp1252"),
        (b"a,b\n1,2\n", (), "begins with the columns 'a', 'b'"),
        (b"", (), "catalog.csv is empty."),
        (b"Handle,Title,Variant Price\na,A,5\n", ("--currency", "XXQ"), "active currency"),
    ],
)
async def test_a_file_that_can_not_be_read_is_explained_and_the_code_is_2(
    raw: bytes, arguments: tuple[str, ...], words: str, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "catalog.csv"
    path.write_bytes(raw)

    result = await _run(settings, str(path), *arguments)

    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output


async def test_a_file_of_windows_goes_in_when_its_encoding_is_named(
    settings: Settings, db: AsyncConnection, tmp_path: Path
) -> None:
    path = tmp_path / "catalog.csv"
    path.write_bytes(b"Handle,Title,Variant Price\na,Caf\xe9,5\n")

    result = await _run(
        settings, str(path), "--encoding", "cp1252", "--format", "shopify", "--currency", "usd"
    )

    assert result.exit_code == 0, result.output
    assert list(await db.scalars(select(ProductRow.title))) == ["Caf\u00e9"]


async def test_a_problem_can_not_become_a_formula_of_a_spreadsheet(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "catalog.jsonl"
    path.write_text('{"handle":"=1+1","title":"A","variants":[]}\n')
    told = tmp_path / "problems.csv"

    result = await _run(settings, str(path), "--problems", str(told))

    assert result.exit_code == 1
    assert _written(told)[1][1] == "'=1+1"


async def test_a_file_for_problems_that_can_not_be_written_is_explained(
    settings: Settings, db: AsyncConnection, tmp_path: Path
) -> None:
    result = await _run(settings, str(_file(tmp_path, "a,A,A1,5,2,")), "--problems", str(tmp_path))

    assert result.exit_code == 2
    assert "can't be written: Is a directory." in result.output
    assert await _products(db) == 0
