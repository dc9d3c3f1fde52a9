"""Links and codes in mails: addresses shown to be read, passwords chosen anew."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Path, Response
from pydantic import AliasChoices, Field, model_validator
from pydantic.types import StringConstraints

from shopwright.faces.api.auth import AskedAnswer
from shopwright.faces.api.context import ANONYMOUS, Context, Ctx, access
from shopwright.faces.api.people import Email, NewPassword, UserAnswer, user_answer
from shopwright.faces.api.shapes import Answer, Payload, Time, example
from shopwright.faces.api.signed_in import keep_secret, seen_of
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Purpose, ResetClaim, Wish
from shopwright.modules.identity.errors import TooManyAttempts

router = APIRouter(tags=["Authentication"])
_SAMPLE = "0193a1b2c3d47e5f8a9b0c1d2e3f4a5b.1790000000.Jc2nV0m3k9xQ7sTqvYpRr1Zb5dL8wAeHfUgKoIiNzM"
_Token = StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,128}$")
LinkToken = Annotated[str, _Token]
TokenInPath = Annotated[str, _Token, Path(description="What the link in the mail ends with.")]
ASKED = "We have sent a mail, if there is an account to send it for."


class LinkPayload(Payload):
    model_config = example({"token": _SAMPLE})

    token: LinkToken


class AddressPayload(Payload):
    model_config = example({"email": "robin@example.com"})

    email: Email


class ResetPayload(Payload):
    """``token`` of the mail's link; or ``email`` and the mail's ``code``."""

    model_config = example(
        {"token": _SAMPLE, "new_password": "correct horse battery"},
        {"email": "robin@example.com", "code": "493027", "new_password": "correct horse battery"},
    )

    token: LinkToken | None = None
    email: Email | None = None
    code: Annotated[
        Annotated[str, StringConstraints(pattern="^[0-9]{6}$")] | None,
        Field(validation_alias=AliasChoices("code", "otp")),
    ] = None
    new_password: NewPassword

    @model_validator(mode="after")
    def name_one_way(self) -> Self:
        by_code = self.email is not None and self.code is not None
        by_link = self.token is not None
        if by_code == by_link or (by_link and (self.email or self.code)):
            message = "name either token, or email and code"
            raise ValueError(message)
        return self


class LinkAnswer(Answer):
    """A link that was looked at and not used; it is used by sending its token to ``use``."""

    purpose: str
    expires_at: Time
    use: str = Field(examples=["POST /api/v1/auth/reset-password"])


@router.get(
    "/api/v1/auth/verify-email/{token}",
    summary="Open the link of a mail: the address is verified",
    operation_id="email_verify",
    description="Opening it again changes nothing and answers the same, as programs that look at mails open links too.",
    **access(ANONYMOUS),
)
async def verify_email(ctx: Ctx, token: TokenInPath) -> UserAnswer:
    return await _verified(ctx, token)


@router.post(
    "/api/v1/auth/verify-email",
    summary="Verify an address by the token of a mail",
    operation_id="email_verify_by_token",
    **access(ANONYMOUS),
)
async def verify_by_token(ctx: Ctx, payload: LinkPayload) -> UserAnswer:
    return await _verified(ctx, payload.token)


@router.post(
    "/api/v1/auth/resend-verification",
    summary="Ask for another mail to verify an address",
    operation_id="email_verification_resend",
    description="Answers the same for every address.",
    status_code=202,
    **access(ANONYMOUS),
)
async def resend_verification(ctx: Ctx, payload: AddressPayload) -> AskedAnswer:
    return await _ask(ctx, Wish.RESEND_VERIFICATION, payload)


@router.post(
    "/api/v1/auth/forgot-password",
    summary="Ask for a mail to choose a new password",
    operation_id="password_forget",
    description="Answers the same for every address. The mail has a link and a code; a newer one voids the older.",
    status_code=202,
    **access(ANONYMOUS),
)
async def forget_password(ctx: Ctx, payload: AddressPayload) -> AskedAnswer:
    return await _ask(ctx, Wish.FORGOT_PASSWORD, payload)


@router.post(
    "/api/v1/auth/reset-password",
    summary="Choose a new password, by the link or the code of a mail",
    operation_id="password_reset",
    description="Every session ends; sign in with the new password. A code may be tried five times.",
    status_code=204,
    **access(ANONYMOUS),
)
async def reset_password(ctx: Ctx, payload: ResetPayload) -> None:
    claim = await _claim(ctx, payload)
    hashed = await identity.new_hash(ctx.services.security, payload.new_password, claim.user)
    async with ctx.work() as work:
        await identity.finish_reset(work, claim=claim, password_hash=hashed)
    ctx.services.security.recogniser.forget_user(claim.user.id)


@router.post(
    "/api/v1/auth/confirm-email",
    summary="Take a new address, by the token of the mail that went there",
    operation_id="email_confirm",
    description="Sessions end, but for the one that asked. The old address is told, and may undo it for seven days.",
    **access(ANONYMOUS, 409),
)
async def confirm_email(ctx: Ctx, payload: LinkPayload) -> UserAnswer:
    security = ctx.services.security
    async with ctx.work() as work:
        user = await identity.confirm_email(work, security.links, token=payload.token)
    security.recogniser.forget_user(user.id)
    return user_answer(user)


@router.post(
    "/api/v1/auth/undo-email",
    summary="Give an account its old address back, by the token of the mail that went there",
    operation_id="email_undo",
    description="Every session ends and the password is void; a mail to the old address lets its reader choose another.",
    **access(ANONYMOUS, 409),
)
async def undo_email(ctx: Ctx, payload: LinkPayload) -> AskedAnswer:
    security = ctx.services.security
    async with ctx.work() as work:
        user = await identity.undo_email(work, security.links, token=payload.token)
    security.recogniser.forget_user(user.id)
    return AskedAnswer(message="The account has its address back; choose a new password.")


def _look(purpose: Purpose, use: str) -> Any:
    async def look(ctx: Ctx, token: TokenInPath, response: Response) -> LinkAnswer:
        async with ctx.reading() as db:
            proof = await identity.look_at_link(
                db,
                ctx.services.security.links,
                token=token,
                purpose=purpose,
                now=ctx.services.works.now(),
            )
        keep_secret(response)
        return LinkAnswer(purpose=proof.purpose, expires_at=proof.expires_at, use=f"POST {use}")

    return look


for _purpose, _place, _name in (
    (Purpose.RESET_PASSWORD, "reset-password", "password_reset_look"),
    (Purpose.CHANGE_EMAIL, "confirm-email", "email_confirm_look"),
    (Purpose.UNDO_EMAIL, "undo-email", "email_undo_look"),
):
    router.add_api_route(
        f"/api/v1/auth/{_place}/{{token}}",
        _look(_purpose, f"/api/v1/auth/{_place}"),
        methods=["GET"],
        summary="Look at the link of a mail without using it",
        operation_id=_name,
        response_model=LinkAnswer,
        **access(ANONYMOUS),
    )


async def _verified(ctx: Context, token: str) -> UserAnswer:
    async with ctx.work() as work:
        user = await identity.verify_email(work, ctx.services.security.links, token=token)
    return user_answer(user)


async def _ask(ctx: Context, wish: Wish, payload: AddressPayload) -> AskedAnswer:
    async with ctx.work() as work:
        wait = await identity.ask(work, wish=wish, email=payload.email, address=ctx.address)
    if wait is not None:
        raise TooManyAttempts(retry_after=wait)
    return AskedAnswer(message=ASKED)


async def _claim(ctx: Context, payload: ResetPayload) -> ResetClaim:
    security = ctx.services.security
    if payload.token is not None:
        async with ctx.reading() as db:
            now = ctx.services.works.now()
            return await identity.claim_by_link(db, security.links, token=payload.token, now=now)
    return await identity.claim_by_code(
        ctx.work,
        security,
        email=payload.email or "",
        code=payload.code or "",
        seen=seen_of(ctx),
    )
