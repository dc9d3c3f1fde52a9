"""Roles: nobody gives or takes what he lacks, and the last admin stays."""

import asyncio

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.outbox import OutboxEvent
from shopwright.kernel.actors import Actor, ActorKind, system
from shopwright.kernel.errors import ShopError
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import ADMIN, CUSTOMER, VENDOR
from shopwright.modules.identity.errors import (
    BeyondOwnRights,
    LastAdmin,
    UnknownRole,
    UserNotFound,
)
from shopwright.modules.identity.models import RolePermissionRow, RoleRow
from shopwright.wiring import GRANTS, settle_roles
from tests.support.people import Person, actor_of, make_admin

pytestmark = pytest.mark.anyio
ACTOR = system("test")


async def _assign(services: Services, actor: Actor, person: Person, *roles: str) -> None:
    async with services.works(actor) as work:
        await identity.assign_roles(work, user_id=person.user_id, roles=frozenset(roles))


async def _outcome(services: Services, actor: Actor, victim: Person) -> str:
    try:
        await _assign(services, actor, victim, CUSTOMER)
    except ShopError as error:
        return error.code
    return "removed"


async def _roles(db: AsyncConnection, person: Person) -> frozenset[str]:
    user = await queries.by_id(db, person.user_id)
    assert user is not None
    return user.roles


async def test_an_admin_makes_a_customer_a_vendor(
    services: Services, db: AsyncConnection, admin: Person, customer: Person
) -> None:
    await _assign(services, await actor_of(services, admin), customer, VENDOR)

    assert await _roles(db, customer) == {VENDOR}
    recorded = await db.execute(
        select(OutboxEvent.payload).where(OutboxEvent.name == "user.roles_assigned")
    )
    assert recorded.scalar_one() == {
        "user_id": str(customer.user_id),
        "before": ["customer"],
        "after": ["vendor"],
    }


@pytest.mark.parametrize("role", [ADMIN, VENDOR])
async def test_a_customer_grants_nothing_not_even_to_himself(
    services: Services, db: AsyncConnection, customer: Person, role: str
) -> None:
    actor = await actor_of(services, customer)

    with pytest.raises(BeyondOwnRights):
        await _assign(services, actor, customer, CUSTOMER, role)

    assert await _roles(db, customer) == {CUSTOMER}


async def test_who_manages_roles_neither_gives_nor_takes_more_than_he_holds(
    services: Services, db: AsyncConnection, admin: Person, customer: Person
) -> None:
    clerk = Actor(ActorKind.USER, customer.user_id, frozenset({"roles:write", "users:write"}))
    await make_admin(services)

    with pytest.raises(BeyondOwnRights):
        await _assign(services, clerk, customer, ADMIN)
    with pytest.raises(BeyondOwnRights):
        await _assign(services, clerk, admin, CUSTOMER)

    assert await _roles(db, customer) == {CUSTOMER}
    assert await _roles(db, admin) == {ADMIN}


async def test_the_last_admin_stays_one(
    services: Services, db: AsyncConnection, admin: Person
) -> None:
    with pytest.raises(LastAdmin):
        await _assign(services, await actor_of(services, admin), admin, CUSTOMER)

    assert await _roles(db, admin) == {ADMIN}


async def test_a_disabled_admin_does_not_count(
    services: Services, db: AsyncConnection, admin: Person
) -> None:
    other = await make_admin(services)
    async with services.works(ACTOR) as work:
        await identity.set_active(work, user_id=other.user_id, is_active=False)

    with pytest.raises(LastAdmin):
        await _assign(services, ACTOR, admin, CUSTOMER)

    assert await _roles(db, admin) == {ADMIN}


async def test_admins_that_step_down_at_once_leave_one(
    services: Services, db: AsyncConnection, admin: Person
) -> None:
    admins = [admin, *[await make_admin(services) for _ in range(3)]]
    actors = [await actor_of(services, person) for person in admins]

    outcomes = await asyncio.gather(
        *(_outcome(services, actor, who) for actor, who in zip(actors, admins, strict=True))
    )

    assert sorted(outcomes) == ["last_admin", "removed", "removed", "removed"]
    assert await queries.active_admins(db) == 1


async def test_admins_that_remove_each_other_at_once_leave_one(
    services: Services, db: AsyncConnection, admin: Person
) -> None:
    other = await make_admin(services)
    first, second = [await actor_of(services, person) for person in (admin, other)]

    outcomes = await asyncio.gather(
        _outcome(services, first, other), _outcome(services, second, admin)
    )

    assert sorted(outcomes) == ["beyond_own_rights", "removed"]
    assert await queries.active_admins(db) == 1


async def test_admins_that_disable_and_strip_each_other_at_once_leave_one(
    services: Services, db: AsyncConnection, admin: Person
) -> None:
    other = await make_admin(services)
    first, second = [await actor_of(services, person) for person in (admin, other)]

    async def disable() -> None:
        async with services.works(first) as work:
            await identity.set_active(work, user_id=other.user_id, is_active=False)

    async def strip() -> None:
        await _assign(services, second, admin, CUSTOMER)

    outcomes = await asyncio.gather(disable(), strip(), return_exceptions=True)

    assert [type(each) for each in outcomes if each is not None] == [BeyondOwnRights]
    assert await queries.active_admins(db) == 1


async def test_whoever_was_dismissed_hands_nothing_on_by_a_request_of_before(
    services: Services, db: AsyncConnection, admin: Person, customer: Person
) -> None:
    dismissed = await make_admin(services)
    before = await actor_of(services, dismissed)
    await _assign(services, ACTOR, dismissed, CUSTOMER)

    for person in (dismissed, customer):
        with pytest.raises(BeyondOwnRights):
            await _assign(services, before, person, ADMIN)
    async with services.works(before) as work:
        with pytest.raises(BeyondOwnRights):
            await identity.create_role(
                work,
                name="clerk",
                title="Clerk",
                rights=frozenset({"orders:read"}),
                known=["orders:read"],
            )

    assert await _roles(db, dismissed) == await _roles(db, customer) == {CUSTOMER}


async def test_roles_and_users_that_do_not_exist_are_named(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    with pytest.raises(UnknownRole, match="'emperor'"):
        await _assign(services, ACTOR, customer, "emperor")
    with pytest.raises(UserNotFound):
        async with services.works(ACTOR) as work:
            await identity.assign_roles(
                work, user_id=customer.session_id, roles=frozenset({CUSTOMER})
            )

    assert await _roles(db, customer) == {CUSTOMER}


async def test_settling_the_roles_again_changes_nothing(
    services: Services, db: AsyncConnection
) -> None:
    before = await queries.rights_of_roles(db, list(GRANTS))

    await settle_roles(services.works)

    assert await queries.rights_of_roles(db, list(GRANTS)) == before == dict(GRANTS)


async def test_settling_gives_what_is_new_takes_what_is_gone_and_leaves_other_roles(
    services: Services, db: AsyncConnection
) -> None:
    async with services.works(ACTOR) as work:
        await work.db.execute(insert(RoleRow).values(name="clerk", title="Clerk", is_builtin=False))
        await work.db.execute(
            insert(RolePermissionRow).values(role="clerk", permission="orders:read")
        )

    async with services.works(ACTOR) as work:
        await identity.ensure_roles(
            work, {VENDOR: frozenset({"new:right"}), "auditor": frozenset({"audit:read"})}
        )

    assert await queries.rights_of_roles(db, [VENDOR, "clerk", "auditor"]) == {
        VENDOR: {"new:right"},
        "clerk": {"orders:read"},
        "auditor": {"audit:read"},
    }
    assert (await db.execute(select(func.count(RoleRow.name)))).scalar_one() == 5
