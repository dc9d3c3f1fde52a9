from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from shopwright.faces.services import Services
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.flows.privacy import run as privacy
from shopwright.kernel.actors import system
from shopwright.modules.identity.events import UserSignedIn
from shopwright.modules.orders.contracts import OrderStatus
from shopwright.satellites.analytics import service
from shopwright.satellites.analytics.models import (
    AnalyticsCustomerMonthRow,
    AnalyticsCustomerRow,
    AnalyticsNewcomerRow,
    AnalyticsPeopleRollupRow,
    AnalyticsPresenceRow,
)
from tests.conftest import SteppingClock
from tests.satellites.analytics.books import assert_agreeing, settle_all, sums
from tests.support.buying import buy, stocked
from tests.support.people import Person

pytestmark = pytest.mark.anyio
STAFF = system("test")
OF_PERSONS = (
    AnalyticsNewcomerRow,
    AnalyticsPresenceRow,
    AnalyticsCustomerRow,
    AnalyticsCustomerMonthRow,
)


async def follow(services: Services) -> int:
    async with services.works(STAFF) as work:
        return await service.follow(work, zone=services.insight.zone)


async def people(services: Services) -> dict[str, tuple[int, int]]:
    async with services.works.reading() as db:
        row = AnalyticsPeopleRollupRow
        rows = await db.execute(select(row.period, row.registered, row.active))
    return {period: (came, seen) for period, came, seen in rows}


async def rows_of(services: Services, user_id: UUID) -> int:
    async with services.works.reading() as db:
        counts = [
            await db.scalar(select(func.count()).where(table.user_id == user_id))
            for table in OF_PERSONS
        ]
    return sum(count or 0 for count in counts)


async def sign_in(services: Services, person: Person) -> None:
    async with services.works(STAFF) as work:
        work.record(UserSignedIn(user_id=person.user_id, session_id=person.session_id))


async def test_who_signs_in_counts_once_a_day_and_once_a_month(
    services: Services, customer: Person, clock: SteppingClock
) -> None:
    for _ in range(3):
        await sign_in(services, customer)
        clock.advance(days=1)
        await follow(services)

    counted = await people(services)

    assert {period: seen for period, (_, seen) in counted.items()} == {
        "2026-11": 1,
        "2026-11-02": 1,
        "2026-11-03": 1,
        "2026-11-04": 1,
    }


async def test_followed_again_nobody_counts_twice(services: Services, customer: Person) -> None:
    await sign_in(services, customer)

    counted = [await follow(services) for _ in range(3)]

    assert counted[1:] == [0, 0]
    assert (await people(services))["2026-11-02"][1] == 1


async def test_who_is_erased_is_known_no_more_and_the_sums_stay(
    services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), user_id=customer.user_id)
    await follow(services)
    await settle_all(services)
    before, known = await sums(services), await rows_of(services, customer.user_id)
    for step in (OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED):
        async with services.works(STAFF) as work:
            await fulfilment.move(work, order_id=placed.order.id, to=step)
    async with services.works(STAFF) as work:
        request = await privacy.ask_for_erasure(
            services.bureau, work, user_id=customer.user_id, is_at_once=True
        )

    assert await privacy.erase(services.bureau, request_id=request.id)
    again = await service.rebuild(services.works, zone=services.insight.zone)

    assert known == 5
    assert await rows_of(services, customer.user_id) == 0
    assert again.corrected == 0
    assert await sums(services) == before
    await assert_agreeing(services)


async def test_days_on_which_somebody_was_there_are_forgotten(
    services: Services, customer: Person, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), user_id=customer.user_id)
    await settle_all(services)
    counted = await people(services)
    clock.time += timedelta(days=500)

    async with services.works(STAFF) as work:
        await service.forget_old(work)
    async with services.works(STAFF) as work:
        zone = services.insight.zone
        await service.settle(work, order_ids=[placed.order.id], zone=zone)

    async with services.works.reading() as db:
        assert (await db.scalar(select(func.count()).select_from(AnalyticsPresenceRow))) == 0
    assert await people(services) == counted
