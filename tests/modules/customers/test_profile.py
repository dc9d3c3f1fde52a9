"""A customer's profile, on both databases."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.outbox import OutboxEvent
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.modules.customers import queries
from shopwright.modules.customers import service as customers
from shopwright.modules.customers.contracts import Profile
from shopwright.modules.customers.errors import InvalidProfile
from shopwright.modules.customers.service import ProfileChange
from tests.conftest import START, SteppingClock
from tests.support.people import Person

pytestmark = pytest.mark.anyio
ACTOR = system("test")


async def _change(works: Works, person: Person, change: ProfileChange) -> Profile:
    async with works(ACTOR) as work:
        return await customers.change_profile(work, user_id=person.user_id, change=change)


async def test_who_told_nothing_has_an_empty_profile(db: AsyncConnection, customer: Person) -> None:
    assert await queries.profile(db, customer.user_id) == Profile(customer.user_id)


async def test_only_what_is_named_changes(
    works: Works, db: AsyncConnection, customer: Person
) -> None:
    await _change(works, customer, ProfileChange(phone="+43 316 555-0", locale="de-AT"))

    changed = await _change(works, customer, ProfileChange(locale="en"))

    assert changed == Profile(customer.user_id, phone="+433165550", locale="en")
    assert await queries.profile(db, customer.user_id) == changed


async def test_consent_bears_the_time_at_which_it_changed(
    works: Works, db: AsyncConnection, customer: Person, clock: SteppingClock
) -> None:
    await _change(works, customer, ProfileChange(marketing_consent=True))
    clock.advance(hours=1)

    again = await _change(works, customer, ProfileChange(marketing_consent=True))

    assert again.marketing_consent_at == START
    events = await db.execute(
        select(OutboxEvent.payload).where(OutboxEvent.name == "customer.marketing_consent_changed")
    )
    assert [payload["has_consented"] for payload in events.scalars()] == [True]


@pytest.mark.parametrize(
    "change",
    [ProfileChange(phone="none"), ProfileChange(locale="deutsch"), ProfileChange(locale="de_AT")],
)
async def test_what_can_not_be_is_refused(
    works: Works, db: AsyncConnection, customer: Person, change: ProfileChange
) -> None:
    with pytest.raises(InvalidProfile):
        await _change(works, customer, change)

    assert await queries.profile(db, customer.user_id) == Profile(customer.user_id)
