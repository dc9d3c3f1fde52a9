"""Setting up reports, and telling when one has come."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.identity import queries as identity
from shopwright.modules.reports import queries, rules
from shopwright.modules.reports.contracts import Report, ReportDraft
from shopwright.modules.reports.errors import (
    NotARecipient,
    ReportChanged,
    ReportNotFound,
    TooManyReports,
)
from shopwright.modules.reports.events import ReportMade
from shopwright.modules.reports.models import ReportScheduleRow

MOST = 100


async def create(work: Work, *, draft: ReportDraft, right: str, zone: tzinfo) -> Report:
    """Set a report up; ``right`` is what its readers need.

    Raises:
        NotARecipient: somebody named may not read it.
        UnusableRhythm: it would never come.
        TooManyReports: there are enough.
    """
    await dialect.take_turns(work.db, "reports")
    if await queries.count(work.db) >= MOST:
        raise TooManyReports
    await _demand_readers(work, draft, right)
    report_id = ids.new()
    values = {"id": report_id, "version": 1, "created_at": work.now}
    await work.db.execute(insert(ReportScheduleRow).values(values | _values(work, draft, zone)))
    await _note(work, "report.created", report_id, after=told(draft))
    return await _report(work, report_id)


async def replace(
    work: Work, *, report_id: UUID, version: int, draft: ReportDraft, right: str, zone: tzinfo
) -> Report:
    """Set a report up anew.

    Raises:
        ReportNotFound: there is none.
        ReportChanged: it is not at ``version`` any more.
        NotARecipient, UnusableRhythm: as :func:`create`.
    """
    before = await _report(work, report_id)
    await _demand_readers(work, draft, right)
    row = ReportScheduleRow
    changed = await work.db.execute(
        update(row)
        .where(row.id == report_id, row.version == version)
        .values(version=version + 1, **_values(work, draft, zone))
    )
    if changed.rowcount != 1:
        raise ReportChanged
    after = told(draft)
    await _note(work, "report.changed", report_id, before=told(before.draft), after=after)
    return await _report(work, report_id)


async def remove(work: Work, *, report_id: UUID) -> None:
    """Raises ReportNotFound where there is none."""
    before = await _report(work, report_id)
    await work.db.execute(delete(ReportScheduleRow).where(ReportScheduleRow.id == report_id))
    await _note(work, "report.removed", report_id, before=told(before.draft))


async def take_due(work: Work, *, report: Report, zone: tzinfo) -> bool:
    """Count a report as come, once each time; False where somebody else has already, or it was changed meanwhile.

    Times that were missed while nothing ran are not made up for.
    """
    row = ReportScheduleRow
    taken = await work.db.execute(
        update(row)
        .where(row.id == report.id, row.next_at == report.next_at, row.version == report.version)
        .values(last_at=work.now, next_at=rules.next_after(report.draft.rhythm, work.now, zone))
    )
    return taken.rowcount == 1


async def tell(work: Work, *, report_id: UUID, task_id: UUID, right: str) -> int:
    """Tell those who may still read it that a report's file is there; answers how many."""
    report = await queries.report(work.db, report_id)
    readers = report.draft.recipients if report is not None else ()
    told_of = [each for each in readers if await _may_read(work, each, right)]
    for user_id in told_of:
        work.record(ReportMade(report_id=report_id, task_id=task_id, user_id=user_id))
    return len(told_of)


def told(draft: ReportDraft) -> Mapping[str, Any]:
    """A report as the audit trail shows it."""
    plain = asdict(draft)
    return plain | {"recipients": [str(each) for each in draft.recipients]}


def _values(work: Work, draft: ReportDraft, zone: tzinfo) -> dict[str, Any]:
    rules.check(draft.rhythm)
    return {
        "name": draft.name,
        "subject": draft.subject,
        "format": draft.form,
        "options": dict(draft.options),
        "recipients": [str(each) for each in draft.recipients],
        "every": draft.rhythm.every.value,
        "hour": draft.rhythm.hour,
        "day": draft.rhythm.day,
        "is_active": draft.is_active,
        "next_at": rules.next_after(draft.rhythm, work.now, zone),
        "updated_at": work.now,
    }


async def _report(work: Work, report_id: UUID) -> Report:
    found = await queries.report(work.db, report_id)
    if found is None:
        raise ReportNotFound
    return found


async def _demand_readers(work: Work, draft: ReportDraft, right: str) -> None:
    for each in draft.recipients:
        if not await _may_read(work, each, right):
            raise NotARecipient


async def _may_read(work: Work, user_id: UUID, right: str) -> bool:
    return right in await identity.rights_of_user(work.db, user_id)


async def _note(work: Work, action: str, report_id: UUID, **values: Mapping[str, Any]) -> None:
    _ = await audit.note(work, action=action, subject=Subject("report", str(report_id)), **values)
