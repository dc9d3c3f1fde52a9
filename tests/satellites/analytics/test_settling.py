import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.infra.outbox import Job
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Pieces
from shopwright.modules.orders.models import OrderRow
from shopwright.satellites.analytics import service
from shopwright.satellites.analytics.models import AnalyticsSaleRow
from shopwright.wiring import examine
from shopwright.wiring.insight import zone_of
from tests.conftest import SteppingClock
from tests.satellites.analytics.books import assert_agreeing, sales, settle_all, sums
from tests.support.buying import buy, stocked
from tests.support.people import Person, make_customer

pytestmark = pytest.mark.anyio
STAFF = system("test")
TODAY, MONTH = "2026-11-02", "2026-11"
SOLD = {"placed": 1, "orders": 1, "units": 2, "goods": 2000, "total": 2000, "paid": 2000}


async def settled(services: Services, *order_ids: UUID) -> int:
    async with services.works(STAFF) as work:
        return await service.settle(work, order_ids=order_ids, zone=zone_of(services.settings))


async def facts(services: Services) -> int:
    async with services.works.reading() as db:
        counted = await db.execute(select(func.count()).select_from(AnalyticsSaleRow))
    return counted.scalar_one()


async def test_an_order_counts_when_it_is_confirmed(services: Services) -> None:
    tea = await stocked(services.works)

    await buy(services, (tea, 2))
    await settle_all(services)

    assert await sales(services, TODAY) == SOLD
    assert await sales(services, MONTH, country="GB", channel="shop", buyer="guest") == SOLD
    await assert_agreeing(services)


async def test_an_order_that_nobody_paid_counts_as_placed_alone(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2), token=None)

    async with services.works(STAFF) as work:
        await orders.cancel(work, order_id=placed.order.id, reason="no money")
    await settle_all(services)

    assert await sales(services, TODAY) == {"placed": 1}


async def test_asked_again_nothing_is_counted_twice(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))
    await settle_all(services)
    before, count = await sums(services), await facts(services)

    written = [await settled(services, placed.order.id) for _ in range(3)]

    assert written == [0, 0, 0]
    assert (await sums(services), await facts(services)) == (before, count)


async def test_a_cancelled_order_is_taken_off_the_day_on_which_it_was_sold(
    services: Services, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))
    await settle_all(services)
    clock.advance(days=40)

    await returns.cancel(services.desk, STAFF, order_id=placed.order.id, reason="changed")
    await settle_all(services)

    gone = {"cancelled_orders": 1, "cancelled_units": 2, "cancelled": 2000}
    assert await sales(services, TODAY) == SOLD | gone
    assert await sales(services, "2026-12-12") == {"refunded": 2000, "refunds": 1}
    assert await sales(services, "2026-12") == {"refunded": 2000, "refunds": 1}
    await assert_agreeing(services)


async def test_pieces_that_are_cancelled_count_by_their_share(services: Services) -> None:
    tea = await stocked(services.works, price="3.33")
    placed = await buy(services, (tea, 3))

    async with services.works(STAFF) as work:
        line = placed.order.lines[0]
        await orders.cancel_pieces(work, order_id=placed.order.id, pieces=[Pieces(line.id, 2)])
    await settle_all(services)

    counted = await sales(services, TODAY)
    assert (counted["cancelled_units"], counted["cancelled"]) == (2, 666)
    assert "cancelled_orders" not in counted
    await assert_agreeing(services)


async def test_a_refund_counts_on_its_own_day(services: Services, clock: SteppingClock) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))
    clock.advance(days=1)

    wanted = RefundWanted(placed.order.id, amount=Money(500, "EUR"))
    await returns.refund(services.desk, STAFF, wanted)
    await settle_all(services)

    assert await sales(services, TODAY) == SOLD
    assert await sales(services, "2026-11-03") == {"refunded": 500, "refunds": 1}
    await assert_agreeing(services)


async def test_an_account_is_a_new_customer_once(services: Services, customer: Person) -> None:
    tea = await stocked(services.works)

    for _ in range(3):
        await buy(services, (tea, 1), user_id=customer.user_id)
    await settle_all(services)

    assert (await sales(services, TODAY, buyer="new"))["orders"] == 1
    assert (await sales(services, TODAY, buyer="returning"))["orders"] == 2
    await assert_agreeing(services)


async def test_in_whatever_order_things_are_heard_the_first_order_is_the_new_customers(
    services: Services, customer: Person, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    first = await buy(services, (tea, 1), user_id=customer.user_id)
    clock.advance(days=1)
    second = await buy(services, (tea, 2), user_id=customer.user_id)

    await settled(services, second.order.id)
    await settled(services, first.order.id)

    assert (await sales(services, TODAY, buyer="new"))["units"] == 1
    assert (await sales(services, "2026-11-03", buyer="returning"))["units"] == 2
    assert await sales(services, "2026-11-03", buyer="new") == {}


async def test_an_order_that_a_guest_had_placed_becomes_the_accounts_first(
    services: Services, customer: Person, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    await buy(services, (tea, 1), email="robin@example.com")
    clock.advance(days=1)
    await buy(services, (tea, 2), user_id=customer.user_id)
    await settle_all(services)
    before = await sales(services, "2026-11-03", buyer="new")

    async with services.works(STAFF) as work:
        await orders.adopt(work, user_id=customer.user_id, email="robin@example.com")
    await settle_all(services)

    assert before["units"] == 2
    assert (await sales(services, TODAY, buyer="new"))["units"] == 1
    assert (await sales(services, "2026-11-03", buyer="returning"))["units"] == 2
    assert await sales(services, TODAY, buyer="guest") == {}


async def test_days_are_those_of_the_shops_zone(services: Services, clock: SteppingClock) -> None:
    clock.time = clock.time.replace(hour=23, minute=30)
    there = replace(
        services, settings=services.settings.model_copy(update={"analytics_timezone": "Asia/Tokyo"})
    )
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))

    await settled(there, placed.order.id)

    assert await sales(services, "2026-11-03") == SOLD
    assert await sales(services, TODAY) == {}


async def test_facts_are_never_changed(services: Services) -> None:
    tea = await stocked(services.works)
    await buy(services, (tea, 2))
    await settle_all(services)

    with pytest.raises(DBAPIError, match="append-only"):
        async with services.works(STAFF) as work:
            await work.db.execute(update(AnalyticsSaleRow).values(total=1))

    assert await sales(services, TODAY) == SOLD


async def test_what_is_counted_wrong_is_seen(services: Services) -> None:
    tea = await stocked(services.works)
    await buy(services, (tea, 2))
    await settle_all(services)
    sound = await examine(services)

    async with services.works(STAFF) as work:
        changed = {"total": OrderRow.total + 1, "subtotal": OrderRow.subtotal + 1}
        await work.db.execute(update(OrderRow).values(**changed))
    found = await examine(services)

    assert not sound
    rules = {each.partition(": ")[0] for each in found}
    assert "analytics of orders agree with the orders" in rules


async def test_what_still_waits_to_be_counted_is_no_contradiction(services: Services) -> None:
    tea = await stocked(services.works)

    await buy(services, (tea, 2))

    async with services.works.reading() as db:
        waiting = select(Job.name).where(Job.name.startswith("analytics.order"))
        assert list(await db.scalars(waiting)) == ["analytics.order.confirmed"]
    assert not await examine(services)


async def test_two_customers_do_not_share_their_first_order(services: Services) -> None:
    tea = await stocked(services.works)
    for person in [await make_customer(services) for _ in range(2)]:
        await buy(services, (tea, 1), user_id=person.user_id)

    await settle_all(services)

    assert (await sales(services, TODAY, buyer="new"))["orders"] == 2


async def test_counted_by_many_at_once_an_order_counts_once(
    services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    placed = [await buy(services, (tea, 1), user_id=customer.user_id) for _ in range(3)]
    order_ids = [each.order.id for each in placed]

    written = await asyncio.gather(*(settled(services, *order_ids) for _ in range(6)))

    counted = await sales(services, TODAY)
    assert sorted(written) == [0, 0, 0, 0, 0, 6]
    assert (counted["orders"], counted["total"]) == (3, 3000)
    await assert_agreeing(services)
