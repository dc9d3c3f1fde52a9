"""Every question about reports."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.reports.contracts import Every, Report, ReportDraft, Rhythm
from shopwright.modules.reports.models import ReportScheduleRow

_ALL: Any = select(*ReportScheduleRow.__table__.c)


async def reports(db: AsyncConnection) -> Sequence[Report]:
    """All of them, by name."""
    rows = await db.execute(_ALL.order_by(ReportScheduleRow.name, ReportScheduleRow.id))
    return [_report(each) for each in rows]


async def report(db: AsyncConnection, report_id: UUID) -> Report | None:
    row = (await db.execute(_ALL.where(ReportScheduleRow.id == report_id))).one_or_none()
    return _report(row) if row else None


async def count(db: AsyncConnection) -> int:
    found = await db.execute(select(func.count()).select_from(ReportScheduleRow))
    return int(found.scalar_one())


async def due(db: AsyncConnection, *, now: datetime, limit: int) -> Sequence[Report]:
    """Active reports whose time has come, the longest overdue first."""
    row = ReportScheduleRow
    statement = _ALL.where(row.is_active, row.next_at <= now).order_by(row.next_at).limit(limit)
    return [_report(each) for each in await db.execute(statement)]


def _report(row: Any) -> Report:
    draft = ReportDraft(
        name=row.name,
        subject=row.subject,
        form=row.format,
        rhythm=Rhythm(Every(row.every), row.hour, row.day),
        recipients=tuple(UUID(each) for each in row.recipients),
        options=dict(row.options),
        is_active=row.is_active,
    )
    return Report(
        row.id, draft, row.next_at, row.last_at, row.version, row.created_at, row.updated_at
    )
