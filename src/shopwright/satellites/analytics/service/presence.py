"""Which accounts came, and which were there: each counted once a day and once a month."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from uuid import UUID

from sqlalchemy import insert, or_, select, tuple_

from shopwright.infra.db import dialect
from shopwright.infra.outbox import OutboxEvent
from shopwright.infra.work import Work
from shopwright.modules.identity.events import UserRegistered, UserSignedIn
from shopwright.satellites.analytics.contracts import TURN
from shopwright.satellites.analytics.models import (
    AnalyticsMarkRow,
    AnalyticsNewcomerRow,
    AnalyticsPeopleRollupRow,
    AnalyticsPresenceRow,
)
from shopwright.satellites.analytics.rules import counting

# Who commits late bears an earlier time: so far back is looked again.
OVERLAP = timedelta(minutes=15)
KEPT = timedelta(days=400)
BATCH = 500
_MARK, _CAME = "people", UserRegistered.name
Seen = Sequence[tuple[str, UUID]]


async def follow(work: Work, *, zone: tzinfo) -> int:
    """Count registrations and sign-ins since the last time, from what was recorded of them anyway.

    Nothing is added to signing in itself. Answers how many accounts and days were new to it.
    """
    await dialect.take_turns(work.db, TURN)
    mark = AnalyticsMarkRow
    found = await work.db.execute(select(mark.at).where(mark.name == _MARK))
    last = found.scalar_one_or_none()
    since = last - OVERLAP if last is not None else datetime.fromtimestamp(0, UTC)
    counted = 0
    async for events in _batches(work, since):
        came = [(counting.day_of(at, zone), user) for at, user, name in events if name == _CAME]
        seen = [(counting.day_of(at, zone), user) for at, user, name in events if name != _CAME]
        counted += await note_newcomers(work, came) + await note_presence(work, seen)
    statement = dialect.insert_or_update(work.db, mark, (mark.name,), (mark.at,))
    await work.db.execute(statement.values(name=_MARK, at=work.now))
    return counted


async def _batches(work: Work, since: datetime) -> AsyncIterator[list[tuple[datetime, UUID, str]]]:
    """What was recorded: when, of whom, and what; without those of whom nothing is known any more."""
    row, edge = OutboxEvent, (since, UUID(int=0))
    while True:
        statement = (
            select(row.occurred_at, row.id, row.payload, row.name)
            .where(row.name.in_([_CAME, UserSignedIn.name]), row.occurred_at >= edge[0])
            .where(or_(row.occurred_at > edge[0], row.id > edge[1]))
            .order_by(row.occurred_at, row.id)
            .limit(BATCH)
        )
        rows = (await work.db.execute(statement)).all()
        if not rows:
            return
        yield [(each[0], UUID(each[2]["user_id"]), each[3]) for each in rows if each[2]]
        edge = (rows[-1][0], rows[-1][1])


async def note_presence(work: Work, seen: Seen) -> int:
    """Accounts that were there on a day; answers how many days were not counted yet.

    Of days that are forgotten already nobody can tell what was counted, so they are left alone.
    """
    edge = (work.now - KEPT).date().isoformat()
    recent = [each for each in seen if each[0] >= edge]
    wanted = sorted({(period, user) for day, user in recent for period in (day, day[:7])})
    row = AnalyticsPresenceRow
    if not wanted:
        return 0
    known = await work.db.execute(
        select(row.period, row.user_id).where(tuple_(row.period, row.user_id).in_(wanted))
    )
    fresh = sorted(set(wanted) - {(each.period, each.user_id) for each in known})
    if fresh:
        rows = [{"period": period, "user_id": user} for period, user in fresh]
        await work.db.execute(insert(row), rows)
        await _add(work, [(period, 0, 1) for period, _ in fresh])
    return sum(len(period) > 7 for period, _ in fresh)


async def note_newcomers(work: Work, came: Seen) -> int:
    """Accounts that registered on a day; answers how many were not counted yet."""
    row, first = AnalyticsNewcomerRow, {user: day for day, user in reversed(came)}
    if not first:
        return 0
    known = await work.db.execute(select(row.user_id).where(row.user_id.in_(first)))
    for user in known.scalars().all():
        del first[user]
    if first:
        rows = [{"user_id": user, "day": day} for user, day in sorted(first.items())]
        await work.db.execute(insert(row), rows)
        await _add(work, [(each, 1, 0) for day in first.values() for each in (day, day[:7])])
    return len(first)


async def _add(work: Work, cells: Sequence[tuple[str, int, int]]) -> None:
    row = AnalyticsPeopleRollupRow
    sums = counting.summed(((period,), (came, seen)) for period, came, seen in cells)
    rows = [
        {"period": period, "registered": came, "active": seen}
        for (period,), (came, seen) in sorted(sums.items(), key=lambda each: str(each[0]))
    ]
    statement = dialect.insert_or_add(work.db, row, (row.period,), (row.registered, row.active))
    await work.db.execute(statement, rows)
