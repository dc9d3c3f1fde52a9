"""What is read of the audit trail."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.errors import InvalidCursor
from shopwright.kernel.paging import Page, PageRequest, decode_cursor, encode_cursor
from shopwright.modules.audit import rules
from shopwright.modules.audit.contracts import Anchor, Entry, Fault, Subject, Verdict
from shopwright.modules.audit.models import AuditEntryRow, AuditHeadRow

_NEWEST = "newest"
_BATCH = 1000
MOST_FAULTS = 1000  # named at most; one is enough
_ENTRY = (
    AuditEntryRow.seq,
    AuditEntryRow.actor,
    AuditEntryRow.action,
    AuditEntryRow.subject_type,
    AuditEntryRow.subject_id,
    AuditEntryRow.before,
    AuditEntryRow.after,
    AuditEntryRow.request_id,
    AuditEntryRow.address,
    AuditEntryRow.at,
    AuditEntryRow.previous_hash,
    AuditEntryRow.hash,
    AuditEntryRow.details_salt,
    AuditEntryRow.details_hash,
    AuditEntryRow.origin_salt,
    AuditEntryRow.origin_hash,
)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries a list holds; None asks for all."""

    actor: str | None = None
    action: str | None = None
    subject_type: str | None = None
    subject_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    address: str | None = None
    text: str | None = None


async def entries(db: AsyncConnection, wanted: EntryFilter, page: PageRequest) -> Page[Entry]:
    """Entries of the trail, the newest first.

    Raises:
        InvalidCursor: not a cursor of this list.
    """
    statement = _filtered(select(*_ENTRY), wanted).order_by(AuditEntryRow.seq.desc())
    if page.cursor is not None:
        statement = statement.where(AuditEntryRow.seq < _place_of(page.cursor))
    rows = (await db.execute(statement.limit(page.limit + 1).offset(page.offset))).all()
    shown = [_entry(row) for row in rows[: page.limit]]
    total = None
    if page.with_total:
        counted = _filtered(select(func.count(AuditEntryRow.seq)), wanted)
        total = (await db.execute(counted)).scalar_one()
    is_more = len(rows) > page.limit
    following = encode_cursor(_NEWEST, shown[-1].seq) if is_more else None
    return Page(shown, page.limit, following, total, page.offset)


async def batch(
    db: AsyncConnection, wanted: EntryFilter, *, after: int, until: int, limit: int = _BATCH
) -> list[Entry]:
    """The next entries that fit, the oldest first; none are left where there are fewer than ``limit``."""
    statement = _filtered(select(*_ENTRY), wanted).where(
        AuditEntryRow.seq > after, AuditEntryRow.seq <= until
    )
    rows = await db.execute(statement.order_by(AuditEntryRow.seq).limit(limit))
    return [_entry(row) for row in rows]


async def head(db: AsyncConnection) -> Anchor:
    """The end of the chain, as its writers keep it."""
    row = (await db.execute(select(AuditHeadRow.seq, AuditHeadRow.hash))).first()
    return Anchor(row.seq, row.hash) if row else Anchor(0, rules.GENESIS)


async def verify(db: AsyncConnection, *anchors: Anchor) -> Verdict:
    """Walk the whole chain and name each edit, gap, insertion and cut; memory stays flat.

    ``anchors`` are ends of the chain that were written down elsewhere before: they show what somebody rewrote who
    could write to every table. Entries added while it walks are checked too.
    """
    walk = rules.ChainWalk({anchor.seq: anchor.hash for anchor in anchors if anchor.seq})
    faults: list[Fault] = []
    async for entry in _walk(db):
        faults += islice(walk.step(entry), MOST_FAULTS - len(faults))
    end = await head(db)
    async for entry in _walk(db, after=walk.seq, until=end.seq):
        faults += islice(walk.step(entry), MOST_FAULTS - len(faults))
    faults += walk.end(end)
    return Verdict(walk.entries, tuple(faults), Anchor(walk.seq, walk.hash))


async def _walk(
    db: AsyncConnection, after: int = 0, until: int | None = None
) -> AsyncIterator[Entry]:
    while True:
        statement = select(*_ENTRY).where(AuditEntryRow.seq > after)
        if until is not None:
            statement = statement.where(AuditEntryRow.seq <= until)
        rows = (await db.execute(statement.order_by(AuditEntryRow.seq).limit(_BATCH))).all()
        for row in rows:
            yield _entry(row)
        if len(rows) < _BATCH:
            return
        after = rows[-1].seq


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    return Entry(
        seq=row.seq,
        actor=row.actor,
        action=row.action,
        subject=Subject(row.subject_type, row.subject_id),
        before=row.before,
        after=row.after,
        request_id=row.request_id,
        address=row.address,
        at=row.at,
        previous_hash=row.previous_hash,
        hash=row.hash,
        details_salt=row.details_salt,
        details_hash=row.details_hash,
        origin_salt=row.origin_salt,
        origin_hash=row.origin_hash,
    )


def _filtered(statement: Select[*tuple[Any, ...]], wanted: EntryFilter) -> Select[*tuple[Any, ...]]:
    equal = {
        AuditEntryRow.address: wanted.address,
        AuditEntryRow.action: wanted.action,
        AuditEntryRow.subject_type: wanted.subject_type,
        AuditEntryRow.subject_id: wanted.subject_id,
    }
    for column, value in equal.items():
        if value is not None:
            statement = statement.where(column == value)
    if wanted.actor is not None:
        statement = statement.where(_is_by(wanted.actor))
    if wanted.text:
        statement = statement.where(_says(wanted.text))
    if wanted.since is not None:
        statement = statement.where(AuditEntryRow.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(AuditEntryRow.at < wanted.until)
    return statement


def _is_by(actor: str) -> ColumnElement[bool]:
    """By the actor himself, or by one of his keys: ``user:1`` finds ``user:1/key:ab`` too."""
    by = AuditEntryRow.actor
    return or_(by == actor, by.startswith(f"{actor}/", autoescape=True))


def _says(text: str) -> ColumnElement[bool]:
    lowered = text.lower()
    columns = (
        AuditEntryRow.action,
        AuditEntryRow.subject_id,
        AuditEntryRow.request_id,
        cast(AuditEntryRow.before, Text),
        cast(AuditEntryRow.after, Text),
    )
    return or_(*(func.lower(column).contains(lowered, autoescape=True) for column in columns))


def _place_of(cursor: str) -> int:
    (seq,) = decode_cursor(cursor, _NEWEST, 1)
    if not isinstance(seq, int) or not 0 <= seq < 2**63:
        raise InvalidCursor
    return seq
