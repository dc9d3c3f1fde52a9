"""What one process changes of somebody's standing counts in the others at once, where a Redis is between."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import ADMIN
from shopwright.modules.identity.errors import InvalidToken
from shopwright.wiring import close_services, open_services
from tests.conftest import SteppingClock
from tests.support.addresses import redis_url
from tests.support.people import Person, make_customer

pytestmark = pytest.mark.anyio
ACTOR = system("test")


@asynccontextmanager
async def process(settings: Settings, clock: SteppingClock) -> AsyncIterator[Services]:
    """A process of the shop that hears the others."""
    opened = open_services(settings.model_copy(update={"redis_url": redis_url()}), now=clock)
    listens, recogniser = asyncio.Event(), opened.security.recogniser

    def missed() -> None:
        recogniser.forget_rights()
        listens.set()

    task = asyncio.create_task(opened.tidings.listen(recogniser.hear_news, missed))
    await asyncio.wait_for(listens.wait(), 10)
    try:
        yield opened
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await close_services(opened)


@pytest.fixture
async def somebody(services: Services) -> Person:
    """An admin, made before there is anybody who hears of it."""
    person = await make_customer(services)
    async with services.works(ACTOR) as work:
        await identity.assign_roles(work, user_id=person.user_id, roles=frozenset({ADMIN}))
    return person


@pytest.fixture
async def pair(
    settings: Settings, clock: SteppingClock, somebody: Person
) -> AsyncIterator[tuple[Services, Services]]:
    """Two processes, the second of which remembers somebody."""
    async with process(settings, clock) as one, process(settings, clock) as other:
        for _ in range(50):  # news of other tests, through the same Redis, may make it forget
            await other.security.recogniser.recognise(somebody.token)
            if remembers(other, somebody):
                break
        yield one, other


def remembers(services: Services, person: Person) -> bool:
    return f"token:{person.token}" in services.security.recogniser._known


async def comes_true(holds: Callable[[], bool]) -> bool:
    """Wait for what another process is to hear; the clock of the shop stands still meanwhile."""
    for _ in range(500):
        if holds():
            return True
        await asyncio.sleep(0.01)
    return False


async def test_an_ended_session_is_refused_elsewhere_before_its_five_seconds_are_over(
    pair: tuple[Services, Services], somebody: Person
) -> None:
    here, there = pair

    async with here.works(ACTOR) as work:
        await identity.end_sessions(work, user_id=somebody.user_id, reason="ended")

    assert await comes_true(lambda: not remembers(there, somebody))
    with pytest.raises(InvalidToken):
        await there.security.recogniser.recognise(somebody.token)


async def test_a_role_that_comes_to_demand_a_factor_counts_elsewhere(
    pair: tuple[Services, Services], somebody: Person
) -> None:
    here, there = pair

    async with here.works(ACTOR) as work:
        await identity.demand_factor(work, role=ADMIN, is_demanded=True)

    assert await comes_true(lambda: not remembers(there, somebody))
    found = await there.security.recogniser.recognise(somebody.token)
    assert found.owes_factor
    assert found.actor.rights == frozenset()


async def test_without_a_redis_nothing_is_told_and_the_database_is_asked_in_time(
    settings: Settings, services: Services, clock: SteppingClock, customer: Person
) -> None:
    there = open_services(settings, now=clock)
    await there.security.recogniser.recognise(customer.token)

    async with services.works(ACTOR) as work:
        await identity.end_sessions(work, user_id=customer.user_id, reason="ended")
    await there.tidings.listen(there.security.recogniser.hear_news, lambda: None)
    clock.advance(seconds=5)

    with pytest.raises(InvalidToken):
        await there.security.recogniser.recognise(customer.token)
    await close_services(there)


async def test_a_redis_that_is_away_holds_nobody_up(
    settings: Settings, clock: SteppingClock
) -> None:
    away = settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    opened = open_services(away, now=clock)
    person = await make_customer(opened)

    async with opened.works(ACTOR) as work:
        ended = await identity.end_sessions(work, user_id=person.user_id, reason="ended")
    await close_services(opened)

    assert ended == 1
