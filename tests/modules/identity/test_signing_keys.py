"""Keys that access tokens are signed with: rotated and retired while processes run."""

from collections.abc import AsyncIterator
from datetime import timedelta

import jwt
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Seen
from shopwright.modules.identity.errors import InvalidToken, SigningKeyInUse, SigningKeyNotFound
from shopwright.modules.identity.models import SigningKeyRow
from shopwright.wiring import close_services, open_services
from tests.conftest import SteppingClock
from tests.support.people import Person
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
ACTOR = system("test")


@pytest.fixture
async def another(services: Services, clock: SteppingClock) -> AsyncIterator[Services]:
    """A second process of the shop."""
    opened = open_services(services.settings, now=clock)
    yield opened
    await close_services(opened)


async def rotate(services: Services) -> str:
    async with services.works(ACTOR) as work:
        return await identity.rotate_keys(work, services.security.tokens)


async def retire(services: Services, kid: str) -> None:
    async with services.works(ACTOR) as work:
        await identity.retire_key(work, kid=kid)


async def token_of(services: Services, person: Person) -> str:
    async with services.works(ACTOR) as work:
        grant = await identity.open_session(
            work, services.security, user_id=person.user_id, seen=Seen()
        )
    return grant.access_token


def kid_of(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


async def test_a_new_key_signs_in_every_process_a_minute_later(
    services: Services, another: Services, clock: SteppingClock, customer: Person
) -> None:
    await token_of(another, customer)
    kid = await rotate(services)

    clock.advance(seconds=59)
    early = [kid_of(await token_of(each, customer)) for each in (services, another)]
    clock.advance(seconds=1)
    late = [kid_of(await token_of(each, customer)) for each in (services, another)]

    assert kid not in early
    assert late == [kid, kid]


async def test_what_was_signed_before_is_good_until_it_expires(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    await rotate(services)
    clock.advance(minutes=29)

    found = await services.security.recogniser.recognise(customer.token)

    assert found.actor.user_id == customer.user_id


async def test_a_token_by_a_key_that_a_process_has_not_heard_of_is_looked_up_once(
    services: Services, another: Services, clock: SteppingClock, customer: Person
) -> None:
    await rotate(services)
    clock.advance(seconds=60)
    token = await token_of(services, customer)
    await another.security.recogniser.recognise(customer.token)
    clock.advance(seconds=3)

    found = await another.security.recogniser.recognise(token)

    assert found.actor.user_id == customer.user_id
    forged = jwt.encode({"sub": "x"}, "k" * 32, headers={"kid": "0" * 32})
    with counted(another.works.engine) as sent:
        for _ in range(20):
            with pytest.raises(InvalidToken):
                await another.security.recogniser.recognise(forged)
    assert len(sent) <= 1


async def test_a_retired_key_counts_nowhere_within_a_minute(
    services: Services, another: Services, clock: SteppingClock, customer: Person
) -> None:
    await rotate(services)
    clock.advance(seconds=60)
    kept = await token_of(services, customer)
    for each in (services, another):
        await each.security.recogniser.recognise(customer.token)

    await retire(services, kid_of(customer.token))
    clock.advance(seconds=31)

    for each in (services, another):
        with pytest.raises(InvalidToken):
            await each.security.recogniser.recognise(customer.token)
        assert await each.security.recogniser.recognise(kept)


async def test_the_only_key_that_signs_is_not_retired(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    derived = kid_of(customer.token)

    with pytest.raises(SigningKeyNotFound):
        await retire(services, derived)
    kid = await rotate(services)
    with pytest.raises(SigningKeyInUse):
        await retire(services, derived)
    clock.advance(seconds=60)
    await retire(services, derived)

    with pytest.raises(SigningKeyInUse):
        await retire(services, kid)
    assert kid_of(await token_of(services, customer)) == kid


async def test_keys_are_sealed_and_one_that_can_not_be_opened_locks_nobody_out(
    services: Services, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    kid = await rotate(services)
    stored = await db.execute(select(SigningKeyRow.secret).where(SigningKeyRow.kid == kid))
    secret = stored.scalar_one()
    async with services.works(ACTOR) as work:
        await work.db.execute(
            update(SigningKeyRow)
            .where(SigningKeyRow.kid == kid)
            .values(secret=secret[:-4] + ("AAAA" if secret[-4:] != "AAAA" else "BBBB"))
        )
    clock.advance(seconds=60)

    token = await token_of(services, customer)

    assert len(secret) > 80
    assert "." in secret
    assert kid_of(token) != kid


async def test_old_keys_go_when_their_last_token_has_expired(
    services: Services, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    first = await rotate(services)
    clock.advance(hours=1)
    second = await rotate(services)
    clock.time += timedelta(days=2)
    third = await rotate(services)

    kept = {row.kid for row in await db.execute(select(SigningKeyRow.kid))}

    assert first not in kept
    assert {second, third, services.security.tokens.derived_kid} == kept
