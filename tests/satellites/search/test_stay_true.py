import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.merchandising.contracts import ProductPatch
from shopwright.flows.merchandising.run.delete_product import delete_product
from shopwright.flows.merchandising.run.import_batch import import_batch
from shopwright.flows.merchandising.run.update_product import update_product
from shopwright.infra.db import dialect
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import CategoryDraft
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import StockLine
from shopwright.modules.pricing import service as pricing
from shopwright.modules.pricing.contracts import Price
from shopwright.satellites.search import queries, service
from shopwright.satellites.search.models import (
    ListingTermRow,
    ProductDocumentRow,
    ProductListingRow,
)
from tests.satellites.search.shelves import card, shown, slugs
from tests.support.goods import MERCHANT, make_category, make_product, record, variant

pytestmark = pytest.mark.anyio
_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


async def test_a_change_is_shown_when_its_work_has_committed(
    works: Works, db: AsyncConnection
) -> None:
    mug = await make_product(works, "mug")

    async with works(MERCHANT) as work:
        await update_product(work, product_id=mug.id, patch=ProductPatch(title="Cup"))

    assert (await card(db, "mug"))["title"] == "Cup"
    assert (await shown(db, "mug"))["version"] == 2
    assert await slugs(db, text="cup") == ["mug"]
    assert await slugs(db, text="mug cup") == ["mug"]


async def test_a_work_that_fails_shows_nothing(works: Works, db: AsyncConnection) -> None:
    before = await queries.version(db)

    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the Work fails at its end
        async with works(MERCHANT) as work:
            await import_batch(work, [record("mug")])
            1 / 0  # noqa: B018

    assert await slugs(db) == []
    assert await queries.version(db) == before


async def test_a_new_price_is_shown(works: Works, db: AsyncConnection) -> None:
    mug = await make_product(works, "mug")
    price = Price(mug.variants[0].id, Money(500, "EUR"), Money(900, "EUR"))

    async with works(MERCHANT) as work:
        await pricing.set_prices(work, prices=[price])

    content = await shown(db, "mug")
    assert (content["price"], content["compare_at_price"]) == ("5.00", "9.00")
    assert (await card(db, "mug"))["price"] == "5.00"


async def test_the_last_piece_promised_turns_the_flag_and_its_return_turns_it_back(
    works: Works, db: AsyncConnection
) -> None:
    mug = await make_product(works, "mug", variants=(variant("mug", stock=2),))
    order_id = ids.new()
    lines = [StockLine(mug.variants[0].id, 2)]
    start = await queries.version(db)

    async with works(MERCHANT) as work:
        until = work.now + timedelta(hours=1)
        await inventory.reserve(work, order_id=order_id, lines=lines, until=until)
    gone = (await shown(db, "mug"))["variants"][0]["in_stock"], await slugs(db, in_stock=True)
    async with works(MERCHANT) as work:
        await inventory.release(work, order_id=order_id)

    assert gone == (False, [])
    assert await slugs(db, in_stock=True) == ["mug"]
    assert await queries.version(db) == start + 2


async def test_a_removed_product_leaves_no_trace(works: Works, db: AsyncConnection) -> None:
    mug = await make_product(works, "mug", tags=("a",))
    await make_product(works, "cup")

    async with works(MERCHANT) as work:
        await delete_product(work, product_id=mug.id)

    assert await slugs(db) == ["cup"]
    assert await slugs(db, text="mug") == []
    assert await queries.document(db, product_id=mug.id) is None
    assert await db.scalar(select(func.count()).select_from(ListingTermRow)) == 0


async def test_a_category_that_moves_takes_its_products_along(
    works: Works, db: AsyncConnection
) -> None:
    home, garden = await make_category(works, "Home"), await make_category(works, "Garden")
    pots = await make_category(works, "Pots", home)
    await make_product(works, "pot", category=pots)

    async with works(MERCHANT) as work:
        draft = CategoryDraft(name="Planters", parent_id=garden.id)
        await catalog.update_category(work, category_id=pots.id, draft=draft)

    assert await slugs(db, category_id=home.id) == []
    assert await slugs(db, category_id=garden.id) == ["pot"]
    assert (await shown(db, "pot"))["categories"] == [
        {"id": str(pots.id), "name": "Planters", "slug": "planters"}
    ]


async def test_products_of_a_removed_category_are_filed_there_no_more(
    works: Works, db: AsyncConnection
) -> None:
    pots = await make_category(works, "Pots")
    await make_product(works, "pot", category=pots)

    async with works(MERCHANT) as work:
        await catalog.delete_category(work, category_id=pots.id)

    assert (await shown(db, "pot"))["categories"] == []
    assert await slugs(db, category_id=pots.id) == []


async def test_a_large_category_is_renamed_to_its_end_by_jobs(
    works: Works, worker: Worker, db: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH", 2)
    pots = await make_category(works, "Pots")
    for number in range(5):
        await make_product(works, f"pot-{number}", category=pots)

    async with works(MERCHANT) as work:
        draft = CategoryDraft(name="Planters")
        await catalog.update_category(work, category_id=pots.id, draft=draft)
    await worker.run_until_idle()

    names = {(await shown(db, f"pot-{number}"))["categories"][0]["name"] for number in range(5)}
    assert names == {"Planters"}


async def test_a_rebuild_makes_everything_again_and_forgets_what_is_gone(
    works: Works, db: AsyncConnection
) -> None:
    for slug in ("mug", "cup"):
        await make_product(works, slug)
    gone = await make_product(works, "jug")
    before = await shown(db, "mug")
    async with works(MERCHANT) as work:
        await work.db.execute(delete(ProductListingRow))
        await work.db.execute(update(ProductDocumentRow).values(document="{}"))
        await catalog.delete_product(work, product_id=gone.id)
        work.events.clear()

    count = await service.rebuild(works, home_currency="EUR")

    assert count == 2
    assert await slugs(db) == ["cup", "mug"]
    assert await shown(db, "mug") == before
    assert await queries.document(db, product_id=gone.id) is None


async def test_of_two_changes_at_one_moment_both_are_shown(
    works: Works, db: AsyncConnection
) -> None:
    mug = await make_product(works, "mug")

    async def rename() -> None:
        async with works(MERCHANT) as work:
            await update_product(work, product_id=mug.id, patch=ProductPatch(title="Cup"))

    async with works(MERCHANT) as work:
        price = Price(mug.variants[0].id, Money(500, "EUR"))
        await pricing.set_prices(work, prices=[price])
        version = await service.touch(work)
        await service.refresh(work, product_ids=[mug.id], home_currency="EUR", version=version)
        renaming = asyncio.create_task(rename())
        while dialect.is_postgres(db) and not await db.scalar(text(_WAITING)):
            assert not renaming.done()
    await renaming

    content = await shown(db, "mug")
    assert (content["title"], content["price"]) == ("Cup", "5.00")
