"""Reports that come by themselves: their files are asked for, made, and told of, each once."""

from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from shopwright.infra.files.sheets import FileFormat
from shopwright.infra.files.tasks import FileTask
from shopwright.infra.work import Work
from shopwright.kernel.actors import system
from shopwright.modules.reports import queries as reports
from shopwright.modules.reports import service as report_service
from shopwright.modules.reports.contracts import Every, Report
from shopwright.satellites.analytics.contracts import ExportSubject, ExportWish
from shopwright.satellites.analytics.service.exporting import (
    Exporter,
    ask_for_export,
    right_to_read,
)

_MOST = 20
_REPORT = "report_id"
_ACTOR = system("reports")


async def ask_for_due(exporter: Exporter) -> int:
    """Ask for the files of reports whose time has come; answers for how many."""
    works = exporter.works
    async with works.reading() as db:
        due = await reports.due(db, now=works.now(), limit=_MOST)
    asked = 0
    for report in due:
        async with works(_ACTOR) as work:
            if await report_service.take_due(work, report=report, zone=exporter.zone):
                await _ask(exporter, work, report)
                asked += 1
    return asked


async def tell(work: Work, task: FileTask) -> None:
    """Tell whoever reads a report that its file is there, where it is one of a report."""
    if _REPORT in task.options:
        await report_service.tell(
            work,
            report_id=UUID(task.options[_REPORT]),
            task_id=task.id,
            right=right_to_read(ExportSubject(task.subject)),
        )


def days_of(every: Every, at: datetime, zone: tzinfo) -> tuple[date, date]:
    """What a report is about: yesterday, the seven days up to it, or the month before."""
    yesterday = at.astimezone(zone).date() - timedelta(days=1)
    if every is Every.MONTH:
        ends = at.astimezone(zone).date().replace(day=1) - timedelta(days=1)
        return ends.replace(day=1), ends
    return yesterday - timedelta(days=6 if every is Every.WEEK else 0), yesterday


async def _ask(exporter: Exporter, work: Work, report: Report) -> None:
    draft = report.draft
    first, last = days_of(draft.rhythm.every, report.next_at, exporter.zone)
    days = {"first": first.isoformat(), "last": last.isoformat()}
    wish = ExportWish.of(ExportSubject(draft.subject), {**draft.options, **days})
    await ask_for_export(
        exporter, work, wish=wish, form=FileFormat(draft.form), more={_REPORT: str(report.id)}
    )
