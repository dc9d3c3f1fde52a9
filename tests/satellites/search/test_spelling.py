"""Words that nobody sells under, but that are nearly those that somebody does."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.kernel.paging import PageRequest
from shopwright.satellites.search.contracts import CardFilter, Found, Sort
from shopwright.satellites.search.queries import DatabaseEngine, Finder, Wish
from tests.support.goods import make_product

pytestmark = pytest.mark.anyio


@pytest.fixture
async def goods(works: Works) -> None:
    await make_product(
        works, "headphones", title="Wireless headphones", description="Two <b>ears</b>"
    )
    await make_product(works, "notebook", title="Notebook with 14 inches")
    await make_product(works, "toner", title="Toner TN-2110")


async def _find(db: AsyncConnection, words: str) -> Found:
    finder = Finder(DatabaseEngine())
    wanted = CardFilter(currency="EUR", text=words)
    return await finder.find(db, wanted, Sort.RELEVANCE, PageRequest(5), Wish(highlights=True))


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("headfones", "headphones"),
        ("haedphones", "headphones"),
        ("wireles headphones", "wireless headphones"),
        ("headphone", None),  # has the same stem
        ("notbook", "notebook"),
        ("tonr", "toner"),
    ],
)
async def test_a_slip_is_forgiven_and_told(
    db: AsyncConnection, typed: str, meant: str | None
) -> None:
    found = await _find(db, typed)

    assert found.page.total == 1
    assert found.corrected == meant


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize("typed", ["tn", "2111", "tn-2111", "hdp", "xylophone"])
async def test_short_words_and_numbers_are_taken_as_they_are(
    db: AsyncConnection, typed: str
) -> None:
    found = await _find(db, typed)

    assert found.corrected is None


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize("typed", ["tn-2110", "tn2110", "TN 2110"])
async def test_a_model_number_is_found_however_it_is_joined(
    db: AsyncConnection, typed: str
) -> None:
    assert (await _find(db, typed)).page.total == 1


@pytest.mark.usefixtures("goods")
async def test_words_found_are_marked_and_everything_else_is_escaped(db: AsyncConnection) -> None:
    (highlight,) = (await _find(db, "ear headphone")).highlights.values()

    assert highlight.title == "Wireless <mark>headphones</mark>"
    assert highlight.excerpt == "Two <mark>ears</mark>"


async def test_a_title_with_markup_is_shown_as_text(works: Works, db: AsyncConnection) -> None:
    await make_product(works, "odd", title='Lamp <img src=x onerror="alert(1)"> & shade')

    (highlight,) = (await _find(db, "lamp")).highlights.values()

    assert highlight.title == (
        "<mark>Lamp</mark> &lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; shade"
    )
