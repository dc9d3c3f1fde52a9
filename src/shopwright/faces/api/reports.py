"""Reports that come by themselves, set up by staff."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.shapes import Answer, IdText, Name, Payload, Time, example
from shopwright.infra.files.sheets import FileFormat
from shopwright.modules.orders.contracts import OrderStatus
from shopwright.modules.reports import queries
from shopwright.modules.reports import service as reports
from shopwright.modules.reports.contracts import Every, Report, ReportDraft, Rhythm
from shopwright.modules.reports.errors import ReportNotFound
from shopwright.modules.reports.permissions import REPORTS_MANAGE
from shopwright.satellites.analytics.contracts import ExportSubject, ExportWish, Group, Interval
from shopwright.satellites.analytics.service import right_to_read

router = APIRouter(tags=["Reports, for staff"])
REPORTS, REPORT = "/api/v1/admin/reports", "/api/v1/admin/reports/{report_id}"
_READER = "01a1fe20-5530-730c-b7b2-180b809b36c4"


class ScheduledReportPayload(Payload):
    """A report: what is in it, when it comes, and to whom of the staff.

    It is about yesterday, the seven days up to it, or the month before, as often as it comes.
    """

    model_config = example(
        {
            "name": "Sales by country",
            "subject": "sales",
            "format": "xlsx",
            "every": "month",
            "day": 1,
            "hour": 6,
            "recipients": [_READER],
            "interval": "day",
            "group": "region",
        }
    )

    name: Annotated[Name, Field(max_length=100)]
    subject: Annotated[ExportSubject, Field(strict=False)]
    format: Annotated[FileFormat, Field(strict=False)] = FileFormat.CSV
    every: Annotated[Every, Field(strict=False)]
    hour: Annotated[int, Field(ge=0, le=23, description="By the clocks of analytics.")] = 6
    day: Annotated[
        int, Field(ge=1, le=28, description="Of the week, 1 is Monday; or of the month.")
    ] = 1
    recipients: Annotated[
        list[IdText], Field(min_length=1, max_length=20, description="Accounts of staff.")
    ]
    is_active: bool = True
    status: Annotated[OrderStatus, Field(strict=False)] | None = None
    interval: Annotated[Interval, Field(strict=False)] = Interval.DAY
    group: Annotated[Group, Field(strict=False)] | None = None

    @property
    def draft(self) -> ReportDraft:
        wish = ExportWish(
            self.subject, status=self.status or "", interval=self.interval, group=self.group
        )
        return ReportDraft(
            name=self.name,
            subject=self.subject.value,
            form=self.format.value,
            rhythm=Rhythm(self.every, self.hour, self.day),
            recipients=tuple(dict.fromkeys(self.recipients)),
            options=wish.options,
            is_active=self.is_active,
        )


class ReportChangePayload(ScheduledReportPayload):
    """The report as it shall be; `version` is the one that was read."""

    model_config = example(
        {
            "name": "Orders of the day",
            "subject": "orders",
            "every": "day",
            "recipients": [_READER],
            "version": 1,
        }
    )

    version: Annotated[int, Field(ge=1)]


class ReportAnswer(Answer):
    id: UUID
    name: str
    subject: str
    format: str
    every: Every
    hour: int
    day: int
    recipients: list[UUID]
    is_active: bool
    options: dict[str, str]
    next_at: Time
    last_at: Time | None
    version: int

    @classmethod
    def of(cls, found: Report) -> "ReportAnswer":
        draft = found.draft
        return cls(
            id=found.id,
            name=draft.name,
            subject=draft.subject,
            format=draft.form,
            every=draft.rhythm.every,
            hour=draft.rhythm.hour,
            day=draft.rhythm.day,
            recipients=list(draft.recipients),
            is_active=draft.is_active,
            options=dict(draft.options),
            next_at=found.next_at,
            last_at=found.last_at,
            version=found.version,
        )


class ReportsAnswer(Answer):
    items: list[ReportAnswer]


@router.get(REPORTS, operation_id="report_list", summary="List reports", **access(REPORTS_MANAGE))
async def list_reports(ctx: Ctx) -> ReportsAnswer:
    async with ctx.reading() as db:
        found = await queries.reports(db)
    return ReportsAnswer(items=[ReportAnswer.of(each) for each in found])


@router.post(
    REPORTS,
    operation_id="report_create",
    summary="Set a report up, to be made and mailed by itself",
    status_code=201,
    **access(REPORTS_MANAGE, 409),
)
async def post_report(ctx: Ctx, payload: ScheduledReportPayload) -> ReportAnswer:
    """Whoever sets it up, and each who is to read it, has to be allowed to see what is in it. Mails hold a link, no data."""
    right = right_to_read(payload.subject)
    ctx.actor.demand(right)
    async with ctx.work() as work:
        made = await reports.create(
            work, draft=payload.draft, right=right, zone=ctx.services.insight.zone
        )
    return ReportAnswer.of(made)


@router.get(REPORT, operation_id="report_get", summary="A report", **access(REPORTS_MANAGE, 404))
async def get_report(ctx: Ctx, report_id: UUID) -> ReportAnswer:
    async with ctx.reading() as db:
        found = await queries.report(db, report_id)
    if found is None:
        raise ReportNotFound
    return ReportAnswer.of(found)


@router.put(
    REPORT,
    operation_id="report_replace",
    summary="Set a report up anew",
    **access(REPORTS_MANAGE, 404, 409, 412),
)
async def put_report(ctx: Ctx, report_id: UUID, payload: ReportChangePayload) -> ReportAnswer:
    right = right_to_read(payload.subject)
    ctx.actor.demand(right)
    async with ctx.work() as work:
        changed = await reports.replace(
            work,
            report_id=report_id,
            version=payload.version,
            draft=payload.draft,
            right=right,
            zone=ctx.services.insight.zone,
        )
    return ReportAnswer.of(changed)


@router.delete(
    REPORT,
    operation_id="report_remove",
    summary="Have a report made no more",
    status_code=204,
    **access(REPORTS_MANAGE, 404),
)
async def delete_report(ctx: Ctx, report_id: UUID) -> None:
    async with ctx.work() as work:
        await reports.remove(work, report_id=report_id)
