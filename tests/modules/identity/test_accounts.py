"""Accounts: unique whatever the case, changed and disabled by who may."""

import asyncio

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.kernel.actors import GUEST, system
from shopwright.kernel.errors import InvalidCursor, ShopError
from shopwright.kernel.paging import PageRequest
from shopwright.modules.identity import queries, rules
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import ADMIN, CUSTOMER, NewAccount, Registration, User
from shopwright.modules.identity.errors import (
    BeyondOwnRights,
    EmailTaken,
    InvalidEmail,
    InvalidUsername,
    LastAdmin,
    UsernameTaken,
    UserNotFound,
    WeakPassword,
)
from shopwright.modules.identity.models import SessionRow, UserRow
from shopwright.modules.identity.queries import UserFilter
from shopwright.modules.identity.service import AccountChange
from tests.support.people import PASSWORD, Person, actor_of, make_admin, make_customer

pytestmark = pytest.mark.anyio
ACTOR = system("test")


def _form(
    email: str = "robin@example.com", username: str | None = None, password: str = PASSWORD
) -> Registration:
    return Registration(email, password, "Robin Example", username)


async def _register(services: Services, form: Registration) -> User:
    return await identity.register(lambda: services.works(GUEST), services.security, form)


async def _add(services: Services, email: str, username: str | None = None) -> User:
    async with services.works(ACTOR) as work:
        return await identity.add_user(work, NewAccount(email, "Robin", None, username))


async def _count(db: AsyncConnection) -> int:
    return (await db.execute(select(func.count(UserRow.id)))).scalar_one()


async def test_a_registration_makes_a_customer(services: Services, db: AsyncConnection) -> None:
    user = await _register(services, _form(username="RobinE"))

    assert await queries.by_id(db, user.id) == user
    assert (user.email, user.username, user.full_name) == (
        "robin@example.com",
        "robine",
        "Robin Example",
    )
    assert user.is_active
    assert user.roles == {CUSTOMER}


@pytest.mark.parametrize(
    "email",
    [
        "robin@example.com",
        "ROBIN@EXAMPLE.COM",
        "Robin@Example.Com",
        "robin@EXAMPLE.com",
    ],
)
async def test_an_email_is_taken_whatever_its_case(
    services: Services, db: AsyncConnection, email: str
) -> None:
    await _add(services, "robin@example.com")

    with pytest.raises(EmailTaken):
        await _register(services, _form(email))

    assert await _count(db) == 1


@pytest.mark.parametrize(
    "email",
    [
        "rob\u0131n@example.com",  # dotless i, which upper() makes an I
        "robin@example.com\n",
        "robin@example.com\x00.attacker.example",
        "\u212aim@example.com",  # the sign of the kelvin, which lower() makes a k
        "robin\ufe6bexample.com",
        "robin@example.com, other@example.com",
        "Robin <robin@example.com>",
        '"a b"@example.com',
        "robin@[127.0.0.1]",
        "robin@localhost",
        "robin",
        "@example.com",
        "robin@",
        "x" * 65 + "@example.com",
        "robin@" + "x." * 130 + "com",
        "",
    ],
)
async def test_an_email_that_is_none_or_looks_like_anothers_is_refused(
    services: Services, db: AsyncConnection, email: str
) -> None:
    with pytest.raises(InvalidEmail):
        await _register(services, _form(email))

    assert await _count(db) == 0


def test_a_domain_is_one_however_it_is_written() -> None:
    assert rules.email_of("robin@bücher.example.com") == rules.email_of(
        "robin@xn--bcher-kva.example.com"
    )


async def test_a_username_is_taken_whatever_its_case(
    services: Services, db: AsyncConnection
) -> None:
    await _add(services, "robin@example.com", "robin")

    with pytest.raises(UsernameTaken):
        await _register(services, _form("other@example.com", "ROBIN"))

    assert await _count(db) == 1


@pytest.mark.parametrize(
    "username", ["ab", "x" * 51, "-robin", "rob in", "robin@example.com", "r\u043ebin", "ro/bin"]
)
async def test_a_username_that_could_be_taken_for_another_is_refused(
    services: Services, db: AsyncConnection, username: str
) -> None:
    with pytest.raises(InvalidUsername):
        await _register(services, _form(username=username))

    assert await _count(db) == 0


async def test_a_weak_password_is_refused(services: Services, db: AsyncConnection) -> None:
    with pytest.raises(WeakPassword):
        await _register(services, _form(password="short"))

    assert await _count(db) == 0


async def test_of_registrations_at_once_one_gets_the_email(
    services: Services, db: AsyncConnection
) -> None:
    async def attempt(email: str) -> str:
        try:
            await _add(services, email)
        except ShopError as error:
            return error.code
        return "added"

    outcomes = await asyncio.gather(
        *(attempt(email) for email in ["robin@example.com", "ROBIN@example.com"] * 4)
    )

    assert sorted(outcomes) == ["added"] + ["email_taken"] * 7
    assert await _count(db) == 1


async def test_the_command_line_makes_an_admin(services: Services) -> None:
    admin = await identity.create_admin(
        lambda: services.works(system("cli")), services.security, _form()
    )

    assert admin.roles == {ADMIN}


async def test_only_what_is_named_changes(services: Services, customer: Person) -> None:
    async with services.works(ACTOR) as work:
        await identity.change_account(
            work, user_id=customer.user_id, change=AccountChange(username="Robin")
        )
    async with services.works(ACTOR) as work:
        user = await identity.change_account(
            work, user_id=customer.user_id, change=AccountChange(full_name="Robin Other")
        )

    assert (user.full_name, user.username, user.email) == ("Robin Other", "robin", customer.email)


async def test_a_change_can_not_take_anothers_username(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    await _add(services, "other@example.com", "robin")

    with pytest.raises(UsernameTaken):
        async with services.works(ACTOR) as work:
            await identity.change_account(
                work,
                user_id=customer.user_id,
                change=AccountChange(full_name="Thief", username="ROBIN"),
            )

    user = await queries.by_id(db, customer.user_id)
    assert user is not None
    assert (user.full_name, user.username) == ("Robin Example", None)


async def test_disabling_ends_every_session_and_enabling_opens_none(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    for is_active in (False, True):
        async with services.works(ACTOR) as work:
            user = await identity.set_active(work, user_id=customer.user_id, is_active=is_active)
        assert user.is_active == is_active

    rows = await db.execute(
        select(SessionRow.end_reason).where(SessionRow.user_id == customer.user_id)
    )
    assert rows.scalars().all() == ["disabled"]


async def test_nobody_disables_who_may_more_than_he(
    services: Services, db: AsyncConnection, vendor: Person, admin: Person
) -> None:
    actor = await actor_of(services, vendor)

    with pytest.raises(BeyondOwnRights):
        async with services.works(actor) as work:
            await identity.set_active(work, user_id=admin.user_id, is_active=False)

    user = await queries.by_id(db, admin.user_id)
    assert user is not None
    assert user.is_active


async def test_the_last_active_admin_can_not_be_disabled(
    services: Services, db: AsyncConnection, admin: Person
) -> None:
    other = await make_admin(services)
    async with services.works(ACTOR) as work:
        await identity.set_active(work, user_id=other.user_id, is_active=False)

    with pytest.raises(LastAdmin):
        async with services.works(ACTOR) as work:
            await identity.set_active(work, user_id=admin.user_id, is_active=False)

    assert await queries.active_admins(db) == 1


async def test_who_does_not_exist_can_not_be_changed(services: Services, vendor: Person) -> None:
    with pytest.raises(UserNotFound):
        async with services.works(ACTOR) as work:
            await identity.set_active(work, user_id=vendor.session_id, is_active=False)
    with pytest.raises(UserNotFound):
        async with services.works(ACTOR) as work:
            await identity.change_account(
                work, user_id=vendor.session_id, change=AccountChange(full_name="X")
            )


async def test_users_are_listed_from_the_newest_by_pages(
    services: Services, db: AsyncConnection
) -> None:
    people = [await make_customer(services) for _ in range(3)]
    await make_admin(services)
    wanted = UserFilter(role=CUSTOMER)

    first = await queries.users(db, wanted, PageRequest(2, with_total=True))
    await make_customer(services)
    second = await queries.users(db, wanted, PageRequest(2, cursor=first.next_cursor))

    assert [user.id for user in first.items] == [people[2].user_id, people[1].user_id]
    assert first.total == 3
    assert [user.id for user in second.items] == [people[0].user_id]
    assert second.next_cursor is None


async def test_users_are_found_by_a_part_of_their_name(
    services: Services, db: AsyncConnection
) -> None:
    robin = await _add(services, "robin_1@example.com", "robin-hood")
    await _add(services, "robinx1@example.com")

    by_email = await queries.users(db, UserFilter(text="ROBIN_1@"), PageRequest())
    by_username = await queries.users(db, UserFilter(text="hood"), PageRequest())
    by_anything = await queries.users(db, UserFilter(text="%"), PageRequest())
    inactive = await queries.users(db, UserFilter(is_active=False), PageRequest())

    assert by_email.items == [robin]
    assert by_username.items == [robin]
    assert by_anything.items == []
    assert inactive.items == []


@pytest.mark.parametrize("cursor", ["x", "WyJuZXdlc3QiLDFd", "WyJuZXdlc3QiLCJ4Il0"])
async def test_a_cursor_of_ones_own_making_is_refused(db: AsyncConnection, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        await queries.users(db, UserFilter(), PageRequest(cursor=cursor))
