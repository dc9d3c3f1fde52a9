"""From a token to an actor, without reading more often than every five seconds."""

from datetime import timedelta

import pytest
from sqlalchemy import event, update

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import CUSTOMER, VENDOR
from shopwright.modules.identity.errors import InvalidToken
from shopwright.modules.identity.models import SessionRow, UserRow
from shopwright.modules.identity.service import Recogniser
from shopwright.wiring import GRANTS, close_services, open_services
from tests.conftest import SteppingClock
from tests.support.people import Person, actor_of, make_customer

pytestmark = pytest.mark.anyio
ACTOR = system("test")
VENDORS = GRANTS["vendor"]


def _statements(services: Services) -> list[str]:
    """What is said to the database from now on."""
    said: list[str] = []
    event.listen(
        services.works.engine.sync_engine,
        "before_cursor_execute",
        lambda *arguments: said.append(arguments[2]),
    )
    return said


async def test_an_admin_holds_every_right_and_a_customer_none(
    services: Services, admin: Person, customer: Person, vendor: Person
) -> None:
    admins, customers, vendors = [
        (await actor_of(services, person)).rights for person in (admin, customer, vendor)
    ]

    assert {"users:read", "roles:write", "audit:read", "products:write"} <= admins
    assert vendors == VENDORS
    assert customers == frozenset()


async def test_the_actor_is_the_tokens_user(services: Services, customer: Person) -> None:
    actor = await actor_of(services, customer)

    assert actor.is_user
    assert actor.user_id == customer.user_id
    assert actor.label == customer.email


async def test_a_token_seen_just_before_costs_no_statement(
    services: Services, customer: Person
) -> None:
    await actor_of(services, customer)
    said = _statements(services)

    await actor_of(services, customer)

    assert said == []


async def test_rights_that_another_process_changed_count_within_five_seconds(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    await actor_of(services, customer)
    another = open_services(services.settings, now=clock)
    async with another.works(ACTOR) as work:
        await identity.assign_roles(work, user_id=customer.user_id, roles=frozenset({VENDOR}))
    await close_services(another)

    clock.advance(seconds=4.9)
    before = await actor_of(services, customer)
    clock.advance(seconds=0.1)
    after = await actor_of(services, customer)

    assert before.rights == frozenset()
    assert after.rights == VENDORS


async def test_rights_that_this_process_changed_count_at_once(
    services: Services, customer: Person
) -> None:
    await actor_of(services, customer)

    async with services.works(ACTOR) as work:
        await identity.assign_roles(
            work, user_id=customer.user_id, roles=frozenset({CUSTOMER, VENDOR})
        )

    assert (await actor_of(services, customer)).rights == VENDORS


async def test_a_disabled_account_is_not_recognised(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    await actor_of(services, customer)
    async with services.works(ACTOR) as work:
        await work.db.execute(
            update(UserRow).where(UserRow.id == customer.user_id).values(is_active=False)
        )

    clock.advance(seconds=5)

    with pytest.raises(InvalidToken):
        await actor_of(services, customer)


async def test_an_ended_or_expired_session_is_not_recognised(
    services: Services, clock: SteppingClock, customer: Person, vendor: Person
) -> None:
    async with services.works(ACTOR) as work:
        await work.db.execute(
            update(SessionRow).where(SessionRow.id == customer.session_id).values(ended_at=work.now)
        )
        await work.db.execute(
            update(SessionRow)
            .where(SessionRow.id == vendor.session_id)
            .values(expires_at=work.now + timedelta(seconds=1))
        )
    clock.advance(seconds=1)

    for person in (customer, vendor):
        with pytest.raises(InvalidToken):
            await actor_of(services, person)


async def test_a_token_that_was_known_is_refused_when_its_time_is_over(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    await actor_of(services, customer)

    clock.advance(minutes=30)

    with pytest.raises(InvalidToken):
        await actor_of(services, customer)


async def test_memory_is_bounded_and_drops_the_oldest(services: Services) -> None:
    people = [await make_customer(services) for _ in range(3)]
    recogniser = Recogniser(services.works, services.security.tokens, most_remembered=2)
    for person in people:
        await recogniser.recognise(person.token)
    said = _statements(services)

    await recogniser.recognise(people[2].token)
    await recogniser.recognise(people[1].token)
    warm = len(said)
    await recogniser.recognise(people[0].token)

    assert warm == 0
    assert len(said) == 1


async def test_a_token_of_an_account_that_is_closed_here_is_refused_at_once(
    services: Services, customer: Person
) -> None:
    await actor_of(services, customer)

    async with services.works(ACTOR) as work:
        await identity.set_active(work, user_id=customer.user_id, is_active=False)

    with pytest.raises(InvalidToken):
        await actor_of(services, customer)
