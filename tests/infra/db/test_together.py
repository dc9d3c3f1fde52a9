"""Rows that wait for the commit: written as they are, all or none, in one statement where the database can."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from shopwright.infra.db import dialect
from shopwright.infra.outbox import Job, OutboxEvent
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
ACTOR = system("test")
AT = datetime(2026, 11, 2, 23, 59, 59, 123456, tzinfo=UTC)
PAYLOAD = {"naïve": ['"quoted"', "\\back", "line\nbreak", None, True, 2**62, {"deep": []}]}


def event() -> dict[str, object]:
    return {
        "id": ids.new(),
        "name": "kettle.boiled",
        "version": 1,
        "payload": PAYLOAD,
        "actor": "system:test; DROP TABLE jobs --",
        "occurred_at": AT,
    }


def job(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "id": ids.new(),
        "name": "tea.pour",
        "payload": {},
        "event_id": None,
        "run_at": AT + timedelta(hours=1),
        "max_attempts": 3,
        "created_at": AT,
    }
    return row | changes


async def test_rows_of_two_tables_are_read_as_they_were_written(works: Works) -> None:
    boiled = [event(), event()]
    async with works(ACTOR) as work:
        work.write(OutboxEvent, boiled)
        work.write(Job, [job(event_id=boiled[0]["id"])])

    async with works.reading() as db:
        events = (await db.execute(select(OutboxEvent.__table__))).mappings().all()
        tasks = (await db.execute(select(Job.__table__))).mappings().all()
    assert sorted(map(dict, events), key=str) == sorted(boiled, key=str)
    assert tasks[0]["event_id"] == boiled[0]["id"]
    assert tasks[0]["unique_key"] is None
    assert (tasks[0]["state"], tasks[0]["attempts"]) == ("ready", 0)
    assert tasks[0]["run_at"] == AT + timedelta(hours=1)


async def test_many_rows_of_many_tables_are_one_statement_where_the_database_can(
    works: Works,
) -> None:
    boiled = [event() for _ in range(20)]
    with counted(works.engine) as sent:
        async with works(ACTOR) as work:
            work.write(OutboxEvent, boiled)
            work.write(Job, [job(event_id=each["id"]) for each in boiled])
            on_postgres = dialect.is_postgres(work.db)

    assert len(sent) == (1 if on_postgres else 2)


async def test_a_row_that_the_schema_refuses_takes_all_others_with_it(works: Works) -> None:
    async def write() -> None:
        async with works(ACTOR) as work:
            work.write(OutboxEvent, [event()])
            work.write(Job, [job(), job(event_id=ids.new())])

    with pytest.raises(IntegrityError):
        await write()

    async with works.reading() as db:
        assert await db.scalar(select(func.count()).select_from(OutboxEvent)) == 0
        assert await db.scalar(select(func.count()).select_from(Job)) == 0


async def test_what_waits_is_there_after_a_flush_and_written_once(works: Works) -> None:
    async with works(ACTOR) as work:
        work.write(OutboxEvent, [event()])
        before = await work.db.scalar(select(func.count()).select_from(OutboxEvent))
        await work.flush()
        after = await work.db.scalar(select(func.count()).select_from(OutboxEvent))

    assert (before, after) == (0, 1)
    async with works.reading() as db:
        assert await db.scalar(select(func.count()).select_from(OutboxEvent)) == 1


async def test_what_waits_is_dropped_with_its_work(works: Works) -> None:
    async def spill() -> None:
        async with works(ACTOR) as work:
            work.write(OutboxEvent, [event()])
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await spill()

    async with works.reading() as db:
        assert await db.scalar(select(func.count()).select_from(OutboxEvent)) == 0
