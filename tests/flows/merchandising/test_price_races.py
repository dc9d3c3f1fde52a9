"""Two who set one price at the same moment: both are in the history, and the price is the last one's."""

import anyio
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.kernel.money import Money
from shopwright.kernel.paging import PageRequest
from shopwright.modules.pricing import queries, service
from shopwright.modules.pricing.contracts import Price
from tests.support.goods import MERCHANT, make_product

pytestmark = pytest.mark.anyio


async def test_the_history_ends_with_the_price_that_stands(
    works: Works, db: AsyncConnection
) -> None:
    mug = await make_product(works, "mug")
    variant_id = mug.variants[0].id
    wanted = [Money.parse(f"{amount}.00", "EUR") for amount in range(11, 19)]

    async def set_price(amount: Money) -> None:
        async with works(MERCHANT) as work:
            await service.set_prices(work, prices=[Price(variant_id, amount)])

    async with anyio.create_task_group() as group:
        for amount in wanted:
            group.start_soon(set_price, amount)

    stands = (await queries.prices(db, [variant_id], "EUR"))[variant_id].amount
    page = await queries.history(db, variant_id, PageRequest(50))
    assert {each.amount for each in page.items} == {*wanted, Money.parse("10.00", "EUR")}
    assert len(page.items) == len(wanted) + 1
    assert page.items[0].amount == stands
