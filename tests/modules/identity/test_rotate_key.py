"""An API key is exchanged for the next one: at once, or with a time in which both are good."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.kernel.actors import Actor, ActorKind
from shopwright.kernel.errors import ShopError
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.errors import InvalidKey, KeyIsOver
from tests.conftest import START, SteppingClock
from tests.modules.identity.test_keys import bearer, make
from tests.support.people import Person, actor_of

pytestmark = pytest.mark.anyio


async def test_the_next_key_takes_the_place_of_the_old_one_at_once(
    services: Services, clock: SteppingClock, admin: Person
) -> None:
    old = await make(services, admin, "orders:read", days=30)
    clock.advance(days=10)
    actor = await actor_of_again(services, admin)

    async with services.works(actor) as work:
        new = await identity.rotate_key(work, key_id=old.key.id)
    services.security.recogniser.forget_user(admin.user_id)

    assert new.key.scopes == {"orders:read"}
    assert new.key.expires_at == clock() + timedelta(days=30)
    assert (await bearer(services, new.secret)).rights == {"orders:read"}
    with pytest.raises(InvalidKey):
        await bearer(services, old.secret)
    with pytest.raises(KeyIsOver):
        async with services.works(actor) as work:
            await identity.rotate_key(work, key_id=old.key.id)


async def actor_of_again(services: Services, person: Person) -> Actor:
    """The person as an actor however long ago he signed in."""
    async with services.works.reading() as db:
        user = await queries.by_id(db, person.user_id)
        assert user is not None
        rights = await queries.rights_of_roles(db, sorted(user.roles))
    held = frozenset().union(*rights.values())
    return Actor(kind=ActorKind.USER, user_id=person.user_id, rights=held)


async def test_the_old_key_is_good_beside_the_new_one_for_as_long_as_was_asked(
    services: Services, clock: SteppingClock, admin: Person
) -> None:
    old = await make(services, admin, "orders:read")
    actor = await actor_of(services, admin)

    async with services.works(actor) as work:
        await identity.rotate_key(work, key_id=old.key.id, overlap=timedelta(hours=1))

    clock.advance(hours=1, seconds=-1)
    assert (await bearer(services, old.secret)).rights == {"orders:read"}
    clock.advance(seconds=1)
    with pytest.raises(InvalidKey):
        await bearer(services, old.secret)


async def test_two_exchanges_at_once_give_one_key(
    services: Services, db: AsyncConnection, admin: Person
) -> None:
    old = await make(services, admin, "orders:read")
    actor = await actor_of(services, admin)

    async def attempt() -> str:
        try:
            async with services.works(actor) as work:
                await identity.rotate_key(work, key_id=old.key.id)
        except ShopError as error:
            return error.code
        return "made"

    outcomes = await asyncio.gather(*(attempt() for _ in range(4)))

    assert sorted(outcomes) == ["key_is_over"] * 3 + ["made"]
    assert await queries.live_keys(db, admin.user_id, START) == 1
