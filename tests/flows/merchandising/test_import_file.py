import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.merchandising.contracts import (
    Effect,
    ImportFormat,
    ImportOptions,
    ImportProgress,
    ImportReport,
    RowProblem,
)
from shopwright.flows.merchandising.errors import UnknownFormat, WrongEncoding
from shopwright.flows.merchandising.run.import_file import BATCH, import_file
from shopwright.infra.db.base import Base
from shopwright.infra.settings import Settings
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import GUEST, Actor
from shopwright.kernel.errors import Conflict, InvalidMoney, Unauthorized
from shopwright.modules.catalog.models import CategoryRow, ProductRow, VariantRow
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.pricing import queries as pricing
from tests.flows.merchandising.reading import csv_of
from tests.support.goods import MERCHANT
from tests.support.shared_data import shared

pytestmark = pytest.mark.anyio

HEADER = (
    "Handle,Title,Tags,Product Category,Option1 Name,Option1 Value,Variant SKU,Variant Price,"
    "Variant Compare At Price,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Image Src,SEO Title"
)
MUG = (
    (
        'mug,Mug,"stoneware,gift",Kitchen > Mugs,Colour,Ash,MUG-A,18.00,22.00,380,shopify,14,'
        "https://x.example/mug.jpg,A mug"
    ),
    "mug,,,,,Ink,MUG-I,18.00,,380,shopify,0,,",
)


def _file(folder: Path, *rows: str) -> Path:
    path = folder / "catalog.csv"
    path.write_text(csv_of(HEADER, *rows), encoding="utf-8")
    return path


def _many(folder: Path, count: int) -> Path:
    rows = (
        f"thing-{n},Thing {n},,Things > Part {n % 7},Title,Default Title,T-{n},19.99,,,shopify,{n % 9},,"
        for n in range(count)
    )
    return _file(folder, *rows)


async def _import(
    works: Works, path: Path, *, actor: Actor = MERCHANT, currency: str = "EUR", **given: object
) -> ImportReport:
    options = ImportOptions(currency=currency, is_dry_run=bool(given.get("dry_run")))
    return await import_file(works, path, actor=actor, options=options)


async def _counts(db: AsyncConnection) -> dict[str, int]:
    """How many rows each table holds."""
    tables = (table for table in Base.metadata.tables.values() if isinstance(table, Table))
    return {
        table.name: (await db.execute(select(func.count()).select_from(table))).scalar_one()
        for table in tables
    }


async def _shop(db: AsyncConnection) -> dict[str, tuple[object, ...]]:
    """What the shop sells, by SKU."""
    rows = await db.execute(
        select(VariantRow.id, VariantRow.sku, ProductRow.slug, ProductRow.title, ProductRow.version)
        .join(ProductRow, ProductRow.id == VariantRow.product_id)
        .where(VariantRow.deleted_at.is_(None))
    )
    found = rows.all()
    stock = await inventory.levels(db, [row.id for row in found])
    prices = await pricing.prices(db, [row.id for row in found], currency="EUR")
    return {
        row.sku: (
            row.slug,
            row.title,
            row.version,
            stock[row.id].on_hand,
            str(prices[row.id].amount),
        )
        for row in found
    }


async def test_a_catalog_goes_in_with_all_that_it_says(
    works: Works, db: AsyncConnection, tmp_path: Path
) -> None:
    report = await _import(works, _file(tmp_path, *MUG))

    assert (report.format, report.created, report.failed) == (ImportFormat.SHOPIFY, 1, 0)
    assert [(change.handle, change.effect) for change in report.changes] == [
        ("mug", Effect.CREATED)
    ]
    assert await _shop(db) == {
        "MUG-A": ("mug", "Mug", 1, 14, "18.00 EUR"),
        "MUG-I": ("mug", "Mug", 1, 0, "18.00 EUR"),
    }
    assert set(await db.scalars(select(CategoryRow.name))) == {"Kitchen", "Mugs"}


@pytest.mark.parametrize(
    "name",
    [
        "catalog-shopify-apparel/apparel.csv",
        "catalog-woocommerce/sample_products.csv",
        "catalog-spree/products.csv",
    ],
)
async def test_a_real_catalog_imported_again_changes_nothing(
    name: str, works: Works, db: AsyncConnection
) -> None:
    first = await _import(works, shared(name))
    before = await _counts(db)

    second = await _import(works, shared(name))

    assert (second.created, second.changed, second.unchanged) == (0, 0, first.created)
    assert second.failed == first.failed
    assert await _counts(db) == before


async def test_a_changed_price_changes_that_product_alone(
    works: Works, db: AsyncConnection, tmp_path: Path
) -> None:
    cup = "cup,Cup,,,Title,Default Title,CUP,5.00,,,shopify,3,,"
    await _import(works, _file(tmp_path, *MUG, cup))

    report = await _import(works, _file(tmp_path, *MUG, cup.replace("5.00", "6.00")))

    assert (report.created, report.changed, report.unchanged) == (0, 1, 1)
    assert [change.handle for change in report.changes] == ["cup"]
    assert (await _shop(db))["CUP"][4] == "6.00 EUR"


async def test_a_dry_run_tells_what_would_change_and_stores_nothing(
    works: Works, db: AsyncConnection, tmp_path: Path
) -> None:
    before = await _counts(db)

    report = await _import(works, _many(tmp_path, BATCH + 5), dry_run=True)

    assert (report.is_dry_run, report.created, len(report.changes)) == (True, 205, 205)
    assert await _counts(db) == before


async def test_a_dry_run_names_the_fields_that_would_change(works: Works, tmp_path: Path) -> None:
    await _import(works, _file(tmp_path, *MUG))

    report = await _import(
        works, _file(tmp_path, *(row.replace("Mug,", "Beaker,", 1) for row in MUG)), dry_run=True
    )

    assert [(change.handle, change.effect) for change in report.changes] == [
        ("mug", Effect.CHANGED)
    ]
    assert ("title", "Mug", "Beaker") in [
        (each.name, each.before, each.after) for each in report.changes[0].fields
    ]


async def test_bad_rows_are_told_and_the_good_ones_go_in(
    works: Works, db: AsyncConnection, tmp_path: Path
) -> None:
    huge = '"' + "x" * (8 << 20) + '"'
    report = await _import(
        works,
        _file(
            tmp_path,
            "a,A,,,Title,Default Title,A,,,,,,,",
            f"b,{huge},,,Title,Default Title,B,5,,,,,,",
            'c,C,,,Title,Default Title,C,"1,299.00",,,,,,',
            "d,D,,,Title,Default Title,D,5,,,shopify,-2,,",
            "e,E,,,Title,Default Title,E,5,,,shopify,2,,",
            "f,F,,,Title,Default Title,E,5,,,shopify,2,,",
        ),
    )

    assert [(problem.line, problem.handle) for problem in report.problems] == [
        (2, "a"),
        (3, None),
        (4, "c"),
        (5, "d"),
        (7, "f"),
    ]
    assert (report.failed, report.created, report.is_clean) == (5, 1, False)
    assert set(await _shop(db)) == {"E"}


async def test_a_slip_in_a_price_does_not_remove_the_variant_that_is_sold(
    works: Works, db: AsyncConnection, tmp_path: Path
) -> None:
    await _import(works, _file(tmp_path, *MUG))
    before = await _shop(db)

    report = await _import(works, _file(tmp_path, MUG[0], MUG[1].replace("18.00", "18,00")))

    assert [problem.line for problem in report.problems] == [3]
    assert (report.unchanged, report.changed) == (1, 0)
    assert await _shop(db) == before


async def test_a_variant_that_the_file_leaves_out_goes(
    works: Works, db: AsyncConnection, tmp_path: Path
) -> None:
    await _import(works, _file(tmp_path, *MUG))

    report = await _import(works, _file(tmp_path, MUG[0]))

    assert (report.changed, report.failed) == (1, 0)
    assert set(await _shop(db)) == {"MUG-A"}


async def test_other_options_beside_a_refused_row_change_nothing(
    works: Works, db: AsyncConnection, tmp_path: Path
) -> None:
    await _import(works, _file(tmp_path, *MUG))
    before = await _shop(db)

    report = await _import(
        works,
        _file(
            tmp_path,
            "mug,Mug,,,Title,Default Title,MUG-A,18.00,,,shopify,14,,",
            "mug,,,,,,MUG-I,x,,,shopify,0,,",
        ),
    )

    assert [problem.line for problem in report.problems] == [2, 3]
    assert await _shop(db) == before


async def test_an_import_cut_off_is_finished_by_the_next(
    works: Works, db: AsyncConnection, tmp_path: Path, settings: Settings
) -> None:
    path = _many(tmp_path, 2 * BATCH + 30)
    killed = subprocess.run(  # noqa: ASYNC221 - nothing else happens meanwhile
        [sys.executable, "-c", _DIES_AT_SECOND_COMMIT, str(path)],
        env={"DATABASE_URL": settings.database_url, "PYTHONPATH": "src:."},
        cwd=Path(__file__).parents[3],
        check=False,
    )
    partly = await _shop(db)

    report = await _import(works, path)

    assert killed.returncode == -signal.SIGKILL
    assert len(partly) == BATCH
    assert (report.created, report.unchanged, report.failed) == (BATCH + 30, BATCH, 0)
    assert await _shop(db) == {
        f"T-{n}": (f"thing-{n}", f"Thing {n}", 1, n % 9, "19.99 EUR") for n in range(2 * BATCH + 30)
    }
    names = list(await db.scalars(select(CategoryRow.name)))
    assert sorted(names) == sorted({"Things", *(f"Part {n}" for n in range(7))})


_DIES_AT_SECOND_COMMIT = """
import asyncio, os, signal, sys
from pathlib import Path
from sqlalchemy import event
from shopwright.flows.merchandising.contracts import ImportOptions
from shopwright.flows.merchandising.run.import_file import import_file
from shopwright.infra.settings import Environment, Settings
from shopwright.kernel.actors import system
from shopwright.wiring import open_services

async def main():
    url = os.environ["DATABASE_URL"]
    settings = Settings(_env_file=None, environment=Environment.TEST, database_url=url, jobs_embedded=False)
    services = open_services(settings)
    commits = []

    @event.listens_for(services.works.engine.sync_engine, "commit")
    def die(connection):
        commits.append(1)
        if len(commits) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    await import_file(services.works, Path(sys.argv[1]), actor=system("test"), options=ImportOptions(currency="EUR"))

asyncio.run(main())
"""


class _Stumbling:
    """Works whose first transaction meets a change by somebody else."""

    def __init__(self, works: Works) -> None:
        self.works = works
        self.opened = 0

    @asynccontextmanager
    async def __call__(self, actor: Actor) -> AsyncIterator[Work]:
        self.opened += 1
        async with self.works(actor) as work:
            yield work
            if self.opened == 1:
                raise Conflict("Somebody was faster.")


async def test_a_batch_refused_as_a_whole_goes_in_one_by_one(
    works: Works, db: AsyncConnection, tmp_path: Path
) -> None:
    stumbling = _Stumbling(works)

    report = await _import(stumbling, _many(tmp_path, 3))  # type: ignore[arg-type]

    assert (report.created, report.failed, stumbling.opened) == (3, 0, 4)
    assert len(await _shop(db)) == 3


async def test_a_product_refused_alone_is_told_with_its_line(
    works: Works, db: AsyncConnection, tmp_path: Path
) -> None:
    report = await _import(_Stumbling(works), _many(tmp_path, 1))  # type: ignore[arg-type]

    assert report.problems == (RowProblem(2, "Somebody was faster.", "thing-0"),)
    assert await _shop(db) == {}


async def test_whoever_watches_hears_the_bytes_and_each_problem_once(
    works: Works, tmp_path: Path
) -> None:
    path = _many(tmp_path, BATCH + 1)
    with path.open("a") as file:
        file.write("bad,Bad,,,Title,Default Title,X,,,,,,,\n")
    heard: list[ImportProgress] = []

    await import_file(
        works, path, actor=MERCHANT, options=ImportOptions(currency="EUR"), watch=heard.append
    )

    assert [progress.report.created for progress in heard] == [BATCH, BATCH + 1]
    assert [len(progress.problems) for progress in heard] == [0, 1]
    assert heard[-1].bytes_read == heard[-1].bytes_in_all == path.stat().st_size


async def test_a_guest_may_not_import(works: Works, db: AsyncConnection, tmp_path: Path) -> None:
    with pytest.raises(Unauthorized):
        await _import(works, _file(tmp_path, *MUG), actor=GUEST)

    assert await _shop(db) == {}


@pytest.mark.parametrize(
    ("raw", "error"),
    [(b"Handle,Title,Variant Price\na,Caf\xe9,5\n", WrongEncoding), (b"a,b\n1,2\n", UnknownFormat)],
)
async def test_a_file_that_can_not_be_read_stores_nothing(
    raw: bytes, error: type[Exception], works: Works, db: AsyncConnection, tmp_path: Path
) -> None:
    path = tmp_path / "catalog.csv"
    path.write_bytes(raw)

    with pytest.raises(error):
        await _import(works, path)

    assert await _shop(db) == {}


async def test_a_currency_nobody_knows_is_refused(works: Works, tmp_path: Path) -> None:
    with pytest.raises(InvalidMoney):
        await _import(works, _file(tmp_path, *MUG), currency="XXQ")
