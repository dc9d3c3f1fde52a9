"""The history of prices, and the lowest price before a reduction, tell of what customers could see."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.merchandising.contracts import ProductPatch, RecordStatus, VariantPatch
from shopwright.flows.merchandising.run.update_product import update_product
from shopwright.infra.work import Works
from shopwright.kernel.money import Money
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import Product
from shopwright.modules.pricing import queries as pricing
from tests.conftest import SteppingClock
from tests.support.goods import MERCHANT, euros, make_discount, make_product, variant

pytestmark = pytest.mark.anyio


async def priced(works: Works, product: Product, amount: str, **fields: Any) -> None:
    patch = ProductPatch(only_variant=VariantPatch(amount=Money.parse(amount, "EUR")), **fields)
    async with works(MERCHANT) as work:
        await update_product(work, product_id=product.id, patch=patch)


async def history(db: AsyncConnection, product: Product) -> list[str]:
    page = await pricing.history(db, product.variants[0].id, PageRequest())
    return [each.amount.amount for each in page.items]


async def prior(works: Works, db: AsyncConnection, product: Product) -> str | None:
    variant_id = product.variants[0].id
    found = (await pricing.offers(db, [variant_id], "EUR", now=works.now()))[variant_id].prior
    return found.amount if found else None


async def test_a_drafts_prices_are_no_history_until_it_is_published(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    mug = await make_product(works, "mug", status=RecordStatus.DRAFT)
    await priced(works, mug, "4.00")
    before = await history(db, mug)
    clock.advance(days=1)

    await priced(works, mug, "9.00", status=RecordStatus.PUBLISHED)

    assert before == []
    assert await history(db, mug) == ["9.00"]


async def test_a_price_that_only_a_draft_had_is_not_the_lowest_before_a_reduction(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    mug = await make_product(works, "mug", status=RecordStatus.DRAFT)
    await priced(works, mug, "1.00")
    await priced(works, mug, "10.00", status=RecordStatus.PUBLISHED)
    clock.advance(days=3)

    await make_discount(works, mug.variants[0].id)

    assert await prior(works, db, mug) == "10.00"


async def test_published_prices_count_though_the_product_is_a_draft_again(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    mug = await make_product(works, "mug")
    clock.advance(days=1)

    await priced(works, mug, "8.00", status=RecordStatus.DRAFT)

    assert await history(db, mug) == ["8.00", "10.00"]


async def test_a_price_counts_from_when_the_window_opens(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    opens = works.now() + timedelta(hours=2)
    mug = await make_product(works, "mug", published_from=opens)
    await priced(works, mug, "7.00")
    before = await history(db, mug)

    clock.advance(hours=3)
    await catalog.flip(works)

    assert before == []
    page = await pricing.history(db, mug.variants[0].id, PageRequest())
    assert [(each.amount.amount, each.at) for each in page.items] == [("7.00", works.now())]


async def test_a_discount_on_a_draft_is_history_from_its_publication_on(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    mug = await make_product(
        works, "mug", status=RecordStatus.DRAFT, variants=(variant("m", prices=euros("10.00")),)
    )
    await make_discount(works, mug.variants[0].id)
    before = await history(db, mug)
    clock.advance(days=1)

    async with works(MERCHANT) as work:
        patch = ProductPatch(status=RecordStatus.PUBLISHED)
        await update_product(work, product_id=mug.id, patch=patch)

    assert before == []
    assert await history(db, mug) == ["8.00"]
    assert await prior(works, db, mug) is None
