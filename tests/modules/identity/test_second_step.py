"""The second step of a sign-in, when several take it at once."""

import asyncio

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.kernel.actors import GUEST, system
from shopwright.kernel.errors import ShopError
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import FactorAnswer, Seen
from shopwright.modules.identity.errors import (
    InvalidChallenge,
    InvalidCode,
    SecondFactorRequired,
)
from shopwright.modules.identity.models import SessionRow, SignInChallengeRow, UserRow
from shopwright.modules.identity.service.sweep import sweep
from tests.conftest import SteppingClock
from tests.support.factors import code_of
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio
ACTOR = system("test")
SEEN = Seen("192.0.2.7", "tests")


async def enrol(services: Services, person: Person) -> tuple[str, tuple[str, ...]]:
    async with services.works(ACTOR) as work:
        seed = await identity.begin_factor(work, user_id=person.user_id, shop="Shop")
        outcome = await identity.confirm_factor(
            work,
            user_id=person.user_id,
            session_id=person.session_id,
            code=code_of(seed.secret, work.now),
            seen=SEEN,
        )
    assert isinstance(outcome, tuple)
    return seed.secret, outcome


async def challenge_of(services: Services, person: Person) -> str:
    with pytest.raises(SecondFactorRequired) as owed:
        await identity.sign_in(
            lambda: services.works(GUEST),
            services.security,
            identifier=person.email,
            password=PASSWORD,
            seen=SEEN,
        )
    return str(owed.value.extra["challenge"])


async def attempt(services: Services, challenge: str, **codes: str) -> str:
    """What comes of an answer: ``in``, or the code of the refusal."""
    answer = FactorAnswer(challenge, **codes)
    try:
        await identity.answer_challenge(
            lambda: services.works(GUEST), services.security, answer=answer, seen=SEEN
        )
    except ShopError as refusal:
        return refusal.code
    return "in"


async def open_sessions(db: AsyncConnection, person: Person) -> int:
    statement = select(SessionRow.id).where(
        SessionRow.user_id == person.user_id, SessionRow.ended_at.is_(None)
    )
    return len((await db.execute(statement)).all())


@pytest.mark.parametrize("beside", [2, 8])
async def test_a_code_used_by_several_at_once_lets_one_in(
    services: Services, db: AsyncConnection, clock: SteppingClock, customer: Person, beside: int
) -> None:
    """Each has a challenge of his own: what is used up is the code."""
    seed, _ = await enrol(services, customer)
    clock.advance(seconds=30)
    code = code_of(seed, clock.time)
    challenges = [await challenge_of(services, customer) for _ in range(beside)]

    outcomes = await asyncio.gather(*(attempt(services, each, code=code) for each in challenges))

    assert outcomes.count("in") == 1
    assert set(outcomes) <= {"in", "invalid_code", "too_many_attempts"}
    assert await open_sessions(db, customer) == 2


async def test_a_recovery_code_used_by_several_at_once_lets_one_in(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    _, recovery = await enrol(services, customer)
    challenges = [await challenge_of(services, customer) for _ in range(4)]

    outcomes = await asyncio.gather(
        *(attempt(services, each, recovery_code=recovery[0]) for each in challenges)
    )

    assert outcomes.count("in") == 1
    assert await open_sessions(db, customer) == 2


async def test_of_many_guesses_at_once_five_are_looked_at(
    services: Services, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    seed, _ = await enrol(services, customer)
    clock.advance(seconds=30)
    right = code_of(seed, clock.time)
    wrong = [f"{n:06}" for n in range(40) if f"{n:06}" != right][:32]
    challenge = await challenge_of(services, customer)

    outcomes = await asyncio.gather(*(attempt(services, challenge, code=each) for each in wrong))

    assert outcomes.count("invalid_code") <= 5
    assert set(outcomes) <= {"invalid_code", "invalid_challenge", "too_many_attempts"}
    assert await attempt(services, challenge, code=right) != "in"
    assert await open_sessions(db, customer) == 1


@pytest.mark.parametrize(("drift", "is_good"), [(-60, False), (-30, True), (30, True), (60, False)])
async def test_a_devices_clock_may_be_off_by_one_step(
    services: Services, clock: SteppingClock, customer: Person, drift: int, *, is_good: bool
) -> None:
    seed, _ = await enrol(services, customer)
    clock.advance(minutes=5)
    challenge = await challenge_of(services, customer)
    code = code_of(
        seed, clock.time.fromtimestamp(clock.time.timestamp() + drift, clock.time.tzinfo)
    )

    outcome = await attempt(services, challenge, code=code)

    assert outcome == ("in" if is_good else InvalidCode.code)


async def test_a_code_of_an_earlier_step_is_over_once_a_later_one_was_used(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    seed, _ = await enrol(services, customer)
    clock.advance(seconds=60)
    earlier = code_of(
        seed, clock.time.fromtimestamp(clock.time.timestamp() - 30, clock.time.tzinfo)
    )
    now = code_of(seed, clock.time)

    outcomes = [
        await attempt(services, await challenge_of(services, customer), code=each)
        for each in (now, earlier, now)
    ]

    assert outcomes == ["in", "invalid_code", "invalid_code"]


async def test_the_code_that_confirmed_a_factor_opens_no_session(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    seed, _ = await enrol(services, customer)

    outcome = await attempt(
        services, await challenge_of(services, customer), code=code_of(seed, clock.time)
    )

    assert outcome == "invalid_code"


async def test_a_challenge_is_over_after_five_minutes_and_swept(
    services: Services, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    seed, _ = await enrol(services, customer)
    challenge = await challenge_of(services, customer)
    clock.advance(minutes=5)

    assert await attempt(services, challenge, code=code_of(seed, clock.time)) == (
        InvalidChallenge.code
    )
    clock.advance(seconds=1)
    async with services.works(ACTOR) as work:
        await sweep(work)
    assert (await db.execute(select(SignInChallengeRow.token_hash))).first() is None


async def test_a_challenge_is_void_when_sessions_end_or_the_account_is_closed(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    seed, _ = await enrol(services, customer)
    clock.advance(seconds=30)
    code = code_of(seed, clock.time)
    ended = await challenge_of(services, customer)
    async with services.works(ACTOR) as work:
        await identity.end_sessions(work, user_id=customer.user_id, reason="password_changed")
    closed = await challenge_of(services, customer)
    async with services.works(ACTOR) as work:
        await work.db.execute(update(UserRow).values(is_active=False))

    assert await attempt(services, ended, code=code) == "invalid_challenge"
    assert await attempt(services, closed, code=code) == "account_disabled"


async def test_a_challenge_is_stored_as_a_hash(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    await enrol(services, customer)
    challenge = await challenge_of(services, customer)

    kept = (await db.execute(select(SignInChallengeRow.token_hash))).scalar_one()

    assert challenge not in kept
    assert len(kept) == 64
