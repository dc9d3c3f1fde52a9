"""What has no meaning any more is removed by the clock."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.db.base import Base
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.jobs import SWEEP
from shopwright.modules.identity.models import (
    RefreshTokenRow,
    RevokedTokenRow,
    SessionRow,
    SignInAttemptRow,
)
from shopwright.modules.identity.service import throttle
from shopwright.wiring import JOBS
from tests.conftest import SteppingClock
from tests.support.people import Person

pytestmark = pytest.mark.anyio
ACTOR = system("test")
TABLES = (SessionRow, RefreshTokenRow, RevokedTokenRow, SignInAttemptRow)


async def _counts(db: AsyncConnection) -> list[int]:
    async def count(table: type[Base]) -> int:
        return (await db.execute(select(func.count()).select_from(table))).scalar_one()

    return [await count(table) for table in TABLES]


@pytest.fixture
async def traces(services: Services, customer: Person, vendor: Person) -> None:
    """A session that lives, one that was signed out, and a counted attempt."""
    claims = (await services.security.recogniser.recognise(vendor.token)).claims
    async with services.works(ACTOR) as work:
        await identity.sign_out(work, claims=claims)
        await throttle.count(work, identifier="nobody", address="")


@pytest.mark.usefixtures("traces")
async def test_what_still_has_a_meaning_stays(services: Services, db: AsyncConnection) -> None:
    async with services.works(ACTOR) as work:
        await identity.sweep(work)

    assert await _counts(db) == [2, 2, 1, 1]


@pytest.mark.usefixtures("traces")
async def test_tokens_and_counts_go_when_they_are_over(
    services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    clock.advance(hours=25)

    async with services.works(ACTOR) as work:
        await identity.sweep(work)

    assert await _counts(db) == [2, 2, 0, 0]


@pytest.mark.usefixtures("traces")
async def test_sessions_go_with_their_tokens_a_month_after_their_end(
    services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    clock.advance(days=30, hours=1)
    async with services.works(ACTOR) as work:
        await identity.sweep(work)
    after_a_month = await _counts(db)
    clock.advance(days=30)

    async with services.works(ACTOR) as work:
        await identity.sweep(work)

    assert after_a_month == [1, 1, 0, 0]
    assert await _counts(db) == [0, 0, 0, 0]


def test_the_clock_does_it_every_hour() -> None:
    assert SWEEP in JOBS
    assert SWEEP.every is not None
    assert SWEEP.every.total_seconds() == 3600
