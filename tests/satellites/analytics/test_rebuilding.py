"""What is counted as things happen is what comes out when all is counted again, whatever happens in whichever order."""

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from shopwright.faces.services import Services
from shopwright.flows.checkout.contracts import Placed
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.outbox import Job
from shopwright.kernel.actors import system
from shopwright.kernel.errors import ShopError
from shopwright.kernel.money import Money
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import OrderStatus, Pieces
from shopwright.satellites.analytics import service
from shopwright.satellites.analytics.contracts import Rebuilt
from shopwright.satellites.analytics.models import (
    AnalyticsCustomerMonthRow,
    AnalyticsCustomerRow,
    AnalyticsGoodsRollupRow,
    AnalyticsSalesRollupRow,
)
from shopwright.satellites.analytics.queries.agreement import disagreements
from shopwright.wiring.insight import zone_of
from tests.conftest import SteppingClock
from tests.satellites.analytics.books import assert_agreeing, settle_all, sums
from tests.support.buying import assert_sound, buy, stocked
from tests.support.paying import order_of
from tests.support.people import make_customer

pytestmark = pytest.mark.anyio
STAFF = system("test")


class Trade:
    """Random purchases, and what becomes of them."""

    def __init__(self, services: Services, clock: SteppingClock, seed: int) -> None:
        self.services, self.clock, self.chance = services, clock, Random(seed)
        self.goods: list[UUID] = []
        self.people: list[UUID | None] = [None]
        self.placed: list[Placed] = []

    async def open(self) -> None:
        works = self.services.works
        self.goods = [await stocked(works, stock=200, price=each) for each in ("10.00", "3.33")]
        self.people += [(await make_customer(self.services)).user_id for _ in range(2)]

    async def step(self) -> None:
        """One thing happens; what the shop refuses has not happened."""
        self.clock.advance(hours=self.chance.choice([0, 1, 9, 30, 400]))
        deed = self.chance.choice([self.buy, self.buy, self.cancel, self.refund, self.trim])
        try:
            await deed()
        except ShopError:
            assert self.placed

    async def buy(self) -> None:
        items = [(each, self.chance.randint(1, 4)) for each in self.goods]
        token = self.chance.choice(["test_ok", "test_ok", None])
        user_id = self.chance.choice(self.people)
        wanted = items[: self.chance.randint(1, 2)]
        self.placed.append(await buy(self.services, *wanted, token=token, user_id=user_id))

    async def cancel(self) -> None:
        order = self.chance.choice(self.placed or [await self._first()]).order
        await returns.cancel(self.services.desk, STAFF, order_id=order.id, reason="changed")

    async def refund(self) -> None:
        order = self.chance.choice(self.placed or [await self._first()]).order
        amount = Money(self.chance.randint(1, order.total.minor), "EUR")
        await returns.refund(self.services.desk, STAFF, RefundWanted(order.id, amount=amount))

    async def trim(self) -> None:
        order = self.chance.choice(self.placed or [await self._first()]).order
        pieces = [Pieces(self.chance.choice(order.lines).id, 1)]
        async with self.services.works(STAFF) as work:
            await orders.cancel_pieces(work, order_id=order.id, pieces=pieces)

    async def _first(self) -> Placed:
        await self.buy()
        return self.placed[0]

    async def give_up(self) -> None:
        """Orders that still wait for their money are over."""
        for each in self.placed:
            order = await order_of(self.services.works, each.order.id)
            if order.status is OrderStatus.PENDING:
                async with self.services.works(STAFF) as work:
                    await orders.cancel(work, order_id=order.id, reason="no money")

    async def shuffle(self, *, losing: float) -> None:
        """What waits to be heard comes in any order, some of it twice, some of it never."""
        async with self.services.works(STAFF) as work:
            chosen = select(Job).where(Job.name.startswith("analytics.order"))
            rows = (await work.db.execute(chosen)).mappings().all()
            for row in rows:
                if self.chance.random() < losing:
                    await work.db.execute(delete(Job).where(Job.id == row["id"]))
                elif self.chance.random() < 0.3:
                    work.enqueue(row["name"], row["payload"])
                else:
                    late = work.now - timedelta(seconds=self.chance.randrange(1000))
                    changed = update(Job).where(Job.id == row["id"])
                    await work.db.execute(changed.values(created_at=late, run_at=late))


async def rebuilt(services: Services) -> Rebuilt:
    return await service.rebuild(services.works, zone=zone_of(services.settings))


async def customers(services: Services) -> list[tuple[object, ...]]:
    async with services.works.reading() as db:
        found: list[tuple[object, ...]] = []
        for table in (AnalyticsCustomerRow, AnalyticsCustomerMonthRow):
            rows = await db.execute(select(*table.__table__.c))
            found += [tuple(map(str, each)) for each in rows]
    return sorted(found, key=str)


@pytest.mark.parametrize("seed", range(2))
async def test_counted_as_things_happen_in_any_order_is_counted_again(
    services: Services, clock: SteppingClock, seed: int
) -> None:
    trade = Trade(services, clock, seed)
    await trade.open()
    for _ in range(6):
        for _ in range(trade.chance.randint(1, 4)):
            await trade.step()
        await trade.shuffle(losing=0)
        await settle_all(services)
    await trade.give_up()
    await settle_all(services)
    living, people = await sums(services), await customers(services)

    again = await rebuilt(services)

    assert again == Rebuilt(len(trade.placed), 0)
    assert await sums(services) == living
    assert await customers(services) == people
    await assert_agreeing(services)
    await assert_sound(services.works)


async def test_what_was_not_heard_is_made_up_for_once(
    services: Services, clock: SteppingClock
) -> None:
    trade = Trade(services, clock, 7)
    await trade.open()
    for _ in range(12):
        await trade.step()
        await trade.shuffle(losing=0.5)
    await settle_all(services)

    first, second = await rebuilt(services), await rebuilt(services)

    assert first.corrected > 0
    assert second == Rebuilt(len(trade.placed), 0)
    await assert_agreeing(services)


async def test_a_shop_that_was_there_before_its_figures_has_them_counted_by_itself(
    services: Services, worker: Worker, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    await buy(services, (tea, 2))
    async with services.works(STAFF) as work:
        await work.db.execute(
            delete(Job)
        )  # what had been heard before there was anybody to hear it
    clock.advance(hours=2)
    async with services.works.reading() as db:
        before = await disagreements(db)

    await worker.run_until_idle()

    assert before
    async with services.works.reading() as db:
        assert await disagreements(db) == []
    assert len(await sums(services)) > 0


async def test_sums_that_were_spoilt_are_made_again(services: Services) -> None:
    tea = await stocked(services.works)
    await buy(services, (tea, 2))
    await settle_all(services)
    living = await sums(services)
    async with services.works(STAFF) as work:
        await work.db.execute(update(AnalyticsSalesRollupRow).values(total=1))
        await work.db.execute(delete(AnalyticsGoodsRollupRow))
    async with services.works.reading() as db:
        seen = {rule for rule, _ in await disagreements(db)}

    again = await rebuilt(services)

    assert seen == {
        "sums of sales are those of their facts",
        "sums of goods are those of their facts",
    }
    assert again == Rebuilt(1, 0)
    assert await sums(services) == living
