"""What a process remembers of the shop is what the database says, whatever happened since."""

from datetime import timedelta

import anyio
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.merchandising.contracts import ProductPatch
from shopwright.flows.merchandising.run.delete_product import delete_product
from shopwright.flows.merchandising.run.update_product import update_product
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog.contracts import Product
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import StockLine
from shopwright.modules.pricing import service as pricing
from shopwright.modules.pricing.contracts import Price
from shopwright.satellites.search.contracts import CardFilter, Sort
from shopwright.satellites.search.queries import DatabaseEngine, Finder, Memory
from tests.support.goods import MERCHANT, make_product, variant
from tests.support.statements import counted

pytestmark = pytest.mark.anyio


def _told(memory: Memory) -> dict[int, object]:
    """Everything that is remembered, comparable."""
    return {
        number: (
            entry.product_id,
            entry.status,
            entry.title_key,
            entry.in_stock,
            dict(entry.prices),
            sorted((choice.facet, choice.key, choice.label) for choice in entry.choices),
        )
        for number, entry in memory.entries.items()
    }


async def _rename(works: Works, product: Product, title: str) -> None:
    async with works(MERCHANT) as work:
        await update_product(work, product_id=product.id, patch=ProductPatch(title=title))


async def test_catching_up_ends_where_reading_everything_ends(
    works: Works, db: AsyncConnection
) -> None:
    memory = Memory()
    products = [await make_product(works, f"mug-{n}", brand="Fjell") for n in range(4)]
    await memory.catch_up(db)

    await _rename(works, products[0], "Cup")
    async with works(MERCHANT) as work:
        price = Price(products[1].variants[0].id, Money(123, "EUR"))
        await pricing.set_prices(work, prices=[price])
    async with works(MERCHANT) as work:
        await delete_product(work, product_id=products[2].id, expected_version=None)
    await make_product(works, "late")
    await memory.catch_up(db)

    fresh = Memory()
    await fresh.catch_up(db)
    assert _told(memory) == _told(fresh)
    assert len(memory.entries) == 4


async def test_writers_at_one_moment_are_all_heard(works: Works, db: AsyncConnection) -> None:
    products = [await make_product(works, f"mug-{n}") for n in range(8)]
    memory = Memory()

    async with anyio.create_task_group() as group:
        for at, product in enumerate(products):
            group.start_soon(_rename, works, product, f"Cup {at}")
        for _ in range(6):
            await memory.catch_up(db)
    await memory.catch_up(db)

    assert sorted(entry.title_key for entry in memory.entries.values()) == [
        f"cup {at}" for at in range(8)
    ]


async def test_a_work_that_is_rolled_back_is_not_remembered(
    works: Works, db: AsyncConnection
) -> None:
    mug = await make_product(works, "mug")
    memory = Memory()
    await memory.catch_up(db)
    before = memory.version

    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the Work fails at its end
        async with works(MERCHANT) as work:
            await update_product(work, product_id=mug.id, patch=ProductPatch(title="Cup"))
            1 / 0  # noqa: B018
    await memory.catch_up(db)

    assert [entry.title_key for entry in memory.entries.values()] == ["mug"]
    assert memory.version == before


async def test_where_nothing_changed_one_statement_finds_that_out(
    works: Works, db: AsyncConnection
) -> None:
    await make_product(works, "mug")
    memory = Memory()
    await memory.catch_up(db)

    with counted(works.engine) as sent:
        await memory.catch_up(db)

    assert len(sent) == 1


async def test_what_ran_out_writes_no_words_anew(works: Works, db: AsyncConnection) -> None:
    mug = await make_product(works, "mug", variants=(variant("mug", stock=1),))
    finder = Finder(DatabaseEngine())
    in_stock = CardFilter(currency="EUR", text="mug", in_stock=True)

    with counted(works.engine) as sent:
        async with works(MERCHANT) as work:
            line = StockLine(mug.variants[0].id, 1)
            await inventory.reserve(
                work, order_id=ids.new(), lines=[line], until=work.now + timedelta(hours=1)
            )
    found = await finder.find(db, in_stock, Sort.RELEVANCE, PageRequest(5))

    written = [each for each in sent if "search_postings" in each or "search_words" in each]
    assert written == []
    assert found.page.total == 0


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_slips_are_forgiven_where_the_extension_is_not_to_be_had(
    works: Works, db: AsyncConnection
) -> None:
    await make_product(works, "headphones")
    async with works(MERCHANT) as work:
        await work.db.execute(text("DROP EXTENSION pg_trgm CASCADE"))

    found = await Finder(DatabaseEngine()).find(
        db, CardFilter(currency="EUR", text="headfones"), Sort.RELEVANCE, PageRequest(5)
    )

    assert (found.page.total, found.corrected) == (1, "headphones")
