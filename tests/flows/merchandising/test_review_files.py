"""Reviews go out into files and come back."""

from pathlib import Path

import pytest
from sqlalchemy import delete

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import FileSubject, ImportOptions
from shopwright.flows.merchandising.run.export_file import export_file
from shopwright.flows.merchandising.run.import_reviews import import_reviews
from shopwright.infra.files.sheets import FileFormat
from shopwright.kernel.actors import system
from shopwright.kernel.errors import Forbidden
from shopwright.kernel.paging import PageRequest
from shopwright.modules.reviews import queries as reviews
from shopwright.modules.reviews import service as writing
from shopwright.modules.reviews.contracts import (
    Opinion,
    RatingSummary,
    ReviewFilter,
    ReviewSort,
    ReviewState,
)
from shopwright.modules.reviews.models import ReviewRow, ReviewSummaryRow
from tests.conftest import SteppingClock
from tests.support.goods import make_product
from tests.support.people import actor_of, make_customer

pytestmark = pytest.mark.anyio
ACTOR, OPTIONS = system("import"), ImportOptions(currency="EUR")


async def written(services: Services, clock: SteppingClock, path: Path, form: FileFormat) -> int:
    """A shop with two reviews that are shown and one that is not, in a file."""
    mug = await make_product(services.works, "mug")
    said = (("=Fine", "-good\nvery", True), ("Ünï", "", True), ("Hidden", "", False))
    for title, text, is_shown in said:
        robin = await make_customer(services)
        async with services.works(await actor_of(services, robin)) as work:
            await writing.add(
                work,
                user_id=robin.user_id,
                product_id=mug.id,
                opinion=Opinion(4, title, text),
                shows_at_once=is_shown,
            )
        clock.advance(hours=1)
    async with services.works.reading() as db:
        page = await reviews.page(db, ReviewFilter(), ReviewSort.NEWEST, PageRequest(50))
    async with services.works(ACTOR) as work:
        await writing.answer(work, review_id=page.items[1].id, text="Thank you.\n=Gladly")
    return await export_file(services.works, path, subject=FileSubject.REVIEWS, form=form)


async def told(services: Services) -> list[tuple[str, str, int, str, bool]]:
    async with services.works.reading() as db:
        page = await reviews.page(db, ReviewFilter(), ReviewSort.NEWEST, PageRequest(50))
    return sorted(
        (each.title, each.text, each.rating, each.author, each.is_shown) for each in page.items
    )


@pytest.mark.parametrize("form", list(FileFormat))
async def test_reviews_go_round_without_loss(
    services: Services, clock: SteppingClock, tmp_path: Path, form: FileFormat
) -> None:
    path = tmp_path / f"reviews.{form}"
    count = await written(services, clock, path, form)
    before = await told(services)

    again = await import_reviews(services.works, path, actor=ACTOR, options=OPTIONS)

    assert count == 3
    assert (again.created, again.unchanged, again.failed) == (0, 3, 0)
    assert await told(services) == before


@pytest.mark.parametrize("form", list(FileFormat))
async def test_reviews_that_are_gone_come_back_as_they_were(
    services: Services, clock: SteppingClock, tmp_path: Path, form: FileFormat
) -> None:
    path = tmp_path / f"reviews.{form}"
    _ = await written(services, clock, path, form)
    before, summed = await kept(services)
    async with services.works(ACTOR) as work:
        for table in (ReviewRow, ReviewSummaryRow):
            await work.db.execute(delete(table))
    clock.advance(days=30)

    again = await import_reviews(services.works, path, actor=ACTOR, options=OPTIONS)

    assert (again.created, again.unchanged, again.failed) == (3, 0, 0)
    assert await kept(services) == (before, summed)
    assert summed.counts == (0, 0, 0, 2, 0)


async def kept(services: Services) -> tuple[list[tuple[object, ...]], RatingSummary]:
    """All that a file tells of reviews, the newest first, and their sum."""
    async with services.works.reading() as db:
        page = await reviews.page(db, ReviewFilter(), ReviewSort.NEWEST, PageRequest(50))
        summary = await reviews.summary(db, page.items[0].product_id)
    names = (
        *("title", "text", "rating", "author", "helpful", "is_verified", "is_shown", "state"),
        *("reason", "answer", "answered_at", "created_at"),
    )
    told = [tuple(getattr(each, name) for name in names) for each in page.items]
    return told, summary


async def test_what_can_not_be_of_a_review_is_refused_by_its_row(
    services: Services, tmp_path: Path
) -> None:
    await make_product(services.works, "mug")
    path = tmp_path / "reviews.csv"
    path.write_text(
        "id,handle,rating,is_shown,state,created_at\n"
        "a1,mug,5,true,rejected,\n"
        "a2,mug,5,true,famous,\n"
        "a3,mug,5,true,,yesterday\n"
        "a4,mug,5,false,,2031-01-01T00:00:00Z\n"
    )

    report = await import_reviews(services.works, path, actor=ACTOR, options=OPTIONS)

    assert (report.created, report.failed) == (1, 3)
    assert [problem.line for problem in report.problems] == [2, 3, 4]
    [(*_, is_shown, state, _, _, _, created_at)], summary = await kept(services)
    assert (is_shown, state, summary.count) == (False, ReviewState.NEW, 0)
    assert created_at <= services.works.now()


async def test_reviews_of_another_shop_come_in_once(services: Services, tmp_path: Path) -> None:
    await make_product(services.works, "mug")
    path = tmp_path / "reviews.csv"
    path.write_text(
        "id,handle,rating,title,text,author,helpful,is_verified\n"
        "a1,mug,5,'=Fine,Keeps warm,Robin Example,3,true\n"
        "a2,mug,9,,,,,\n"
        "a3,nothing,1,,,,,\n"
    )

    first = await import_reviews(services.works, path, actor=ACTOR, options=OPTIONS)
    second = await import_reviews(services.works, path, actor=ACTOR, options=OPTIONS)

    assert (first.created, first.failed) == (1, 2)
    assert (second.created, second.unchanged, second.failed) == (0, 1, 2)
    assert [problem.line for problem in first.problems] == [3, 4]
    assert await told(services) == [("=Fine", "Keeps warm", 5, "Robin E.", True)]


async def test_a_dry_run_takes_nothing_in(services: Services, tmp_path: Path) -> None:
    await make_product(services.works, "mug")
    path = tmp_path / "reviews.jsonl"
    path.write_text('{"id": "a1", "handle": "mug", "rating": 5}\n')

    options = ImportOptions(currency="EUR", is_dry_run=True)
    report = await import_reviews(services.works, path, actor=ACTOR, options=options)

    assert (report.created, await told(services)) == (1, [])


async def test_customers_bring_in_no_reviews(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("id,handle,rating\na1,mug,5\n")
    actor = await actor_of(services, await make_customer(services))

    with pytest.raises(Forbidden):
        await import_reviews(services.works, path, actor=actor, options=OPTIONS)

    assert await told(services) == []
