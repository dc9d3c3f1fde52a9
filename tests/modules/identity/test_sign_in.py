"""Signing in: who may, who may not, and how little an answer tells."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from pwdlib.hashers.bcrypt import BcryptHasher
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.outbox import OutboxEvent
from shopwright.infra.work import Work
from shopwright.kernel.actors import GUEST, system
from shopwright.kernel.errors import ShopError
from shopwright.modules.identity import rules
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import CUSTOMER, NewAccount, Seen, SignedIn
from shopwright.modules.identity.errors import (
    AccountDisabled,
    InvalidCredentials,
    TooManyAttempts,
)
from shopwright.modules.identity.models import SessionRow, SignInAttemptRow, UserRow
from shopwright.modules.identity.service import throttle
from tests.conftest import SteppingClock
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio
ACTOR = system("test")
SEEN = Seen("192.0.2.7", "Browser/1.0")
WRONG = "not the right one"


def _begin(services: Services) -> Callable[[], AbstractAsyncContextManager[Work]]:
    return lambda: services.works(GUEST)


async def _sign_in(
    services: Services, identifier: str, password: str = PASSWORD, seen: Seen = SEEN
) -> SignedIn:
    return await identity.sign_in(
        _begin(services), services.security, identifier=identifier, password=password, seen=seen
    )


async def _outcome(
    services: Services, identifier: str, password: str = PASSWORD, seen: Seen = SEEN
) -> str:
    try:
        await _sign_in(services, identifier, password, seen)
    except ShopError as error:
        return error.code
    return "signed in"


async def _sessions(db: AsyncConnection, person: Person) -> int:
    statement = select(func.count(SessionRow.id)).where(SessionRow.user_id == person.user_id)
    return (await db.execute(statement)).scalar_one()


async def test_a_session_is_opened_and_its_token_is_recognised(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    signed_in = await _sign_in(services, customer.email)

    found = await services.security.recogniser.recognise(signed_in.grant.access_token)
    assert signed_in.user.id == found.actor.user_id == customer.user_id
    assert signed_in.user.roles == {"customer"}
    assert signed_in.grant.expires_in == 1800
    row = (
        await db.execute(
            select(SessionRow.address, SessionRow.user_agent).where(
                SessionRow.id == signed_in.grant.session_id
            )
        )
    ).one()
    assert tuple(row) == ("192.0.2.7", "Browser/1.0")
    events = await db.execute(
        select(OutboxEvent.payload).where(OutboxEvent.name == "user.signed_in")
    )
    assert events.scalar_one()["session_id"] == str(signed_in.grant.session_id)


async def test_the_name_counts_whatever_its_case(services: Services) -> None:
    account = NewAccount(
        "Robin.Example@Example.COM", "Robin", await services.security.passwords.hash(PASSWORD)
    )
    async with services.works(ACTOR) as work:
        user = await identity.add_user(
            work, NewAccount(account.email, "Robin", account.password_hash, username="RobinE")
        )

    for name in ("robin.example@example.com", "ROBIN.EXAMPLE@EXAMPLE.COM", "robine", "ROBINE"):
        assert (await _sign_in(services, name)).user == user


@pytest.mark.parametrize(
    "identifier",
    [
        "nobody@example.com",
        "nobody",
        "",
        "@",
        "a" * 400,
        "robin@exam\u0440le.com",
        "' OR 1=1 --",
        "\ud800",
    ],
)
async def test_an_unknown_name_answers_like_a_wrong_password(
    services: Services, customer: Person, identifier: str
) -> None:
    with pytest.raises(InvalidCredentials) as unknown:
        await _sign_in(services, identifier)
    with pytest.raises(InvalidCredentials) as wrong:
        await _sign_in(services, customer.email, WRONG)

    assert unknown.value.detail == wrong.value.detail
    assert unknown.value.extra == wrong.value.extra == {}


async def test_a_wrong_password_opens_no_session(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    before = await _sessions(db, customer)

    assert await _outcome(services, customer.email, WRONG) == "invalid_credentials"

    assert await _sessions(db, customer) == before


async def test_an_account_without_a_password_lets_nobody_in(services: Services) -> None:
    async with services.works(ACTOR) as work:
        await identity.add_user(work, NewAccount("social@example.com", "Sol", None))

    for password in ("nobody's password", "None", ""):
        assert await _outcome(services, "social@example.com", password) == "invalid_credentials"


async def test_a_disabled_account_says_so_only_to_who_knows_its_password(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    async with services.works(ACTOR) as work:
        await identity.set_active(work, user_id=customer.user_id, is_active=False)
    before = await _sessions(db, customer)

    with pytest.raises(AccountDisabled):
        await _sign_in(services, customer.email)
    with pytest.raises(InvalidCredentials):
        await _sign_in(services, customer.email, WRONG)

    assert await _sessions(db, customer) == before


async def test_an_old_hash_is_replaced_by_the_sign_in(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    async with services.works(ACTOR) as work:
        await work.db.execute(
            update(UserRow)
            .where(UserRow.id == customer.user_id)
            .values(password_hash=BcryptHasher(rounds=4).hash(PASSWORD))
        )

    await _sign_in(services, customer.email)

    stored = await db.execute(select(UserRow.password_hash).where(UserRow.id == customer.user_id))
    assert str(stored.scalar_one()).startswith("$argon2id$")
    assert await _outcome(services, customer.email) == "signed in"


async def test_of_32_guesses_at_once_five_are_looked_at(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    outcomes = await asyncio.gather(
        *(
            _outcome(services, customer.email, f"guess number {guess}", Seen(f"198.51.100.{guess}"))
            for guess in range(32)
        )
    )

    assert sorted(outcomes) == ["invalid_credentials"] * 5 + ["too_many_attempts"] * 27
    key = rules.account_key(customer.email)
    counted = await db.execute(select(SignInAttemptRow.attempts).where(SignInAttemptRow.key == key))
    assert counted.scalar_one() == 5


async def test_a_right_guess_among_the_blocked_ones_is_not_looked_at(
    services: Services, customer: Person
) -> None:
    for _ in range(5):
        await _outcome(services, customer.email, WRONG)

    with pytest.raises(TooManyAttempts) as refusal:
        await _sign_in(services, customer.email)

    assert refusal.value.extra == {"retry_after": 1}


async def test_every_further_attempt_doubles_the_wait_to_an_hour_at_most(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    waits = []
    for attempt in range(20):
        seen = Seen(f"203.0.113.{attempt}")
        assert await _outcome(services, customer.email, WRONG, seen) == "invalid_credentials"
        if attempt >= 4:
            with pytest.raises(TooManyAttempts) as refusal:
                await _sign_in(services, customer.email, seen=Seen("198.51.100.1"))
            waits.append(refusal.value.extra["retry_after"])
            clock.advance(seconds=waits[-1])

    assert waits == [2**n for n in range(12)] + [3600] * 4


async def test_unknown_names_are_blocked_like_known_ones(services: Services) -> None:
    outcomes = [await _outcome(services, "nobody@example.com", WRONG) for _ in range(6)]

    assert outcomes == ["invalid_credentials"] * 5 + ["too_many_attempts"]


async def test_the_case_of_a_name_gives_no_further_guesses(
    services: Services, customer: Person
) -> None:
    names = [customer.email, customer.email.upper(), customer.email.title()] * 2

    outcomes = [await _outcome(services, name, WRONG) for name in names]

    assert outcomes == ["invalid_credentials"] * 5 + ["too_many_attempts"]


async def test_a_success_forgets_the_failures_on_the_name(
    services: Services, customer: Person
) -> None:
    for _ in range(4):
        await _outcome(services, customer.email, WRONG)

    assert await _outcome(services, customer.email) == "signed in"

    outcomes = [await _outcome(services, customer.email, WRONG) for _ in range(5)]
    assert outcomes == ["invalid_credentials"] * 5


async def test_failures_are_forgiven_after_a_day_of_silence(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    for _ in range(5):
        await _outcome(services, customer.email, WRONG)
    clock.advance(hours=24, seconds=1)

    outcomes = [await _outcome(services, customer.email, WRONG) for _ in range(5)]

    assert outcomes == ["invalid_credentials"] * 5


async def _try_names(services: Services, times: int, address: str = SEEN.address) -> None:
    """Count attempts on as many names from one address."""
    async with services.works(ACTOR) as work:
        for n in range(times):
            await throttle.count(work, identifier=f"nobody{n}@example.com", address=address)


async def test_one_address_may_not_try_many_names(services: Services) -> None:
    await _try_names(services, 99)

    outcomes = [await _outcome(services, f"other{n}@example.com", WRONG) for n in range(2)]

    assert outcomes == ["invalid_credentials", "too_many_attempts"]


async def test_an_own_account_does_not_wash_an_address_clean(
    services: Services, customer: Person
) -> None:
    await _try_names(services, 99)

    own = await _outcome(services, customer.email)
    after = [await _outcome(services, f"other{n}@example.com", WRONG) for n in range(2)]

    assert own == "signed in"
    assert after == ["invalid_credentials", "too_many_attempts"]


async def test_a_house_of_many_who_know_their_passwords_is_not_blocked(
    services: Services, customer: Person
) -> None:
    await _try_names(services, 98)

    outcomes = [await _outcome(services, customer.email) for _ in range(5)]

    assert outcomes == ["signed in"] * 5


async def test_a_household_of_ipv6_counts_as_one_address(services: Services) -> None:
    await _try_names(services, 100, "2001:db8:1:2::1")

    same = await _outcome(services, "other@example.com", WRONG, Seen("2001:db8:1:2:ffff::9"))
    next_door = await _outcome(services, "other@example.com", WRONG, Seen("2001:db8:1:3::1"))

    assert (same, next_door) == ("too_many_attempts", "invalid_credentials")
    assert rules.address_key("::ffff:192.0.2.7") == rules.address_key("192.0.2.7")


async def test_a_blocked_name_does_not_end_sessions_that_live(
    services: Services, customer: Person
) -> None:
    for _ in range(6):
        await _outcome(services, customer.email, WRONG)

    found = await services.security.recogniser.recognise(customer.token)

    assert found.actor.user_id == customer.user_id


async def test_the_default_role_is_a_customers() -> None:
    assert NewAccount("a@example.com", "A", None).roles == {CUSTOMER}
