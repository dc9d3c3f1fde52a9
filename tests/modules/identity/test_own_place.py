"""A stranger's guesses hold the owner up nowhere that he was signed in before."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.kernel.actors import GUEST
from shopwright.kernel.errors import ShopError
from shopwright.modules.audit.models import AuditEntryRow
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Seen
from tests.conftest import SteppingClock
from tests.support.mails import delivered
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio
HOME, STRANGE = Seen("192.0.2.1"), Seen("203.0.113.7")  # the first is where a test's people are
WRONG = "not the right one"


async def _sign_in(services: Services, email: str, password: str, seen: Seen) -> str:
    try:
        await identity.sign_in(
            lambda: services.works(GUEST),
            services.security,
            identifier=email,
            password=password,
            seen=seen,
        )
    except ShopError as error:
        return error.code
    return "signed in"


async def _guess(services: Services, email: str, times: int, seen: Seen) -> list[str]:
    return [await _sign_in(services, email, WRONG, seen) for _ in range(times)]


async def test_who_was_there_before_signs_in_while_strangers_wait(
    services: Services, customer: Person
) -> None:
    await _guess(services, customer.email, 6, STRANGE)

    elsewhere = await _sign_in(services, customer.email, PASSWORD, Seen("198.51.100.9"))
    at_home = await _sign_in(services, customer.email, PASSWORD, HOME)
    still = await _sign_in(services, customer.email, PASSWORD, STRANGE)

    assert (elsewhere, at_home, still) == ("too_many_attempts", "signed in", "too_many_attempts")


async def test_guesses_from_a_known_place_are_counted_too(
    services: Services, customer: Person
) -> None:
    outcomes = await _guess(services, customer.email, 6, HOME)

    assert outcomes == ["invalid_credentials"] * 5 + ["too_many_attempts"]
    assert await _sign_in(services, customer.email, PASSWORD, HOME) == "too_many_attempts"


async def test_a_place_is_known_for_a_month(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    clock.advance(days=30)
    await _guess(services, customer.email, 6, STRANGE)

    assert await _sign_in(services, customer.email, PASSWORD, HOME) == "too_many_attempts"


async def test_anothers_place_is_not_ones_own(services: Services, customer: Person) -> None:
    await _guess(services, customer.email, 6, STRANGE)
    await _guess(services, "nobody@example.com", 6, STRANGE)

    assert await _sign_in(services, "nobody@example.com", WRONG, HOME) == "too_many_attempts"


async def test_a_block_is_told_to_the_owner_once_and_noted_in_the_trail(
    services: Services, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    for _ in range(3):
        await _guess(services, customer.email, 6, STRANGE)
        clock.advance(seconds=timedelta(minutes=1).seconds)

    mails = await delivered(services)

    assert [(mail.to, mail.subject) for mail in mails] == [
        (customer.email, "Many failed attempts to sign in")
    ]
    noted = await db.execute(select(AuditEntryRow.action, AuditEntryRow.subject_id))
    assert [tuple(row) for row in noted] == [("user.sign_in_blocked", str(customer.user_id))]


async def test_an_unknown_name_is_noted_without_a_word_of_it(
    services: Services, worker: Worker, db: AsyncConnection
) -> None:
    await _guess(services, "nobody@example.com", 6, STRANGE)
    await worker.run_until_idle()

    (row,) = (await db.execute(select(*AuditEntryRow.__table__.c))).all()
    assert (row.action, row.subject_id) == ("user.sign_in_blocked", "nobody")
    assert "nobody@example.com" not in str(tuple(row))
