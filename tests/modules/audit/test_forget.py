"""Persons go from the trail, the trail stays whole; and who empties an entry without saying so is found."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import GUEST, Actor, ActorKind, system
from shopwright.kernel.paging import PageRequest
from shopwright.modules.audit import queries
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Entry, Fault, FaultKind, Subject
from shopwright.modules.audit.queries import EntryFilter

pytestmark = pytest.mark.anyio
ROBIN, ALEX, ORDER = ids.new(), ids.new(), ids.new()
STAFF = Actor(ActorKind.USER, ALEX)
EMPTY = "UPDATE audit_entries SET before = NULL, after = NULL, details_salt = ''"


async def _trail(works: Works) -> None:
    deeds = (
        (STAFF, Subject("user", str(ROBIN)), "user.changed"),
        (STAFF, Subject("order", str(ORDER)), "order.cancelled"),
        (GUEST, Subject("user", str(ROBIN)), "user.locked"),
        (Actor(ActorKind.USER, ROBIN), Subject("user", str(ROBIN)), "user.changed"),
        (STAFF, Subject("product", "kettle"), "price.set"),
    )
    for actor, subject, action in deeds:
        async with works(actor, request_id="r-1", address="192.0.2.7") as work:
            await audit.note(work, action=action, subject=subject, after={"name": "Robin"})


async def _forget(works: Works, *, is_noted: bool = True) -> None:
    async with works(system("privacy")) as work:
        await audit.forget(work, user_id=ROBIN, order_ids=[ORDER])
        if is_noted:
            await audit.note(
                work,
                action="privacy.erased",
                subject=Subject("user", str(ROBIN)),
                after={"orders": [str(ORDER)]},
            )


async def _entries(db: AsyncConnection) -> list[Entry]:
    page = await queries.entries(db, EntryFilter(), PageRequest(limit=100))
    return sorted(page.items, key=lambda entry: entry.seq)


async def test_what_tells_of_a_person_goes_and_who_did_what_stays(
    works: Works, db: AsyncConnection
) -> None:
    await _trail(works)

    await _forget(works)

    entries = await _entries(db)
    told = [(bool(each.after), bool(each.address), bool(each.request_id)) for each in entries[:5]]
    assert told == [
        (False, True, True),
        (False, True, True),
        (False, False, False),
        (False, False, False),
        (True, True, True),
    ]
    assert [each.action for each in entries] == [
        *("user.changed", "order.cancelled", "user.locked", "user.changed", "price.set"),
        "privacy.erased",
    ]


async def test_the_chain_is_whole_after_an_erasure_and_after_a_second_one(
    works: Works, db: AsyncConnection
) -> None:
    await _trail(works)
    anchor = (await queries.verify(db)).anchor

    await _forget(works)
    await _forget(works)

    verdict = await queries.verify(db, anchor)
    assert verdict.faults == ()
    assert verdict.entries == 7


async def test_an_entry_that_was_emptied_without_an_erasure_is_found(
    works: Works, db: AsyncConnection
) -> None:
    await _trail(works)

    async with works(system("mallory")) as work:
        await work.db.execute(text(f"{EMPTY} WHERE seq = 5"))

    assert (await queries.verify(db)).faults == (Fault(FaultKind.EDITED, 5),)


async def test_an_erasure_covers_nobody_elses_entries(works: Works, db: AsyncConnection) -> None:
    await _trail(works)
    await _forget(works)

    async with works(system("mallory")) as work:
        await work.db.execute(
            text(
                "UPDATE audit_entries SET address = '', request_id = '', origin_salt = ''"
                " WHERE seq = 1"
            )
        )

    assert (await queries.verify(db)).faults == (Fault(FaultKind.EDITED, 1),)


async def test_an_erasure_that_nobody_noted_is_found(works: Works, db: AsyncConnection) -> None:
    await _trail(works)

    await _forget(works, is_noted=False)

    found = {fault.seq for fault in (await queries.verify(db)).faults}
    assert found == {1, 2, 3, 4}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'nobody' WHERE seq = 1",
        "UPDATE audit_entries SET address = '203.0.113.9' WHERE seq = 1",
        "UPDATE audit_entries SET details_hash = '' WHERE seq = 1",
        "UPDATE audit_entries SET address = '', action = 'x' WHERE seq = 1",
        "DELETE FROM audit_entries WHERE seq = 1",
    ],
)
async def test_nothing_but_emptying_is_let_through(
    works: Works, db: AsyncConnection, statement: str
) -> None:
    await _trail(works)
    before = await _entries(db)

    with pytest.raises(IntegrityError):
        async with works(system("mallory")) as work:
            await work.db.execute(text(statement))

    assert await _entries(db) == before
