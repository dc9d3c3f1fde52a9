"""Writing to the audit trail."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import and_, insert, null, or_, update

from shopwright.infra.db import dialect
from shopwright.infra.linefile import append_line, read_lines
from shopwright.infra.work import Work
from shopwright.modules.audit import rules
from shopwright.modules.audit.contracts import Anchor, Entry, Subject
from shopwright.modules.audit.models import AuditEntryRow, AuditHeadRow

_HEAD = 1
_ANCHORS = "anchors.txt"


async def note(
    work: Work,
    *,
    action: str,
    subject: Subject,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> Entry:
    """Put down what the actor does, in the transaction in which he does it: ``note(work, action="user.disabled", ...)``.

    ``before`` and ``after`` hold what changed, nothing secret. Works that write to the trail wait for each other from
    here to their commit, so call it last.
    """
    seq, previous_hash = await _next(work)
    open_entry = Entry(
        seq=seq,
        actor=work.actor.name,
        action=action,
        subject=subject,
        before=rules.plain(before),
        after=rules.plain(after),
        request_id=work.request_id[:100],
        address=work.address[:45],
        at=work.now,
        previous_hash=previous_hash,
        hash="",
    )
    open_entry = rules.committed(open_entry, lambda: secrets.token_hex(16))
    entry = replace(open_entry, hash=rules.digest(open_entry))
    await work.db.execute(insert(AuditEntryRow).values(**_row(entry)))
    await work.db.execute(
        update(AuditHeadRow).where(AuditHeadRow.id == _HEAD).values(hash=entry.hash)
    )
    return entry


async def forget(work: Work, *, user_id: UUID, order_ids: Collection[UUID]) -> int:
    """Empty what the trail tells of a person and his orders; who did what and when stays. Done twice, it is done once.

    The caller has to note the erasure (``rules.ERASED``) with the ids of the orders: the chain is whole by it.
    """
    row = AuditEntryRow
    about = or_(
        and_(row.subject_type == "user", row.subject_id == str(user_id)),
        and_(row.subject_type == "order", row.subject_id.in_([str(each) for each in order_ids])),
    )
    nobody = ~row.actor.startswith("user:")
    own = (row.actor == f"user:{user_id}") | row.actor.startswith(f"user:{user_id}/")
    details = await work.db.execute(
        update(row)
        .where(about, row.action != rules.ERASED, row.details_salt != "")
        .values(before=null(), after=null(), details_salt="")
    )
    origins = await work.db.execute(
        update(row)
        .where(own | (nobody & about), row.origin_salt != "")
        .values(request_id="", address="", origin_salt="")
    )
    return details.rowcount + origins.rowcount


def keep_anchor(folder: str, anchor: Anchor, now: datetime) -> None:
    """Write the end of the chain down in a folder, where who rewrites the database does not reach. Blocks."""
    append_line(Path(folder) / _ANCHORS, f"{now.isoformat(timespec='seconds')} {anchor}")


def kept_anchors(folder: str) -> list[Anchor]:
    """Every end of the chain that was written down in a folder.

    Raises:
        NoAnchor: a line is none.
    """
    return [Anchor.read(line.rpartition(" ")[2]) for line in read_lines(Path(folder) / _ANCHORS)]


async def _next(work: Work) -> tuple[int, str]:
    """Take the next number and with it the chain's end, which this Work now holds until it commits."""
    advance = (
        update(AuditHeadRow)
        .where(AuditHeadRow.id == _HEAD)
        .values(seq=AuditHeadRow.seq + 1)
        .returning(AuditHeadRow.seq, AuditHeadRow.hash)
    )
    row = (await work.db.execute(advance)).first()
    if row is None:
        first = dialect.insert_or_ignore(work.db, AuditHeadRow)
        await work.db.execute(first.values(id=_HEAD, seq=0, hash=rules.GENESIS))
        row = (await work.db.execute(advance)).one()
    return row.seq, row.hash


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "actor": entry.actor,
        "action": entry.action,
        "subject_type": entry.subject.type,
        "subject_id": entry.subject.id,
        "before": entry.before,
        "after": entry.after,
        "request_id": entry.request_id,
        "address": entry.address,
        "at": entry.at,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
        "details_salt": entry.details_salt,
        "details_hash": entry.details_hash,
        "origin_salt": entry.origin_salt,
        "origin_hash": entry.origin_hash,
    }
