"""A file is asked for, and made in the background."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from shopwright.infra.files import tasks
from shopwright.infra.files.making import Desk, Then, Watch, make
from shopwright.infra.files.sheets import FileFormat
from shopwright.infra.files.store import FileStore
from shopwright.infra.files.tasks import FileTask, TaskKind
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import system
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.customers.permissions import CUSTOMERS_READ
from shopwright.modules.orders.permissions import ORDERS_READ
from shopwright.satellites.analytics.contracts import EXPORT, ExportSubject, ExportWish
from shopwright.satellites.analytics.permissions import ANALYTICS_READ
from shopwright.satellites.analytics.rules import periods
from shopwright.satellites.analytics.service.exporting.writing import write_file

_RIGHTS: Mapping[ExportSubject, str] = {
    ExportSubject.ORDERS: ORDERS_READ,
    ExportSubject.ORDER_LINES: ORDERS_READ,
    ExportSubject.CUSTOMERS: CUSTOMERS_READ,
}
_ACTOR = system("files")


@dataclass(frozen=True, slots=True)
class Exporter:
    """What files are made with."""

    works: Works
    store: FileStore
    zone: ZoneInfo
    keep: timedelta


def right_to_read(subject: ExportSubject) -> str:
    """What who wants such a file, and who is sent one, has to be allowed."""
    return _RIGHTS.get(subject, ANALYTICS_READ)


async def ask_for_export(
    exporter: Exporter,
    work: Work,
    *,
    wish: ExportWish,
    form: FileFormat,
    more: Mapping[str, str] | None = None,
) -> FileTask:
    """Have a file made; ``more`` is kept with what was asked for.

    Raises:
        Unauthorized, Forbidden: the actor may not see what would be in it.
        SpanUpsideDown, SpanTooLong: its days make no sense.
    """
    work.actor.demand(right_to_read(wish.subject))
    today = work.now.astimezone(exporter.zone).date()
    span = periods.span_of(_day(wish.first), _day(wish.last), today)
    if wish.subject is ExportSubject.SALES:
        periods.demand_room(span, wish.interval)
    options = wish.options | {"first": span.first, "last": span.last} | dict(more or {})
    asked = await tasks.ask(
        work,
        kind=TaskKind.EXPORT,
        subject=wish.subject.value,
        format=form.value,
        options=options,
        keep=exporter.keep,
    )
    work.enqueue(EXPORT, {"task_id": str(asked.id)})
    told = {"subject": asked.subject, "format": asked.format, **options}
    _ = await audit.note(
        work, action="export.asked", subject=Subject("file", str(asked.id)), after=told
    )
    return asked


async def make_export(
    exporter: Exporter, *, task_id: UUID, then: Then | None = None
) -> FileTask | None:
    """Make a file that was asked for, and ``then`` do what follows, once; None where that is over."""

    async def write(task: FileTask, path: Path, watch: Watch) -> int:
        wish = ExportWish.of(ExportSubject(task.subject), task.options)
        form = FileFormat(task.format)
        return await write_file(exporter.works, path, wish, form, exporter.zone, watch)

    desk = Desk(exporter.works, exporter.store, _ACTOR, exporter.keep)
    return await make(
        desk, task_id=task_id, write=write, report=lambda rows: {"rows": rows}, then=then
    )


def _day(day: str) -> date | None:
    return date.fromisoformat(day) if day else None
