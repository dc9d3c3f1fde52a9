"""What very many products hold is read once, and again when the words of one of them changed."""

import pytest

from shopwright.flows.merchandising.contracts import ProductPatch
from shopwright.flows.merchandising.run.update_product import update_product
from shopwright.infra.work import Works
from shopwright.kernel.paging import PageRequest
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import MovementReason
from shopwright.satellites.search.contracts import CardFilter, Sort
from shopwright.satellites.search.queries import DatabaseEngine, Finder
from shopwright.satellites.search.queries.postings import Common
from tests.support.goods import MERCHANT, make_product
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
WANTED = CardFilter(currency="EUR", text="steel kettle")


async def found(works: Works, finder: Finder) -> tuple[int, int]:
    """How many products a search finds, and how often postings are asked for."""
    with counted(works.engine) as sent:
        async with works.reading() as db:
            page = await finder.find(db, WANTED, Sort.RELEVANCE, PageRequest(10))
    return len(page.page.items), sum("search_postings" in each for each in sent)


async def test_common_words_are_read_once_until_words_change(works: Works) -> None:
    products = [
        await make_product(works, f"kettle-{number}", title=f"Steel kettle {number}")
        for number in range(3)
    ]
    finder = Finder(DatabaseEngine(Common(least=2)))

    first, second = await found(works, finder), await found(works, finder)
    async with works(MERCHANT) as work:
        sold_out = products[0].variants[0].id
        await inventory.adjust(work, variant_id=sold_out, change=-5, reason=MovementReason.LOST)
    after_stock = await found(works, finder)
    async with works(MERCHANT) as work:
        patch = ProductPatch(title="Copper pot")
        await update_product(work, product_id=products[1].id, patch=patch)
    after_words, again = await found(works, finder), await found(works, finder)

    assert (first, second) == ((3, 1), (3, 0))
    assert after_stock == (3, 0)
    assert (after_words, again) == ((2, 1), (2, 0))


async def test_rare_words_are_asked_for_each_time(works: Works) -> None:
    await make_product(works, "kettle", title="Steel kettle")
    finder = Finder(DatabaseEngine())

    assert [await found(works, finder) for _ in range(2)] == [(1, 1), (1, 1)]


async def test_the_oldest_go_where_too_many_would_be_kept(
    works: Works,
) -> None:
    for number in range(3):
        await make_product(works, f"kettle-{number}", title=f"Steel kettle {number}")
    common = Common(least=2, most=3).as_of(1)

    async with works.reading() as db:
        for stem in ("steel", "kettl"):
            assert len((await common.postings(db, [stem]))[stem].numbers) == 3

    assert set(common.kept) == {"kettl"}
