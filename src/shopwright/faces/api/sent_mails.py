"""Mails that were sent, for staff: to whom, about what, and what became of them."""

import asyncio
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from shopwright.faces.api.admin_jobs import RevivedAnswer
from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.shapes import Answer, PageOf, ShortText, Time
from shopwright.infra.jobs.permissions import JOBS_WRITE
from shopwright.infra.mail import folder
from shopwright.kernel.errors import NotFound
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.satellites.notifications import queries, service
from shopwright.satellites.notifications.contracts import DEAD, QUEUED, MailState
from shopwright.satellites.notifications.permissions import MAILS_READ

router = APIRouter(tags=["Mails, for staff"])
MAILS = "/api/v1/admin/mails"
_SHOWN = 100


class MailQuery(BaseModel):
    """Which mails staff look for."""

    state: MailState | None = None
    template: Annotated[ShortText | None, Field(description="A kind of mail.")] = None
    address: Annotated[ShortText | None, Field(description="Whole, as it was written to.")] = None


class MailAnswer(Answer):
    """A mail; what it said is not kept."""

    id: UUID
    event: Annotated[str, Field(description="What it tells of.")]
    template: str
    user_id: UUID | None
    address: str
    state: MailState
    attempts: int
    last_error: str | None
    created_at: Time
    sent_at: Time | None


class LetterAnswer(Answer):
    number: int
    date: Time
    to: str
    subject: str
    text: str


class LettersAnswer(Answer):
    """The newest first."""

    items: list[LetterAnswer]


@router.get(
    MAILS,
    operation_id="mail_list",
    summary="List mails, the latest first",
    **access(MAILS_READ),
)
async def list_mails(
    ctx: Ctx, response: Response, paging: Paging, query: Annotated[MailQuery, Depends()]
) -> PageOf[MailAnswer]:
    response.headers["cache-control"] = "private, no-store"
    async with ctx.reading() as db:
        page = await queries.page(db, paging, **query.model_dump())
    items = [
        MailAnswer(**{name: getattr(each, name) for name in MailAnswer.model_fields})
        for each in page.items
    ]
    return page_of(ctx.request, response, page, items)


@router.get(
    f"{MAILS}/folder",
    operation_id="mail_folder_list",
    summary="The letters in the mail folder of a shop that has no mail server",
    **access(MAILS_READ, 404),
)
async def list_letters(ctx: Ctx, response: Response) -> LettersAnswer:
    """Not in production, nor with a mail server: letters hold links by which accounts are opened."""
    response.headers["cache-control"] = "private, no-store"
    settings = ctx.services.settings
    if settings.is_production or settings.mail_url:
        raise NotFound
    found = await asyncio.to_thread(folder.letters, Path(settings.mail_folder))
    items = [
        LetterAnswer(
            number=each.number, date=each.date, to=each.to, subject=each.subject, text=each.text
        )
        for each in found[:_SHOWN]
    ]
    return LettersAnswer(items=items)


@router.post(
    f"{MAILS}/{{mail_id}}/retry",
    operation_id="mail_retry",
    summary="Send a mail again that was given up",
    **access(JOBS_WRITE, 404),
)
async def retry(ctx: Ctx, mail_id: UUID) -> RevivedAnswer:
    async with ctx.work() as work:
        revived = await service.retry(work, mail_id=mail_id)
        if not revived:
            raise NotFound
        await audit.note(
            work,
            action="mail.retried",
            subject=Subject("mail", str(mail_id)),
            before={"state": DEAD},
            after={"state": QUEUED},
        )
    await ctx.services.bell.ring()
    return RevivedAnswer(revived=revived)
