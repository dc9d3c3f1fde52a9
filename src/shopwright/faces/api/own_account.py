"""What somebody changes of his own account, and is asked his password for."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from pydantic.types import StringConstraints

from shopwright.faces.api.auth import AskedAnswer
from shopwright.faces.api.context import SIGNED_IN, Context, Ctx, access
from shopwright.faces.api.people import Email, NewPassword
from shopwright.faces.api.shapes import Payload, example
from shopwright.faces.api.signed_in import seen_of
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Confirmed

router = APIRouter(tags=["Users"])
Password = Annotated[
    str,
    StringConstraints(min_length=1, max_length=256),
    Field(description="The current one.", examples=["correct horse battery"]),
]


class PasswordPayload(Payload):
    model_config = example(
        {"current_password": "correct horse battery", "new_password": "staple of another stable"}
    )

    current_password: Password
    new_password: NewPassword


class NewEmailPayload(Payload):
    model_config = example(
        {"email": "robin.new@example.com", "current_password": "correct horse battery"}
    )

    email: Email
    current_password: Password


class ClosingPayload(Payload):
    model_config = example({"current_password": "correct horse battery"})

    current_password: Password


@router.put(
    "/api/v1/users/me/password",
    summary="Change one's own password",
    operation_id="password_change",
    description="Asks the current one. Other sessions end, and a mail tells of it.",
    status_code=204,
    **access(SIGNED_IN),
)
async def change_password(ctx: Ctx, payload: PasswordPayload) -> None:
    security = ctx.services.security
    confirmed = await _confirmed(ctx, payload.current_password)
    hashed = await identity.new_hash(security, payload.new_password, confirmed.user)
    async with ctx.work() as work:
        await identity.set_password(
            work, confirmed=confirmed, password_hash=hashed, session_id=_session(ctx)
        )
    security.recogniser.forget_user(ctx.user_id)


@router.put(
    "/api/v1/users/me/email",
    summary="Ask for another email address",
    operation_id="email_change",
    description="Asks the password, and mails a link to the new address; nothing changes before it is opened. "
    "Answers the same whether or not the address belongs to somebody.",
    status_code=202,
    **access(SIGNED_IN, 409),
)
async def change_email(ctx: Ctx, payload: NewEmailPayload) -> AskedAnswer:
    confirmed = await _confirmed(ctx, payload.current_password)
    async with ctx.work() as work:
        await identity.ask_for_email(
            work,
            ctx.services.security.links,
            confirmed=confirmed,
            email=payload.email,
            session_id=_session(ctx),
        )
    return AskedAnswer(message="We have sent a mail to the new address; open the link in it.")


@router.post(
    "/api/v1/users/me/deactivate",
    summary="Close one's own account",
    operation_id="account_close",
    description="Asks the password. Every session ends; orders go on. Staff can open the account again.",
    status_code=204,
    **access(SIGNED_IN, 409),
)
async def close_account(ctx: Ctx, payload: ClosingPayload) -> None:
    await _confirmed(ctx, payload.current_password)
    async with ctx.work() as work:
        await identity.set_active(work, user_id=ctx.user_id, is_active=False)
        await audit.note(work, action="user.disabled", subject=Subject("user", str(ctx.user_id)))
    ctx.services.security.recogniser.forget_user(ctx.user_id)


async def _confirmed(ctx: Context, password: str) -> Confirmed:
    return await identity.confirm_password(
        ctx.work,
        ctx.services.security,
        user_id=ctx.user_id,
        password=password,
        seen=seen_of(ctx),
    )


def _session(ctx: Context) -> UUID | None:
    return ctx.claims.session_id if ctx.claims is not None else None
