"""Refresh tokens: used once, and a second use ends the session."""

import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.outbox import OutboxEvent
from shopwright.kernel.actors import GUEST, system
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Grant, Seen
from shopwright.modules.identity.errors import InvalidRefreshToken, InvalidToken
from shopwright.modules.identity.models import RefreshTokenRow, SessionRow
from tests.conftest import SteppingClock
from tests.support.people import Person

pytestmark = pytest.mark.anyio
ACTOR = system("test")
SEEN = Seen("192.0.2.9")


async def _refresh(services: Services, token: str) -> Grant:
    return await identity.refresh(
        lambda: services.works(GUEST), services.security, refresh_token=token, seen=SEEN
    )


async def _attempt(services: Services, token: str) -> Grant | None:
    try:
        return await _refresh(services, token)
    except InvalidRefreshToken:
        return None


async def _end_reason(db: AsyncConnection, person: Person) -> str | None:
    statement = select(SessionRow.end_reason).where(SessionRow.id == person.session_id)
    return (await db.execute(statement)).scalar_one()


async def _events(db: AsyncConnection, name: str) -> int:
    rows = await db.execute(select(OutboxEvent.id).where(OutboxEvent.name == name))
    return len(rows.all())


async def test_a_refresh_carries_the_same_session_on(services: Services, customer: Person) -> None:
    grant = await _refresh(services, customer.refresh_token)

    found = await services.security.recogniser.recognise(grant.access_token)
    assert grant.session_id == found.claims.session_id == customer.session_id
    assert grant.refresh_token != customer.refresh_token
    assert (await _refresh(services, grant.refresh_token)).session_id == customer.session_id


async def test_tokens_are_stored_as_hashes_only(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    stored = (await db.execute(select(RefreshTokenRow.token_hash))).scalars().all()

    assert len(stored) == 1
    assert len(stored[0]) == 64
    assert customer.refresh_token not in stored


async def test_a_second_use_ends_the_session_with_everything_that_came_of_it(
    services: Services, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    stolen = await _refresh(services, customer.refresh_token)

    with pytest.raises(InvalidRefreshToken):
        await _refresh(services, customer.refresh_token)

    assert await _end_reason(db, customer) == "refresh_reused"
    assert await _events(db, "session.refresh_reused") == 1
    with pytest.raises(InvalidRefreshToken):
        await _refresh(services, stolen.refresh_token)
    clock.advance(seconds=5)
    for token in (stolen.access_token, customer.token):
        with pytest.raises(InvalidToken):
            await services.security.recogniser.recognise(token)


async def test_a_third_use_records_nothing_more(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    await _refresh(services, customer.refresh_token)

    for _ in range(3):
        assert await _attempt(services, customer.refresh_token) is None

    assert await _events(db, "session.refresh_reused") == 1


async def test_a_link_in_the_middle_of_the_chain_ends_it_too(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    middle = (await _refresh(services, customer.refresh_token)).refresh_token
    last = (await _refresh(services, middle)).refresh_token

    assert await _attempt(services, middle) is None

    assert await _attempt(services, last) is None
    assert await _end_reason(db, customer) == "refresh_reused"


@pytest.mark.parametrize("beside", [2, 8])
async def test_of_refreshes_at_once_exactly_one_wins_and_the_session_ends(
    services: Services, db: AsyncConnection, customer: Person, beside: int
) -> None:
    grants = await asyncio.gather(
        *(_attempt(services, customer.refresh_token) for _ in range(beside))
    )

    won = [grant for grant in grants if grant is not None]
    assert len(won) == 1
    assert await _end_reason(db, customer) == "refresh_reused"
    assert await _attempt(services, won[0].refresh_token) is None


async def test_another_session_of_the_same_user_lives_on(
    services: Services, customer: Person
) -> None:
    async with services.works(ACTOR) as work:
        other = await identity.open_session(
            work, services.security, user_id=customer.user_id, seen=SEEN
        )
    await _refresh(services, customer.refresh_token)
    await _attempt(services, customer.refresh_token)

    assert (await _refresh(services, other.refresh_token)).session_id == other.session_id


async def test_a_refresh_token_expires(
    services: Services, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    clock.advance(days=7)

    assert await _attempt(services, customer.refresh_token) is None

    assert await _end_reason(db, customer) is None


async def test_a_session_can_not_be_carried_on_for_ever(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    token = customer.refresh_token
    for _ in range(4):
        clock.advance(days=6)
        token = (await _refresh(services, token)).refresh_token
    clock.advance(days=6)

    assert await _attempt(services, token) is None


async def test_an_unknown_token_is_refused(services: Services, customer: Person) -> None:
    for token in ("", "x" * 43, customer.token, customer.refresh_token + "x"):
        assert await _attempt(services, token) is None

    assert (await _refresh(services, customer.refresh_token)).session_id == customer.session_id


async def test_signing_out_ends_session_and_token(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    recogniser = services.security.recogniser
    claims = (await recogniser.recognise(customer.token)).claims

    for _ in range(2):  # again changes nothing
        async with services.works(ACTOR) as work:
            await identity.sign_out(work, claims=claims)
    recogniser.forget_user(customer.user_id)

    with pytest.raises(InvalidToken):
        await recogniser.recognise(customer.token)
    assert await _attempt(services, customer.refresh_token) is None
    assert await _end_reason(db, customer) == "signed_out"
    assert await _events(db, "session.ended") == 1


async def test_a_disabled_account_can_not_refresh(services: Services, customer: Person) -> None:
    async with services.works(ACTOR) as work:
        await identity.set_active(work, user_id=customer.user_id, is_active=False)

    assert await _attempt(services, customer.refresh_token) is None
