"""Each crossing of a threshold is told once, whoever looks and whoever sells at the same time."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from shopwright.faces.services import Services
from shopwright.infra.outbox import OutboxEvent
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.modules.inventory import queries
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import MovementReason, StockLine, StockPolicy
from shopwright.modules.inventory.errors import InvalidPolicy, NoStockRecord
from tests.support.buying import stocked
from tests.support.mails import delivered

pytestmark = pytest.mark.anyio
STAFF = "stock@shop.example"


async def look(services: Services) -> None:
    async with services.works(system("test")) as work:
        await inventory.watch(work, services.restocking.usual, tell=STAFF)


async def look_and_die(services: Services) -> None:
    async with services.works(system("test")) as work:
        await inventory.watch(work, services.restocking.usual, tell=STAFF)
        raise ZeroDivisionError


async def move(services: Services, variant_id: UUID, change: int) -> None:
    async with services.works(system("test")) as work:
        await inventory.adjust(
            work, variant_id=variant_id, change=change, reason=MovementReason.CORRECTED
        )


async def sell(services: Services, variant_id: UUID) -> None:
    async with services.works(system("test")) as work:
        until = work.now + timedelta(minutes=15)
        lines = [StockLine(variant_id, 1)]
        await inventory.reserve(work, order_id=ids.new(), lines=lines, until=until)


async def told(services: Services) -> list[tuple[str, str]]:
    """The crossings that were stated, in their order."""
    statement = (
        select(OutboxEvent.payload)
        .where(OutboxEvent.name == "stock.level_crossed")
        .order_by(OutboxEvent.id)
    )
    async with services.works.reading() as db:
        payloads = (await db.execute(statement)).scalars().all()
    return [(each["before"], each["after"]) for each in payloads]


async def test_the_first_look_tells_of_nothing(services: Services) -> None:
    await stocked(services.works, stock=0)

    await look(services)

    assert await told(services) == []


async def test_thirty_two_sales_at_once_are_told_of_once(services: Services) -> None:
    tea = await stocked(services.works, stock=40)
    await look(services)

    await asyncio.gather(
        *(sell(services, tea) for _ in range(32)), *(look(services) for _ in range(6))
    )
    await asyncio.gather(*(look(services) for _ in range(4)))

    assert await told(services) == [("medium", "low")]


async def test_down_and_up_and_down_again_is_told_twice(services: Services) -> None:
    tea = await stocked(services.works, stock=20)
    for change in (0, -15, 15, -15, -4, -1):
        if change:
            await move(services, tea, change)
        await look(services)
        await look(services)

    assert await told(services) == [
        ("medium", "low"),
        ("low", "medium"),
        ("medium", "low"),
        ("low", "critical"),
        ("critical", "out"),
    ]


async def test_a_look_that_breaks_off_tells_nothing_and_the_next_one_does(
    services: Services,
) -> None:
    tea = await stocked(services.works, stock=20)
    await look(services)
    await move(services, tea, -18)

    with pytest.raises(ZeroDivisionError):
        await look_and_die(services)

    assert await told(services) == []
    await look(services)
    assert await told(services) == [("medium", "critical")]


async def test_staff_gets_one_mail_for_all_that_got_worse_and_none_for_better(
    services: Services,
) -> None:
    goods = [await stocked(services.works, stock=20, handle=f"tea-{n}") for n in range(3)]
    await look(services)
    await move(services, goods[0], -18)
    await move(services, goods[1], -20)
    await move(services, goods[2], 500)
    await look(services)
    await look(services)

    mails = await delivered(services)

    assert [mail.to for mail in mails] == [STAFF]
    assert "Tea 0" in mails[0].text
    assert "2 left" in mails[0].text
    assert "Tea 1" in mails[0].text
    assert "Tea 2" not in mails[0].text
    await move(services, goods[0], 50)
    await look(services)
    assert len(await delivered(services)) == 1


async def test_more_than_a_batch_is_looked_at_in_several_rounds(services: Services) -> None:
    for _ in range(3):
        await stocked(services.works, stock=20)

    async with services.works(system("test")) as work:
        assert await inventory.watch(work, services.restocking.usual, most=2)
    async with services.works(system("test")) as work:
        assert not await inventory.watch(work, services.restocking.usual, most=2)


async def test_thresholds_out_of_order_are_refused(services: Services) -> None:
    tea = await stocked(services.works)
    usual = services.restocking.usual

    for policy, error in (
        (StockPolicy(tea, critical=11), InvalidPolicy),  # the shop's low is 10
        (StockPolicy(tea, low=101), InvalidPolicy),
        (StockPolicy(ids.new(), low=5), NoStockRecord),
    ):
        with pytest.raises(error):
            async with services.works(system("test")) as work:
                await inventory.set_policy(work, policy, usual)

    async with services.works.reading() as db:
        assert await queries.policy(db, tea) == StockPolicy(tea)
