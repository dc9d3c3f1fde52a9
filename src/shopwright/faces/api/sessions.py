"""Sessions: seen and ended by their owner and by staff; and those of browsers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from shopwright.faces.api.browser import csrf_token
from shopwright.faces.api.context import (
    SIGNED_IN,
    Context,
    Ctx,
    access,
    before_factor,
)
from shopwright.faces.api.credentials import Login, login_access
from shopwright.faces.api.shapes import Answer, Time
from shopwright.faces.api.signed_in import (
    BrowserSessionAnswer,
    keep_secret,
    seen_of,
    welcome_browser,
)
from shopwright.infra.http.origin import refuse_cross_site
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Claims, OpenSession
from shopwright.modules.identity.errors import InvalidToken, UserNotFound
from shopwright.modules.identity.permissions import USERS_READ, USERS_WRITE

router = APIRouter(tags=["Sessions"])
_Kind = Annotated[str, Field(examples=["token"], description="`token`, or `browser` by a cookie.")]


class SessionAnswer(Answer):
    id: UUID
    kind: _Kind
    device: str = Field(description="What the client says it is.")
    address: str
    created_at: Time
    last_used_at: Time = Field(description="Within some minutes.")
    expires_at: Time
    is_current: bool


class SessionsAnswer(Answer):
    items: list[SessionAnswer]


class EndedAnswer(Answer):
    ended: int = Field(description="How many sessions that were.")


class CsrfAnswer(Answer):
    csrf_token: str = Field(description="To be sent as `X-CSRF-Token`, or as a form's field.")


@router.get(
    "/api/v1/auth/sessions",
    summary="Where one is signed in",
    operation_id="session_list",
    **access(SIGNED_IN),
)
async def list_sessions(ctx: Ctx) -> SessionsAnswer:
    now = ctx.services.works.now()
    async with ctx.reading() as db:
        found = await queries.sessions(db, ctx.user_id, now)
    return SessionsAnswer(items=[_answer(ctx, each) for each in found])


@router.delete(
    "/api/v1/auth/sessions/{session_id}",
    summary="End one of one's own sessions",
    operation_id="session_end",
    status_code=204,
    **before_factor(access(SIGNED_IN, 404)),
)
async def end_session(ctx: Ctx, session_id: UUID) -> None:
    async with ctx.work() as work:
        await identity.end_session(work, user_id=ctx.user_id, session_id=session_id)


@router.post(
    "/api/v1/auth/logout-everywhere",
    summary="End all of one's own sessions, this one too",
    operation_id="session_end_all",
    **before_factor(access(SIGNED_IN)),
)
async def log_out_everywhere(ctx: Ctx) -> EndedAnswer:
    async with ctx.work() as work:
        await identity.sign_out(work, claims=_claims(ctx))
        others = await identity.end_sessions(
            work, user_id=ctx.user_id, reason="signed_out_everywhere"
        )
    return EndedAnswer(ended=1 + others)


@router.get(
    "/api/v1/admin/users/{user_id}/sessions",
    summary="Where somebody is signed in",
    operation_id="user_session_list",
    **access(USERS_READ, 404),
)
async def list_users_sessions(ctx: Ctx, user_id: UUID) -> SessionsAnswer:
    now = ctx.services.works.now()
    async with ctx.reading() as db:
        await queries.visible(db, ctx.actor, user_id)
        found = await queries.sessions(db, user_id, now)
    return SessionsAnswer(items=[_answer(ctx, each) for each in found])


@router.delete(
    "/api/v1/admin/users/{user_id}/sessions",
    summary="End all of somebody's sessions",
    operation_id="user_session_end",
    **access(USERS_WRITE, 404),
)
async def end_users_sessions(ctx: Ctx, user_id: UUID) -> EndedAnswer:
    async with ctx.work() as work:
        if await queries.by_id(work.db, user_id) is None:
            raise UserNotFound
        ended = await identity.end_sessions(work, user_id=user_id, reason="ended_by_staff")
        await audit.note(
            work,
            action="user.sessions_ended",
            subject=Subject("user", str(user_id)),
            after={"ended": ended},
        )
    return EndedAnswer(ended=ended)


@router.post(
    "/api/v1/auth/browser-session",
    summary="Sign a browser in, by a cookie",
    operation_id="browser_session_open",
    description="Only from the shop's own pages. A second factor is answered at `/browser-session/second-factor`.",
    **login_access(),
)
async def open_browser_session(ctx: Ctx, login: Login, response: Response) -> BrowserSessionAnswer:
    refuse_cross_site(ctx.request, ctx.services.settings)
    signed_in = await identity.sign_in_browser(
        ctx.work,
        ctx.services.security,
        identifier=login.identifier,
        password=login.password,
        seen=seen_of(ctx),
    )
    return await welcome_browser(ctx, response, signed_in)


@router.get(
    "/api/v1/auth/csrf",
    summary="The token that a browser's session sends along with each change",
    operation_id="csrf_token_show",
    **before_factor(access(SIGNED_IN)),
)
async def show_csrf_token(ctx: Ctx, response: Response) -> CsrfAnswer:
    keep_secret(response)
    return CsrfAnswer(csrf_token=csrf_token(ctx.services, _claims(ctx).session_id))


def _claims(ctx: Context) -> Claims:
    if ctx.claims is None:
        raise InvalidToken
    return ctx.claims


def _answer(ctx: Context, session: OpenSession) -> SessionAnswer:
    is_current = ctx.claims is not None and ctx.claims.session_id == session.id
    return SessionAnswer(
        id=session.id,
        kind=session.kind,
        device=session.user_agent,
        address=session.address,
        created_at=session.created_at,
        last_used_at=session.last_used_at,
        expires_at=session.expires_at,
        is_current=is_current,
    )
