"""What the shop's mails look like, for staff."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic.types import StringConstraints

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.shapes import Answer
from shopwright.satellites.notifications import service as notifications
from shopwright.satellites.notifications.permissions import MAILS_READ

router = APIRouter(tags=["Mails, for staff"])
PREVIEWS = "/api/v1/admin/mails/previews"
MailName = Annotated[
    str, StringConstraints(pattern="^[a-z_]{1,60}$"), Path(description="As the list has it.")
]
Language = Annotated[
    str | None,
    Query(pattern="^[a-z]{2}$", description="The shop's own unless told, or there is none."),
]


class MailNamesAnswer(Answer):
    """Every kind of mail."""

    names: list[str]


class MailPreviewAnswer(Answer):
    """A mail written with example data, in both its forms."""

    name: str
    subject: str
    text: str
    html: str


@router.get(
    PREVIEWS,
    operation_id="mail_preview_list",
    summary="The kinds of mails that the shop sends",
    **access(MAILS_READ),
)
async def list_previews(_: Ctx) -> MailNamesAnswer:
    return MailNamesAnswer(names=list(notifications.preview_names()))


@router.get(
    f"{PREVIEWS}/{{mail_name}}",
    operation_id="mail_preview_get",
    summary="A mail as it would look, with example data",
    **access(MAILS_READ, 404),
)
async def get_preview(
    ctx: Ctx, mail_name: MailName, language: Language = None
) -> MailPreviewAnswer:
    shown = notifications.preview(ctx.services.post, mail_name, language or "")
    return MailPreviewAnswer(
        name=mail_name, subject=shown.subject, text=shown.text, html=shown.html
    )
