"""Discounts reach what they are given on, wherever it is filed, and are shown and charged alike."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.errors import TotalChanged
from shopwright.flows.merchandising.contracts import PriceRecord, ProductPatch
from shopwright.flows.merchandising.errors import UnknownTarget
from shopwright.flows.merchandising.run import discounts
from shopwright.flows.merchandising.run.create_product import create_product
from shopwright.flows.merchandising.run.update_product import update_product
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.outbox import Job
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import GUEST
from shopwright.kernel.errors import Unauthorized
from shopwright.kernel.money import Money
from shopwright.kernel.paging import PageRequest
from shopwright.modules.carts import queries as cart_queries
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import Category, CategoryDraft
from shopwright.modules.pricing import queries
from shopwright.modules.pricing import service as pricing
from shopwright.modules.pricing.contracts import Scope
from tests.conftest import SteppingClock
from tests.satellites.search.shelves import card, shown
from tests.support.buying import buy, filled_cart, stocked, wish
from tests.support.goods import (
    MERCHANT,
    make_category,
    make_discount,
    make_product,
    record,
    variant,
)

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)
FULL, LESS = ("10.00", None, None), ("8.00", "10.00", None)


async def _page(db: AsyncConnection, slug: str = "kettle") -> tuple[str, str | None, str | None]:
    """What its page shows; its variant and its card show the same."""
    page = await shown(db, slug)
    found = _prices(page)
    assert _prices(page["variants"][0]) == found
    assert _prices(await card(db, slug)) == found
    return found


def _prices(content: dict[str, Any]) -> tuple[str, str | None, str | None]:
    return content["price"], content["compare_at_price"], content["lowest_prior_price"]


async def _move(works: Works, category: Category, parent: Category | None) -> None:
    async with works(MERCHANT) as work:
        draft = CategoryDraft(name=category.name, parent_id=parent.id if parent else None)
        await catalog.update_category(work, category_id=category.id, draft=draft)


@pytest.mark.parametrize("scope", list(Scope))
async def test_a_discount_is_shown_at_once_with_what_was_lowest_before(
    works: Works, db: AsyncConnection, clock: SteppingClock, scope: Scope
) -> None:
    kitchen = await make_category(works, "Kitchen")
    pots = await make_category(works, "Pots", kitchen)
    kettle = await make_product(works, category=pots)
    await make_product(works, "lamp")
    clock.advance(days=1)
    target = {
        Scope.VARIANT: kettle.variants[0].id,
        Scope.PRODUCT: kettle.id,
        Scope.CATEGORY: kitchen.id,
    }

    await make_discount(works, target[scope], scope)

    assert await _page(db) == ("8.00", "10.00", "10.00")
    assert await _page(db, "lamp") == FULL


async def test_the_job_shows_what_begins_and_ends(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    kettle = await make_product(works)
    await make_discount(works, kettle.id, Scope.PRODUCT, begins=DAY, lasts=DAY)
    seen = [await _page(db)]

    for _ in range(2):
        clock.advance(days=1)
        await pricing.flip(works)
        seen.append(await _page(db))

    assert seen == [FULL, ("8.00", "10.00", "10.00"), FULL]


async def test_a_discount_ended_early_is_shown_no_more(works: Works, db: AsyncConnection) -> None:
    kitchen = await make_category(works, "Kitchen")
    await make_product(works, category=kitchen)
    made = await make_discount(works, kitchen.id, Scope.CATEGORY)

    async with works(MERCHANT) as work:
        await discounts.end_discount(work, discount_id=made.id)

    assert await _page(db) == FULL


async def test_a_product_takes_on_the_discounts_of_where_it_is_filed(
    works: Works, db: AsyncConnection
) -> None:
    kitchen = await make_category(works, "Kitchen")
    kettle = await make_product(works)
    await make_discount(works, kitchen.id, Scope.CATEGORY)
    await make_product(works, "pan", category=kitchen)
    seen = [await _page(db), await _page(db, "pan")]

    for filed in ((kitchen.id,), ()):
        async with works(MERCHANT) as work:
            patch = ProductPatch(category_ids=filed)
            await update_product(work, product_id=kettle.id, patch=patch)
        seen.append(await _page(db))

    assert seen == [FULL, LESS, LESS, FULL]


async def test_categories_that_move_or_vanish_take_their_discounts_along(
    works: Works, db: AsyncConnection
) -> None:
    sale = await make_category(works, "Sale")
    kitchen = await make_category(works, "Kitchen")
    await make_product(works, category=kitchen)
    await make_product(works, "pan", category=sale)
    await make_discount(works, sale.id, Scope.CATEGORY)
    seen = [await _page(db)]

    for parent in (sale, None):
        await _move(works, kitchen, parent)
        seen.append(await _page(db))
    async with works(MERCHANT) as work:
        await catalog.delete_category(work, category_id=sale.id)

    assert seen == [FULL, LESS, FULL]
    assert await _page(db, "pan") == FULL


async def test_a_variant_and_a_currency_that_come_later_have_the_discount_too(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    kettle = await make_product(works)
    await make_discount(works, kettle.id, Scope.PRODUCT)
    clock.advance(days=1)
    own = variant("kettle-1", prices=(PriceRecord(Money(2000, "USD")),), id=kettle.variants[0].id)

    async with works(MERCHANT) as work:
        await update_product(work, product_id=kettle.id, patch=ProductPatch(variants=(own,)))

    found = await queries.offers(db, [kettle.variants[0].id], "USD", now=clock())
    assert found[kettle.variants[0].id].amount == Money(1600, "USD")


async def test_many_products_are_reached_one_batch_after_another(
    works: Works, db: AsyncConnection, worker: Worker
) -> None:
    kitchen = await make_category(works, "Kitchen")
    count = pricing.BATCH + 1
    async with works(MERCHANT) as work:
        for number in range(count):
            await create_product(work, record=record(f"kettle-{number}"), category_ids=[kitchen.id])
    await make_discount(works, kitchen.id, Scope.CATEGORY)
    reached = [await queries.discounted(db, None, limit=count)]

    await worker.run_due()
    reached.append(await queries.discounted(db, None, limit=count))

    assert [len(each) for each in reached] == [pricing.BATCH, count]


async def test_a_discount_looks_again_for_what_was_being_written_meanwhile(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    kettle = await make_product(works)

    made = await make_discount(works, kettle.id, Scope.PRODUCT)

    found = await db.execute(select(Job.payload, Job.run_at).where(Job.name == discounts.REPLAN))
    assert found.all() == [({"discount_id": str(made.id)}, clock() + timedelta(minutes=1))]


async def test_a_window_that_ends_during_a_checkout_is_not_charged_silently(
    services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    tea = await stocked(services.works, price="10.00")
    await make_discount(services.works, tea, lasts=timedelta(minutes=5))
    placed = await buy(services, (tea, 1), expected_total="8.00")
    clock.advance(minutes=5)

    with pytest.raises(TotalChanged) as refused:
        await checkout.place(services.till, GUEST, wish((tea, 1), expected_total="8.00"))

    assert placed.order.total.amount == "8.00"
    assert refused.value.extra["total"] == "10.00"


async def test_a_cart_tells_that_a_discount_is_over(
    services: Services, clock: SteppingClock
) -> None:
    tea = await stocked(services.works, price="10.00")
    await make_discount(services.works, tea, lasts=timedelta(minutes=5))
    cart_id = await filled_cart(services, (tea, 1))
    clock.advance(minutes=5)

    async with services.works.reading() as db:
        cart = await cart_queries.by_id(db, cart_id)
        assert cart is not None
        view = await checkout.view(services.till, db, cart)

    assert "price_changed" in {problem.code for problem in view.problems}
    assert view.quote is not None
    assert view.quote.total == Money(1000, "EUR")


@pytest.mark.parametrize("scope", list(Scope))
async def test_what_is_not_there_has_no_discount(
    works: Works, db: AsyncConnection, scope: Scope
) -> None:
    with pytest.raises(UnknownTarget):
        await make_discount(works, ids.new(), scope)

    assert (await queries.discounts(db, PageRequest())).items == []


async def test_guests_give_no_discounts(works: Works, db: AsyncConnection) -> None:
    kettle = await make_product(works)
    made = await make_discount(works, kettle.id, Scope.PRODUCT)

    async with works(GUEST) as work:
        with pytest.raises(Unauthorized):
            await discounts.end_discount(work, discount_id=made.id)

    assert await _page(db) == LESS
