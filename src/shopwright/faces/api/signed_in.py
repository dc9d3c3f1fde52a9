"""What is answered when somebody has signed in, with tokens or with a browser's cookie."""

from dataclasses import replace

from fastapi import Response
from pydantic import Field

from shopwright.faces.api.arrivals import welcome
from shopwright.faces.api.browser import csrf_token
from shopwright.faces.api.context import Context
from shopwright.faces.api.people import UserAnswer, user_answer
from shopwright.faces.api.shapes import Answer, Time
from shopwright.infra.http import cookies
from shopwright.kernel.actors import Actor, ActorKind
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import BrowserSignedIn, Grant, Seen, SignedIn, User


class TokenAnswer(Answer):
    access_token: str
    refresh_token: str
    token_type: str = Field("bearer", examples=["bearer"])
    expires_in: int = Field(description="Seconds for which the access token is good.")


class SignedInAnswer(TokenAnswer):
    user: UserAnswer


class BrowserSessionAnswer(Answer):
    """A browser's session; its cookie is in the answer's headers and nowhere else."""

    user: UserAnswer
    expires_at: Time
    csrf_token: str = Field(description="Goes with each request that changes something.")


def seen_of(ctx: Context) -> Seen:
    return Seen(ctx.address, ctx.request.headers.get("user-agent", ""))


def keep_secret(response: Response) -> None:
    """Tokens are kept by nobody on the way (RFC 6749, 5.1)."""
    response.headers["cache-control"] = "no-store"


def token_answer(grant: Grant, response: Response) -> TokenAnswer:
    keep_secret(response)
    return TokenAnswer(
        access_token=grant.access_token,
        refresh_token=grant.refresh_token,
        expires_in=grant.expires_in,
    )


async def welcome_with_tokens(
    ctx: Context, response: Response, signed_in: SignedIn, cart_token: str | None
) -> SignedInAnswer:
    await welcome(_as(ctx, signed_in.user), cart_token)
    tokens = token_answer(signed_in.grant, response)
    return SignedInAnswer(**tokens.model_dump(), user=user_answer(signed_in.user))


async def welcome_browser(
    ctx: Context, response: Response, signed_in: BrowserSignedIn
) -> BrowserSessionAnswer:
    """Give the browser its cookie; the guest's cart that it kept becomes its owner's."""
    services, grant = ctx.services, signed_in.grant
    is_https = services.settings.is_https
    if before := cookies.read(ctx.request, cookies.SESSION, is_https=is_https):
        async with ctx.work() as work:
            await identity.end_browser_session(work, cookie=before)
    await welcome(
        _as(ctx, signed_in.user), cookies.read(ctx.request, cookies.CART, is_https=is_https)
    )
    seconds = int(services.security.patience.longest.total_seconds())
    cookies.write(response, cookies.SESSION, grant.cookie, is_https=is_https, seconds=seconds)
    cookies.write(response, cookies.CART, "", is_https=is_https, seconds=0)
    keep_secret(response)
    return BrowserSessionAnswer(
        user=user_answer(signed_in.user),
        expires_at=grant.expires_at,
        csrf_token=csrf_token(services, grant.session_id),
    )


def _as(ctx: Context, user: User) -> Context:
    return replace(ctx, actor=Actor(ActorKind.USER, user.id, label=user.email))
