"""Links that have ended and wishes that nobody could see to are removed."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.kernel.actors import GUEST, system
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Wish
from shopwright.modules.identity.models import AccountProofRow, AccountRequestRow
from tests.conftest import SteppingClock
from tests.support.people import Person

pytestmark = pytest.mark.anyio


async def _ask(services: Services, email: str) -> None:
    async with services.works(GUEST) as work:
        await identity.ask(work, wish=Wish.FORGOT_PASSWORD, email=email, address="")


async def _counts(db: AsyncConnection) -> tuple[int, int]:
    proofs = await db.execute(select(func.count(AccountProofRow.id)))
    wishes = await db.execute(select(func.count(AccountRequestRow.id)))
    return proofs.scalar_one(), wishes.scalar_one()


async def _sweep(services: Services) -> None:
    async with services.works(system("test")) as work:
        await identity.sweep(work)


async def test_what_still_opens_something_is_kept(
    services: Services, worker: Worker, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    await _ask(services, customer.email)
    await worker.run_until_idle()
    await _ask(services, "nobody@example.com")
    clock.advance(minutes=29)

    await _sweep(services)

    assert await _counts(db) == (1, 1)


async def test_what_is_over_is_removed(
    services: Services, worker: Worker, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    await _ask(services, customer.email)
    await worker.run_until_idle()
    await _ask(services, "nobody@example.com")
    clock.advance(days=1, seconds=1)

    await _sweep(services)

    assert await _counts(db) == (0, 0)
