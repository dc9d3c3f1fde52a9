"""What goes out comes back as it was: any text, several currencies, variants, pictures, categories."""

import csv
import json
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import (
    FileSubject,
    ImageRecord,
    ImportFormat,
    ImportOptions,
    PriceRecord,
    ProductRecord,
    RecordStatus,
    VariantRecord,
)
from shopwright.flows.merchandising.run.export_file import export_file
from shopwright.flows.merchandising.run.import_batch import import_batch
from shopwright.flows.merchandising.run.import_figures import import_figures
from shopwright.flows.merchandising.run.import_file import import_file
from shopwright.flows.merchandising.steps import export_rows, jsonl
from shopwright.flows.merchandising.steps.cells import line_of
from shopwright.flows.merchandising.steps.detect import detect
from shopwright.flows.merchandising.steps.export_rows import COLUMNS
from shopwright.flows.merchandising.steps.readers import read
from shopwright.flows.merchandising.steps.source import open_source
from shopwright.flows.merchandising.steps.workbook import as_text
from shopwright.infra.files.cells import LONGEST_CELL, guarded, unguarded
from shopwright.infra.files.sheets import FileFormat, open_sheet
from shopwright.infra.settings import Settings
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.wiring import close_services, open_services
from tests.support.schema import build_schema

pytestmark = pytest.mark.anyio
ACTOR = system("test")
EUR = ImportOptions(currency="EUR")
FORMATS = list(FileFormat)
RISKY = [
    "=1+1",
    "+49",
    "-1",
    "@x",
    "\tx",
    "\uff1d1",
    "\uff0b1",
    "'=1",
    "''=1",
    "'x",
    " =1",
    "_x0041_",
    'a"b,c;d',
    "Ünï 杯 👕",
]

CAP = ProductRecord(
    handle="cap",
    title="=HYPERLINK(1)",
    description="<p>" + 'Long, and "quoted". ' * 3000 + "</p>",
    brand="@brand",
    product_type="+type",
    status=RecordStatus.DRAFT,
    tags=("-tag", "a, b", "Ünï"),
    categories=(("Head", "=Caps"), ("Sale",)),
    options=("Size", "Colour"),
    images=(ImageRecord("/media/a.webp", "=alt"), ImageRecord("https://x.example/b,c.png")),
    seo_title="'=quoted",
    seo_description="\uff1dwide",
    attributes=(("Fit", "@slim"), ("=key", "1")),
    published_from=datetime(2026, 12, 1, 8, 30, tzinfo=UTC),
    published_until=datetime(2027, 1, 1, tzinfo=UTC),
    variants=(
        VariantRecord(
            sku="=SKU-1",
            option_values=("S", "-red"),
            title="S, red",
            prices=(
                PriceRecord(Money.parse("19.99", "EUR"), Money.parse("25", "EUR")),
                PriceRecord(Money.parse("2990", "JPY")),
            ),
            stock=7,
            barcode="+4006381333931",
            weight_grams=120,
            image_url="/media/s.webp",
            backorder=True,
        ),
        VariantRecord(
            sku="0012",
            option_values=("M", "1e5"),
            title="M",
            prices=(PriceRecord(Money.parse("0.10", "EUR")),),
            stock=0,
            track_stock=False,
            requires_shipping=False,
            is_active=False,
        ),
    ),
)
MUG = ProductRecord(
    handle="mug", title="Mug", variants=(VariantRecord(sku="MUG", title="", prices=(), stock=3),)
)


@pytest.fixture
async def other(
    sqlite_template: Path, tmp_path: Path, settings: Settings
) -> AsyncIterator[Services]:
    """An empty shop beside the test's own."""
    if not await anyio.Path(sqlite_template).exists():
        await build_schema(f"sqlite:///{sqlite_template}")
    shutil.copy(sqlite_template, tmp_path / "other.db")
    fresh = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'other.db'}"})
    opened = open_services(fresh)
    yield opened
    await close_services(opened)


async def stock_up(works: Works, *records: ProductRecord) -> None:
    async with works(ACTOR) as work:
        outcome = await import_batch(work, records)
    assert outcome.problems == ()


async def exported(works: Works, folder: Path) -> list[dict[str, Any]]:
    """Everything in the shop, in an order of its own."""
    path = folder / "all.jsonl"
    _ = await export_file(works, path, subject=FileSubject.PRODUCTS, form=FileFormat.JSONL)
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for product in found:
        product.get("categories", []).sort()
        product.get("category_slugs", []).sort()
        assert product.pop("id")  # another shop counts its own
    return sorted(found, key=lambda each: str(each["handle"]))


@pytest.mark.parametrize("form", FORMATS)
async def test_products_come_out_and_go_into_an_empty_shop_as_they_were(
    works: Works, other: Services, tmp_path: Path, form: FileFormat
) -> None:
    await stock_up(works, CAP, MUG)
    path = tmp_path / f"products.{form}"

    count = await export_file(works, path, subject=FileSubject.PRODUCTS, form=form)
    report = await import_file(other.works, path, actor=ACTOR, options=EUR)
    again = await import_file(works, path, actor=ACTOR, options=EUR)

    assert (count, report.created, report.failed, report.notices) == (2, 2, 0, ())
    assert (again.unchanged, again.failed) == (2, 0)
    assert await exported(other.works, tmp_path) == await exported(works, tmp_path)
    assert (await exported(works, tmp_path))[0]["variants"][1]["is_active"] is False


@pytest.mark.parametrize("form", FORMATS)
async def test_stock_is_taken_along(works: Works, tmp_path: Path, form: FileFormat) -> None:
    await stock_up(works, CAP, MUG)
    path, before = tmp_path / f"stock.{form}", await exported(works, tmp_path)
    _ = await export_file(works, path, subject=FileSubject.STOCK, form=form)
    emptied = tmp_path / "none.csv"
    emptied.write_text(
        "sku,on_hand\n=SKU-1,0\n0012,5\nMUG,0\nnone,1\n,1\nMUG,9\n0012,x\n", encoding="utf-8"
    )

    changed = await import_figures(
        works, emptied, actor=ACTOR, subject=FileSubject.STOCK, options=EUR
    )
    dry = await import_figures(
        works,
        path,
        actor=ACTOR,
        subject=FileSubject.STOCK,
        options=ImportOptions(currency="EUR", is_dry_run=True),
    )
    back = await import_figures(works, path, actor=ACTOR, subject=FileSubject.STOCK, options=EUR)
    again = await import_figures(works, path, actor=ACTOR, subject=FileSubject.STOCK, options=EUR)

    assert (changed.changed, changed.failed) == (3, 4)
    assert [problem.line for problem in changed.problems] == [5, 6, 7, 8]
    assert (dry.changed, back.changed, back.failed) == (3, 3, 0)
    assert (again.changed, again.unchanged) == (0, 3)
    assert await exported(works, tmp_path) == before


@pytest.mark.parametrize("form", FORMATS)
async def test_prices_are_taken_along(works: Works, tmp_path: Path, form: FileFormat) -> None:
    await stock_up(works, CAP, MUG)
    path, before = tmp_path / f"prices.{form}", await exported(works, tmp_path)
    _ = await export_file(works, path, subject=FileSubject.PRICES, form=form)
    dearer = tmp_path / "more.jsonl"
    dearer.write_text(
        '{"sku": "=SKU-1", "amount": 21.5, "compare_at": "30.00"}\n{"sku": "0012", "currency": "EUR", "amount": "0.2"}\n'
        '{"sku": "=SKU-1", "currency": "JPY", "amount": "1.5"}\n[1]\n{"sku": "MUG", "amount": "1", "compare_at": "1"}\n',
        encoding="utf-8",
    )

    changed = await import_figures(
        works, dearer, actor=ACTOR, subject=FileSubject.PRICES, options=EUR
    )
    back = await import_figures(works, path, actor=ACTOR, subject=FileSubject.PRICES, options=EUR)

    assert (changed.changed, [problem.line for problem in changed.problems]) == (2, [3, 4, 5])
    assert (back.changed, back.unchanged, back.failed) == (2, 1, 0)
    assert await exported(works, tmp_path) == before


def lines(most: int = 40) -> st.SearchStrategy[str]:
    """One line of any text that a shop takes."""
    anything = st.text(
        st.characters(
            exclude_categories=["Cc", "Cs", "Cn", "Co"],
            exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        ),
        min_size=1,
        max_size=most,
    )
    return (
        (anything | st.sampled_from(RISKY))
        .map(lambda text: " ".join(line_of(text, column="x", longest=1000).split()))
        .filter(bool)
    )


VARIANTS = st.builds(
    VariantRecord,
    sku=lines(),
    title=lines(),
    option_values=st.tuples(lines()),
    prices=st.lists(st.sampled_from(["EUR", "JPY", "KWD"]), unique=True, max_size=3).map(
        lambda codes: tuple(
            PriceRecord(Money.parse("12", code), Money.parse("13", code)) for code in codes
        )
    ),
    stock=st.none() | st.integers(0, 10**9),
    track_stock=st.booleans(),
    backorder=st.booleans(),
    barcode=st.none() | lines(),
    weight_grams=st.none() | st.integers(0, 10**8),
    requires_shipping=st.booleans(),
    is_active=st.booleans(),
)
PRODUCTS = st.builds(
    ProductRecord,
    handle=st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True),
    title=lines(),
    description=st.just("<p>=x</p>") | st.just("y" * (2 * LONGEST_CELL + 5)),
    brand=lines(),
    status=st.sampled_from(list(RecordStatus)),
    tags=st.lists(lines(), unique=True, max_size=3).map(tuple),
    categories=st.lists(
        st.lists(lines(), min_size=1, max_size=3).map(tuple), unique=True, max_size=2
    ).map(tuple),
    options=st.just(("Size",)),
    images=st.lists(
        st.builds(ImageRecord, st.just("https://x.example/a.png"), lines()), max_size=2
    ).map(tuple),
    attributes=st.dictionaries(lines(), lines(), max_size=3).map(lambda each: tuple(each.items())),
    seo_title=lines(),
    variants=st.lists(
        VARIANTS,
        min_size=1,
        max_size=3,
        unique_by=(lambda v: str(v.sku).lower(), lambda v: v.option_values[0].casefold()),
    ).map(tuple),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(product=PRODUCTS, form=st.sampled_from(FORMATS))
def test_any_product_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, product: ProductRecord, form: FileFormat
) -> None:
    path = tmp_path_factory.mktemp("sheet") / f"products.{form}"
    with open_sheet(path, form, COLUMNS) as sheet:
        for row in (
            [jsonl.plain_of(product)] if form is FileFormat.JSONL else export_rows.rows_of(product)
        ):
            sheet.write(row)

    with as_text(path) as plain:
        source = open_source(plain)
        found = list(read(source, detect(source), currency="EUR"))

    assert [jsonl.plain_of(each) for each in found if isinstance(each, ProductRecord)] == [
        jsonl.plain_of(product)
    ]
    assert len(found) == 1


@settings(max_examples=500, deadline=None)
@given(text=st.text(max_size=6) | st.text("'=+-@ \t\rx\uff1d", max_size=6))
def test_a_guarded_cell_is_no_formula_and_finds_back(text: str) -> None:
    cell = guarded(text)

    assert unguarded(cell) == text
    assert cell[:1] not in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


@pytest.mark.parametrize("form", [FileFormat.CSV, FileFormat.XLSX])
async def test_no_cell_is_a_formula_and_numbers_are_numbers(
    works: Works, tmp_path: Path, form: FileFormat
) -> None:
    await stock_up(works, CAP)
    path = tmp_path / f"products.{form}"

    _ = await export_file(works, path, subject=FileSubject.PRODUCTS, form=form)
    if form is FileFormat.XLSX:
        rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
        book = dict(zip(rows[0], rows[1], strict=True))
        assert (book["stock"], book["weight_grams"], book["sku"]) == (7, 120, "'=SKU-1")
        assert {
            cell.data_type
            for row in openpyxl.load_workbook(path).active.iter_rows()
            for cell in row
        } <= {"s", "n", "inlineStr"}
    else:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True)))

    starts = {str(cell)[:1] for row in rows for cell in row if cell is not None}
    assert not starts & set("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


async def test_our_sheet_is_known_by_its_columns(works: Works, tmp_path: Path) -> None:
    await stock_up(works, MUG)
    path = tmp_path / "products.csv"
    _ = await export_file(works, path, subject=FileSubject.PRODUCTS, form=FileFormat.CSV)

    assert detect(open_source(path)) is ImportFormat.SHEET
