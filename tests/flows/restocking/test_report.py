"""The report tells of real orders, in as many statements for many variants as for one."""

from uuid import UUID

import pytest

from shopwright.faces.services import Services
from shopwright.flows.restocking import run as restocking
from shopwright.flows.restocking.contracts import StockCheck, StockLine
from shopwright.flows.returns import run as returns
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.kernel.paging import PageRequest
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import Health, StockPolicy
from tests.conftest import SteppingClock
from tests.support.buying import buy, stocked
from tests.support.statements import counted

pytestmark = pytest.mark.anyio


async def reported(services: Services, **asked: object) -> dict[UUID, StockLine]:
    async with services.works.reading() as db:
        page = await restocking.report(
            db,
            services.restocking,
            PageRequest(limit=100),
            now=services.works.now(),
            **asked,  # type: ignore[arg-type]
        )
    return {line.level.variant_id: line for line in page.items}


async def checked(services: Services) -> StockCheck:
    async with services.works.reading() as db:
        return await restocking.check(db, services.restocking, now=services.works.now())


async def set_policy(services: Services, policy: StockPolicy) -> None:
    async with services.works(system("test")) as work:
        await inventory.set_policy(work, policy, services.restocking.usual)


async def test_sales_of_the_window_are_the_demand(services: Services, clock: SteppingClock) -> None:
    tea = await stocked(services.works, stock=500, price="4.00")
    await buy(services, (tea, 100))  # before the window
    clock.advance(days=90)
    await buy(services, (tea, 60))
    await buy(services, (tea, 30))
    clock.advance(days=1)
    await buy(services, (tea, 90))
    await buy(services, (tea, 5), token=None)  # not confirmed

    line = (await reported(services))[tea]

    assert line.demand.mean == 2.0  # 180 in 90 days
    assert line.demand.deviation == pytest.approx(13.3408, abs=1e-4)  # sqrt(15,840 / 89)
    assert (line.level.on_hand, line.level.available) == (500, 215)
    assert line.value == Money(200_000, "EUR")
    assert not line.is_at_cost
    assert line.days_of_cover == 107.5
    assert line.turnover == 1.46  # 730 / 500
    assert line.health is Health.HIGH


async def test_an_order_that_was_cancelled_is_no_demand(services: Services) -> None:
    tea = await stocked(services.works, stock=50)
    placed = await buy(services, (tea, 9))
    await returns.cancel(services.desk, system("test"), order_id=placed.order.id, reason="")

    assert (await reported(services))[tea].demand.mean == 0


async def test_a_variants_cost_goes_before_its_price(services: Services) -> None:
    tea = await stocked(services.works, stock=50, price="4.00")
    await set_policy(services, StockPolicy(tea, unit_cost=150))

    line = (await reported(services))[tea]

    assert (line.value, line.is_at_cost) == (Money(7500, "EUR"), True)


@pytest.mark.parametrize(
    ("stock", "health"),
    [
        (0, Health.OUT),
        (1, Health.CRITICAL),
        (3, Health.CRITICAL),
        (4, Health.LOW),
        (10, Health.LOW),
        (11, Health.MEDIUM),
        (100, Health.MEDIUM),
        (101, Health.HIGH),
    ],
)
async def test_stock_is_well_or_badly_by_its_available_pieces(
    services: Services, stock: int, health: Health
) -> None:
    tea = await stocked(services.works, stock=stock)

    found = await checked(services)

    assert {each for each in Health if found.counts.variants[each]} == {health}
    assert (await reported(services))[tea].health is health
    assert (await reported(services, healths=[health])).keys() == {tea}
    others = [each for each in Health if each is not health]
    assert await reported(services, healths=others) == {}


async def test_a_variants_own_thresholds_go_before_the_shops(services: Services) -> None:
    tea = await stocked(services.works, stock=50)
    await set_policy(services, StockPolicy(tea, critical=60, low=70, high=80))

    assert (await reported(services))[tea].health is Health.CRITICAL


async def test_the_check_names_what_is_short_the_worst_first(services: Services) -> None:
    fine = await stocked(services.works, stock=50)
    low = await stocked(services.works, stock=8)
    out = await stocked(services.works, stock=0)
    untracked = await stocked(services.works, stock=0, track_stock=False)

    found = await checked(services)

    assert [line.level.variant_id for line in found.needy] == [out, low]
    assert untracked not in (await reported(services))
    assert fine in (await reported(services))
    assert (found.counts.on_hand, found.counts.reserved, found.is_cut) == (58, 0, False)


async def test_a_page_costs_four_statements_however_much_is_on_it(services: Services) -> None:
    sent = []
    for _ in range(2):
        for _ in range(4):
            tea = await stocked(services.works, stock=50)
            await buy(services, (tea, 2))
        await reported(services)
        with counted(services.works.engine) as statements:
            await reported(services)
        with counted(services.works.engine) as checking:
            await checked(services)
        sent.append((len(statements), len(checking)))

    assert sent[0][0] == sent[1][0] == 4
    assert sent[1][1] <= 5
