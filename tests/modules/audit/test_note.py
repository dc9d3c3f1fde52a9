"""Deeds are put down, and the chain shows who tampered with it."""

import asyncio
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import Actor, ActorKind, system
from shopwright.kernel.paging import PageRequest
from shopwright.modules.audit import queries
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Fault, FaultKind, Subject
from shopwright.modules.audit.queries import EntryFilter
from tests.conftest import START

pytestmark = pytest.mark.anyio
ACTOR = system("test")
KETTLE = Subject("product", "kettle")


async def _note(works: Works, *actions: str) -> None:
    for action in actions:
        async with works(ACTOR) as work:
            await audit.note(work, action=action, subject=KETTLE, after={"price": "19.90"})


async def _as_database_owner(works: Works, *statements: str) -> None:
    """Change the trail as somebody can who may switch its triggers off."""
    async with works.engine.connect() as db:
        await db.begin()
        if db.dialect.name == "postgresql":
            await db.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER ALL"))
        else:
            await db.execute(text("DROP TRIGGER audit_entries_no_update"))
            await db.execute(text("DROP TRIGGER audit_entries_no_delete"))
        for statement in statements:
            await db.execute(text(statement))
        await db.commit()


async def test_an_entry_tells_who_what_when_and_from_where(
    works: Works, db: AsyncConnection
) -> None:
    user_id = ids.new()
    actor = Actor(ActorKind.USER, user_id)

    async with works(actor, request_id="r-1", address="192.0.2.7") as work:
        await audit.note(
            work, action="price.set", subject=KETTLE, before={"amount": 1}, after={"amount": 2}
        )

    (entry,) = (await queries.entries(db, EntryFilter(), PageRequest())).items
    assert entry.seq == 1
    assert entry.actor == f"user:{user_id}"
    assert (entry.action, entry.subject) == ("price.set", KETTLE)
    assert (entry.before, entry.after) == ({"amount": 1}, {"amount": 2})
    assert (entry.at, entry.request_id, entry.address) == (START, "r-1", "192.0.2.7")
    assert entry.previous_hash == "0" * 64


async def test_a_work_that_fails_leaves_no_entry(works: Works, db: AsyncConnection) -> None:
    async def fail() -> None:
        async with works(ACTOR) as work:
            await audit.note(work, action="price.set", subject=KETTLE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert (await queries.head(db)).seq == 0
    assert (await queries.verify(db)).entries == 0


async def test_values_survive_the_database_as_they_were_hashed(
    works: Works, db: AsyncConnection
) -> None:
    values = {
        "id": UUID(int=7),
        "rate": Decimal("0.190"),
        "ratio": 1e300,
        "big": 2**70,
        "at": START,
        "tags": {"b", "a"},
        "name": "Krüge & 茶",
        "deep": {"z": [1, None, True], "a": {}},
    }

    async with works(ACTOR) as work:
        await audit.note(work, action="test", subject=KETTLE, after=values)

    verdict = await queries.verify(db)
    assert verdict.is_sound
    (entry,) = (await queries.entries(db, EntryFilter(), PageRequest())).items
    assert entry.after == {
        "id": "00000000-0000-0000-0000-000000000007",
        "rate": "0.190",
        "ratio": "1e+300",
        "big": str(2**70),
        "at": "2026-11-02T09:00:00+00:00",
        "tags": ["a", "b"],
        "name": "Krüge & 茶",
        "deep": {"z": [1, None, True], "a": {}},
    }


async def test_writers_beside_each_other_make_one_chain(works: Works, db: AsyncConnection) -> None:
    await asyncio.gather(*(_note(works, f"act.{number}") for number in range(8)))

    verdict = await queries.verify(db)
    assert verdict.is_sound
    assert verdict.entries == 8
    assert verdict.anchor.seq == 8


async def test_the_database_refuses_to_change_or_remove_an_entry(
    works: Works, db: AsyncConnection
) -> None:
    await _note(works, "one")

    for statement in ("UPDATE audit_entries SET actor = 'guest'", "DELETE FROM audit_entries"):
        with pytest.raises(IntegrityError):
            async with works(ACTOR) as work:
                await work.db.execute(text(statement))

    assert (await queries.verify(db)).is_sound


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE audit_entries SET actor = 'guest' WHERE seq = 2",
            Fault(FaultKind.EDITED, 2),
        ),
        (
            "UPDATE audit_entries SET at = '2026-11-02T09:00:00.000001+00:00' WHERE seq = 2",
            Fault(FaultKind.EDITED, 2),
        ),
        ("DELETE FROM audit_entries WHERE seq = 2", Fault(FaultKind.MISSING, 2)),
        ("DELETE FROM audit_entries WHERE seq = 1", Fault(FaultKind.MISSING, 1)),
        ("DELETE FROM audit_entries WHERE seq = 3", Fault(FaultKind.TRUNCATED, 3)),
        (
            (
                "INSERT INTO audit_entries (seq, actor, action, subject_type, subject_id, before,"
                " after, request_id, address, at, previous_hash, hash) SELECT 4, actor, action, subject_type, subject_id,"
                " before, after, request_id, address, at, hash, hash"
                " FROM audit_entries WHERE seq = 3"
            ),
            Fault(FaultKind.INSERTED, 4),
        ),
        (
            "UPDATE audit_head SET hash = previous_hash FROM audit_entries WHERE seq = 3",
            Fault(FaultKind.UNCHAINED, 3),
        ),
    ],
)
async def test_tampering_is_found(
    works: Works, db: AsyncConnection, statement: str, fault: Fault
) -> None:
    await _note(works, "one", "two", "three")
    if db.dialect.name == "sqlite":
        statement = statement.replace("00.000001+00:00", "00.000001")
    statement = statement.replace("WHERE seq = 3", "WHERE audit_entries.seq = 3")

    await _as_database_owner(works, statement)

    verdict = await queries.verify(db)
    assert not verdict.is_sound
    assert fault in verdict.faults


async def test_a_trail_rewritten_as_a_whole_is_found_by_an_anchor_kept_elsewhere(
    works: Works, db: AsyncConnection
) -> None:
    await _note(works, "one", "two", "three")
    anchor = (await queries.verify(db)).anchor
    await _as_database_owner(works, "DELETE FROM audit_entries", "DELETE FROM audit_head")
    await _note(works, "one", "forged", "three", "four")

    alone, anchored = await queries.verify(db), await queries.verify(db, anchor)

    assert alone.is_sound
    assert anchored.faults == (Fault(FaultKind.EDITED, 3),)


async def test_cutting_the_end_and_the_head_is_found_by_an_anchor(
    works: Works, db: AsyncConnection
) -> None:
    await _note(works, "one", "two", "three")
    anchor = (await queries.verify(db)).anchor

    await _as_database_owner(
        works,
        "DELETE FROM audit_entries WHERE seq = 3",
        "UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit_entries WHERE seq = 2)",
    )

    assert (await queries.verify(db)).is_sound
    assert (await queries.verify(db, anchor)).faults == (Fault(FaultKind.TRUNCATED, 3),)


async def test_the_list_is_filtered_and_pages_from_the_newest(
    works: Works, db: AsyncConnection
) -> None:
    await _note(works, "one", "two", "one", "one")

    first = await queries.entries(db, EntryFilter(action="one"), PageRequest(2, with_total=True))
    second = await queries.entries(
        db, EntryFilter(action="one"), PageRequest(2, cursor=first.next_cursor)
    )

    assert [entry.seq for entry in first.items] == [4, 3]
    assert (first.total, first.has_more) == (3, True)
    assert [entry.seq for entry in second.items] == [1]
    assert not second.has_more
