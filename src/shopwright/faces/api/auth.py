"""Registration, sign-in, and the tokens that follow."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from pydantic import Field
from pydantic.types import StringConstraints

from shopwright.faces.api.context import ANONYMOUS, SELF, SIGNED_IN, Ctx, access, before_factor
from shopwright.faces.api.credentials import Login, login_access
from shopwright.faces.api.people import (
    Email,
    NewPassword,
    StandingAnswer,
    UserAnswer,
    Username,
    user_answer,
)
from shopwright.faces.api.shapes import Answer, OwnText, Payload, example
from shopwright.faces.api.signed_in import (
    SignedInAnswer,
    TokenAnswer,
    seen_of,
    token_answer,
    welcome_with_tokens,
)
from shopwright.infra.http import cookies
from shopwright.infra.http.origin import refuse_cross_site
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Registration
from shopwright.modules.identity.errors import InvalidToken

router = APIRouter(tags=["Authentication"])
CartToken = Annotated[
    str | None,
    Header(alias="X-Cart-Token", max_length=512, description="A guest's cart, to be kept."),
]


class RegistrationPayload(Payload):
    model_config = example(
        {
            "email": "robin@example.com",
            "password": "correct horse battery",
            "full_name": "Robin Example",
        }
    )

    email: Email
    password: NewPassword
    full_name: OwnText = ""
    username: Username | None = None


class RefreshPayload(Payload):
    model_config = example({"refresh_token": "8fW3kq0nX2cVb7Lr5TzYd1JhGmPs9uAe"})

    refresh_token: Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,128}$")]


class AskedAnswer(Answer):
    """Something was asked for; what comes of it is in a mail, if there is anybody to send one to."""

    message: str = Field(examples=["We have sent a mail, if there is an account to send it for."])


def registration_access() -> dict[str, Any]:
    declared = access(ANONYMOUS, 403, 409)
    told = "Where the shop insists on verified addresses: the same for every address."
    declared["responses"][202] = {"model": AskedAnswer, "description": told}
    return declared


@router.post(
    "/api/v1/auth/register",
    summary="Open an account",
    operation_id="account_register",
    status_code=201,
    **registration_access(),
)
async def register(
    ctx: Ctx, payload: RegistrationPayload, response: Response
) -> UserAnswer | AskedAnswer:
    registration = Registration(
        payload.email, payload.password, payload.full_name, payload.username
    )
    user = await identity.register(ctx.work, ctx.services.security, registration)
    if user is None:
        response.status_code = 202
        return AskedAnswer(message="We have sent a mail to this address; open the link in it.")
    return user_answer(user)


@router.post("/api/v1/auth/login", summary="Sign in", operation_id="session_open", **login_access())
async def log_in(
    ctx: Ctx, login: Login, response: Response, cart_token: CartToken = None
) -> SignedInAnswer:
    signed_in = await identity.sign_in(
        ctx.work,
        ctx.services.security,
        identifier=login.identifier,
        password=login.password,
        seen=seen_of(ctx),
    )
    return await welcome_with_tokens(ctx, response, signed_in, cart_token)


@router.post(
    "/api/v1/auth/refresh",
    summary="Exchange a refresh token for new tokens",
    operation_id="session_refresh",
    description="A refresh token is good once. One that is shown again ends its session.",
    **access(ANONYMOUS, 401),
)
async def refresh(ctx: Ctx, payload: RefreshPayload, response: Response) -> TokenAnswer:
    grant = await identity.refresh(
        ctx.work,
        ctx.services.security,
        refresh_token=payload.refresh_token,
        seen=seen_of(ctx),
    )
    return token_answer(grant, response)


@router.post(
    "/api/v1/auth/logout",
    summary="Sign out",
    operation_id="session_close",
    status_code=204,
    **before_factor(access(SIGNED_IN)),
)
async def log_out(ctx: Ctx, response: Response) -> None:
    settings = ctx.services.settings
    if ctx.claims is None:
        raise InvalidToken
    if ctx.is_browser:  # by GET as well, which is safe for nobody here
        refuse_cross_site(ctx.request, settings)
        cookies.write(response, cookies.SESSION, "", is_https=settings.is_https, seconds=0)
    async with ctx.work() as work:
        await identity.sign_out(work, claims=ctx.claims)
    ctx.services.security.recogniser.forget_user(ctx.claims.user_id)


@router.get(
    "/api/v1/auth/me",
    summary="Who am I",
    operation_id="session_show",
    **before_factor(access(SELF)),
)
async def show_me(ctx: Ctx) -> StandingAnswer:
    async with ctx.reading() as db:
        user = await queries.visible(db, ctx.actor, ctx.user_id)
    return StandingAnswer(**user_answer(user).model_dump(), rights=sorted(ctx.actor.rights))
