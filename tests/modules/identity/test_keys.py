"""API keys: never more than their owner, never for longer, and dead with his account."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.outbox import OutboxEvent
from shopwright.infra.signing import fingerprint
from shopwright.kernel.actors import Actor, system
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import CUSTOMER, SELF, NewKey
from shopwright.modules.identity.errors import (
    BeyondOwnRights,
    InvalidKey,
    InvalidKeyExpiry,
    KeyNotAccepted,
    KeyNotFound,
    TooManyKeys,
    UnknownScope,
)
from shopwright.modules.identity.models import ApiKeyRow, RoleRow, SecondFactorRow
from shopwright.modules.identity.service.keys import MOST_KEYS, KeyWish
from tests.conftest import START, SteppingClock
from tests.support.people import Person, actor_of, make_customer
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
ACTOR = system("test")


async def make(
    services: Services, person: Person, *scopes: str, days: float | None = None
) -> NewKey:
    actor = await actor_of(services, person)
    ends = None if days is None else services.works.now() + timedelta(days=days)
    async with services.works(actor) as work:
        wish = KeyWish("Warehouse", frozenset(scopes), ends)
        return await identity.make_key(work, wish=wish, known=services.rights)


async def bearer(services: Services, key: str, address: str = "192.0.2.9") -> Actor:
    return (await services.security.recogniser.keys.recognise(key, address)).actor


async def keys_in(db: AsyncConnection) -> int:
    return (await db.execute(select(func.count()).select_from(ApiKeyRow))).scalar_one()


async def test_a_key_is_stored_as_a_fingerprint_alone(
    services: Services, db: AsyncConnection, admin: Person
) -> None:
    made = await make(services, admin, "orders:read")

    row = (await db.execute(select(*ApiKeyRow.__table__.c))).one()
    assert made.secret.startswith(f"sw_{made.key.prefix}_")
    assert len(made.secret) == len("sw_12345678_") + 43
    assert row.secret_hash == fingerprint(made.secret)
    assert made.secret[12:32] not in str(tuple(row))
    assert (row.last4, row.scopes) == (made.secret[-4:], ["orders:read"])
    assert made.secret not in repr(made)


async def test_a_key_acts_for_its_owner_under_a_name_of_its_own(
    services: Services, admin: Person
) -> None:
    made = await make(services, admin, "orders:read")

    actor = await bearer(services, made.secret)

    assert (actor.user_id, actor.rights) == (admin.user_id, {"orders:read"})
    assert actor.name == f"user:{admin.user_id}/key:{made.key.prefix}"


async def test_nobody_gives_a_key_what_he_lacks(
    services: Services, db: AsyncConnection, customer: Person, vendor: Person
) -> None:
    for person in (customer, vendor):
        with pytest.raises(BeyondOwnRights):
            await make(services, person, SELF, "orders:read")

    assert await keys_in(db) == 0


@pytest.mark.parametrize("scopes", [(), ("orders:fly",), ("roles:write",), ("self", "*")])
async def test_a_scope_that_is_none_or_none_for_keys_is_refused(
    services: Services, db: AsyncConnection, admin: Person, scopes: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownScope):
        await make(services, admin, *scopes)

    assert await keys_in(db) == 0


@pytest.mark.parametrize("days", [0, -1, 366.1])
async def test_a_key_ends_in_the_future_and_within_a_year(
    services: Services, db: AsyncConnection, admin: Person, days: float
) -> None:
    with pytest.raises(InvalidKeyExpiry):
        await make(services, admin, "orders:read", days=days)

    assert await keys_in(db) == 0


async def test_a_key_makes_changes_and_revokes_no_keys(
    services: Services, db: AsyncConnection, admin: Person
) -> None:
    made = await make(services, admin, "users:read", SELF)
    actor = await bearer(services, made.secret)
    wish = KeyWish("Another", frozenset({SELF}))

    with pytest.raises(KeyNotAccepted):
        async with services.works(actor) as work:
            await identity.make_key(work, wish=wish, known=services.rights)
    with pytest.raises(KeyNotAccepted):
        async with services.works(actor) as work:
            await identity.rotate_key(work, key_id=made.key.id)
    with pytest.raises(KeyNotFound):
        async with services.works(actor) as work:
            await identity.revoke_key(work, key_id=made.key.id)

    assert await keys_in(db) == 1
    assert await bearer(services, made.secret) == actor


async def test_what_the_owner_loses_his_key_loses(
    services: Services, clock: SteppingClock, admin: Person, customer: Person
) -> None:
    await make_admin_too(services, customer)
    made = await make(services, customer, SELF, "orders:read")
    before = await bearer(services, made.secret)

    async with services.works(ACTOR) as work:
        await identity.assign_roles(work, user_id=customer.user_id, roles=frozenset({CUSTOMER}))
    services.security.recogniser.forget_user(customer.user_id)

    assert before.rights == {SELF, "orders:read"}
    assert (await bearer(services, made.secret)).rights == {SELF}


async def make_admin_too(services: Services, person: Person) -> None:
    async with services.works(ACTOR) as work:
        await identity.assign_roles(
            work, user_id=person.user_id, roles=frozenset({CUSTOMER, "admin"})
        )
    services.security.recogniser.forget_user(person.user_id)


async def test_a_right_that_keys_must_not_have_is_not_had_by_a_row_in_the_table(
    services: Services, admin: Person
) -> None:
    made = await make(services, admin, "orders:read")
    async with services.works(ACTOR) as work:
        await work.db.execute(update(ApiKeyRow).values(scopes=["orders:read", "roles:write"]))

    assert (await bearer(services, made.secret)).rights == {"orders:read"}


async def test_a_key_owes_its_owners_second_factor(services: Services, admin: Person) -> None:
    made = await make(services, admin, SELF, "orders:read")
    recogniser = services.security.recogniser
    async with services.works(ACTOR) as work:
        demanded = update(RoleRow).where(RoleRow.name == "admin")
        await work.db.execute(demanded.values(requires_second_factor=True))

    without = await bearer(services, made.secret)
    async with services.works(ACTOR) as work:
        await work.db.execute(
            insert(SecondFactorRow).values(
                user_id=admin.user_id,
                seed="x",
                last_step=0,
                created_at=START,
                confirmed_at=START,
            )
        )
    recogniser.forget_rights()

    assert without.rights == frozenset()
    assert (await bearer(services, made.secret)).rights == {SELF, "orders:read"}


async def test_a_key_is_dead_with_its_owners_account_and_lives_again_with_it(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    made = await make(services, customer, SELF)
    await bearer(services, made.secret)

    async with services.works(ACTOR) as work:
        await identity.set_active(work, user_id=customer.user_id, is_active=False)
    clock.advance(seconds=5)
    with pytest.raises(InvalidKey):
        await bearer(services, made.secret)
    async with services.works(ACTOR) as work:
        await identity.set_active(work, user_id=customer.user_id, is_active=True)

    assert (await bearer(services, made.secret)).rights == {SELF}


async def test_a_key_is_good_until_it_ends_and_not_a_second_longer(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    made = await make(services, customer, SELF, days=1)
    clock.advance(days=1, seconds=-1)
    await bearer(services, made.secret)

    clock.advance(seconds=1)

    with pytest.raises(InvalidKey):
        await bearer(services, made.secret)


async def test_a_revoked_key_is_refused_here_at_once_and_elsewhere_within_five_seconds(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    elsewhere = identity.KeyBearers(services.works)
    made = await make(services, customer, SELF)
    await elsewhere.recognise(made.secret)
    actor = await actor_of(services, customer)

    async with services.works(actor) as work:
        await identity.revoke_key(work, key_id=made.key.id)
    services.security.recogniser.forget_user(customer.user_id)

    with pytest.raises(InvalidKey):
        await bearer(services, made.secret)
    clock.advance(seconds=5)
    with pytest.raises(InvalidKey):
        await elsewhere.recognise(made.secret)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sw_",
        "sw_abcdefgh_" + "a" * 42,
        "sw_abcdefgh_" + "a" * 44,
        "sw_ABCDEFGH_" + "a" * 43,
        "sw_abcdefgh_" + "a" * 42 + "é",
        "sw_abcdefgh_" + "a" * 42 + "\n",
        "sk_abcdefgh_" + "a" * 43,
    ],
)
async def test_what_has_not_the_form_of_a_key_asks_the_database_nothing(
    services: Services, text: str
) -> None:
    with counted(services.works.engine) as sent, pytest.raises(InvalidKey):
        await bearer(services, text)

    assert sent == []


async def test_an_unknown_key_costs_what_a_known_one_costs(
    services: Services, customer: Person
) -> None:
    made = await make(services, customer, SELF)
    await bearer(services, made.secret)
    services.security.recogniser.forget_rights()
    end = "A" if made.secret[-1] != "A" else "B"

    with counted(services.works.engine) as known:
        await bearer(services, made.secret)
    with counted(services.works.engine) as unknown, pytest.raises(InvalidKey):
        await bearer(services, made.secret[:-1] + end)

    assert (len(known), len(unknown)) == (1, 1)


async def test_a_key_seen_just_before_costs_no_statement(
    services: Services, customer: Person
) -> None:
    made = await make(services, customer, SELF)
    await bearer(services, made.secret)

    with counted(services.works.engine) as sent:
        await bearer(services, made.secret)

    assert sent == []


async def test_the_last_use_is_noted_every_ten_minutes_at_most(
    services: Services, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    made = await make(services, customer, SELF)
    seen = []

    for minutes in (0, 5, 5):
        clock.advance(minutes=minutes, seconds=1)
        await bearer(services, made.secret, address=f"192.0.2.{len(seen)}")
        key = await queries.api_key(db, made.key.id)
        assert key is not None
        assert key.last_used_at is not None
        seen.append(((key.last_used_at - START).total_seconds(), key.last_used_address))

    assert seen == [(1, "192.0.2.0"), (1, "192.0.2.0"), (603, "192.0.2.2")]


async def test_anothers_key_is_not_there(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    made = await make(services, customer, SELF)
    stranger = await actor_of(services, await make_customer(services))

    with pytest.raises(KeyNotFound):
        async with services.works(stranger) as work:
            await identity.rotate_key(work, key_id=made.key.id)
    with pytest.raises(KeyNotFound):
        async with services.works(stranger) as work:
            await identity.revoke_key(work, key_id=made.key.id)

    assert await queries.live_keys(db, customer.user_id, START) == 1


async def test_keys_are_counted_even_when_they_are_made_at_once(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    for _ in range(MOST_KEYS - 1):
        await make(services, customer, SELF)

    async def attempt() -> str:
        try:
            await make(services, customer, SELF)
        except TooManyKeys as error:
            return error.code
        return "made"

    outcomes = await asyncio.gather(*(attempt() for _ in range(4)))

    assert sorted(outcomes) == ["made"] + ["too_many_keys"] * 3
    assert await queries.live_keys(db, customer.user_id, START) == MOST_KEYS


async def test_what_is_told_of_a_key_is_its_id(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    made = await make(services, customer, SELF)

    told = select(OutboxEvent.payload).where(OutboxEvent.name == "api_key.made")
    assert (await db.execute(told)).scalar_one() == {
        "user_id": str(customer.user_id),
        "key_id": str(made.key.id),
    }
