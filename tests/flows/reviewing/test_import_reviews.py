"""Reviews come in from a file: each once, and their averages are those of the file."""

import csv
import gzip
import io
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from shopwright.faces.services import Services
from shopwright.flows.reviewing.contracts import ReviewReport
from shopwright.flows.reviewing.errors import UnreadableReviews
from shopwright.flows.reviewing.run import import_reviews
from shopwright.kernel.actors import system
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.reviews import queries
from shopwright.modules.reviews.contracts import ReviewFilter, ReviewSort
from shopwright.modules.reviews.models import ReviewRow
from tests.support.buying import assert_sound
from tests.support.goods import make_product
from tests.support.shared_data import shared

pytestmark = pytest.mark.anyio
HEADER = "id,product,rating,title,text,author,helpful\n"


async def brought_in(services: Services, file: Path, **options: Any) -> ReviewReport:
    return await import_reviews(
        services.works, file, actor=system("test"), **{"source": "there"} | options
    )


async def test_rows_that_are_none_are_told_and_the_others_come_in(
    services: Services, tmp_path: Path
) -> None:
    kettle = await make_product(services.works, "kettle")
    file = tmp_path / "reviews.csv"
    file.write_text(
        HEADER
        + '1,kettle,5,Fine,"Two\nlines",Robin Example,3\n'
        + "2,kettle,6,,,,\n"
        + "3,ghost,4,,,,\n"
        + "4,kettle,2,,,,many\n"
        + "5,kettle,2,,a\x07b,,\n"
        + f"6,kettle,2,{'x' * 256},,,\n"
        + ",kettle,2,,,,\n"
        + "8,kettle,1,,,,\n",
        encoding="utf-8",
    )

    report = await brought_in(services, file)

    assert (report.created, report.known, report.failed) == (2, 0, 6)
    assert sorted(fault.line for fault in report.faults) == [4, 5, 6, 7, 8, 9]
    async with services.works.reading() as db:
        page = await queries.page(
            db, ReviewFilter(product_id=kettle.id), ReviewSort.RATING, PageRequest()
        )
    assert [(each.rating, each.text, each.author, each.helpful) for each in page.items] == [
        (5, "Two\nlines", "Robin E.", 3),
        (1, "", "", 0),
    ]


async def test_the_same_file_again_brings_nothing_new(services: Services, tmp_path: Path) -> None:
    kettle = await make_product(services.works, "kettle")
    file = tmp_path / "reviews.csv"
    file.write_text(HEADER + "1,kettle,5,,,,\n1,kettle,4,,,,\n", encoding="utf-8")

    first = await brought_in(services, file)
    again = await brought_in(services, file)

    assert (first.created, again.created, again.known) == (1, 0, 2)
    async with services.works.reading() as db:
        assert (await queries.summary(db, kettle.id)).count == 1
    await assert_sound(services.works)


@pytest.mark.parametrize("content", [b"", b"id,product\n1,kettle\n", b"\xff\xfe\x00", b"\x1f\x8bx"])
async def test_a_file_that_is_none_is_refused(
    services: Services, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "reviews.csv"
    file.write_bytes(content)

    with pytest.raises(UnreadableReviews):
        await brought_in(services, file)


async def test_nine_thousand_real_reviews_come_to_the_averages_of_the_file(
    services: Services,
) -> None:
    file = shared("clothing-reviews/reviews.csv.gz")
    with gzip.open(file, "rt", encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(io.StringIO(opened.read(), newline="")))
    slugs = {f"clothing-{row['Clothing ID']}" for row in rows}
    for slug in sorted(slugs):
        await make_product(services.works, slug)

    report = await brought_in(services, file, product="clothing-{}")

    assert (report.created, report.failed, len(slugs)) == (9406, 0, 588)
    expected: dict[str, Counter[int]] = {}
    for row in rows:
        expected.setdefault(f"clothing-{row['Clothing ID']}", Counter())[int(row["Rating"])] += 1
    async with services.works.reading() as db:
        by_slug = await catalog.product_ids_by_slug(db, slugs)
        found = await queries.summaries(db, by_slug.values())
        assert await db.scalar(select(func.count()).select_from(ReviewRow)) == 9406
    for slug, stars in expected.items():
        summary = found[by_slug[slug]]
        mean = Decimal(sum(stars.elements())) / stars.total() * 100
        assert Counter(dict(summary.distribution)) == stars
        assert summary.hundredths == int(mean.quantize(Decimal(1), ROUND_HALF_UP))
    await assert_sound(services.works)
