"""What must not be in the books is found, on each database."""

import pytest
from sqlalchemy import update

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import StockLine
from shopwright.modules.orders.models import OrderRow
from shopwright.satellites.bookkeeping.queries import violations
from tests.support.buying import assert_sound, stocked
from tests.support.parcels import sent

pytestmark = pytest.mark.anyio


async def test_more_that_came_back_of_an_order_than_left_for_it_is_found(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 2))
    await assert_sound(services.works)

    async with services.works(system("test")) as work:
        await inventory.take_back(work, order_id=order.id, lines=[StockLine(tea, 3)])

    async with services.works.reading() as db:
        [found] = await violations(db)
    assert found.rule == "no more left the stock for an order than was shipped of it"
    assert found.subject.replace("-", "") == order.id.hex


async def test_a_sum_that_is_not_that_of_its_payments_is_found(services: Services) -> None:
    order = await sent(services, (await stocked(services.works), 1))

    async with services.works(system("test")) as work:
        wrong = update(OrderRow).where(OrderRow.id == order.id).values(paid=OrderRow.paid + 1)
        await work.db.execute(wrong)

    async with services.works.reading() as db:
        rules = [each.rule for each in await violations(db)]
    assert rules == ["an order's paid and refunded amounts are the sums of its payments"]
