"""Accounts under /users: one's own, and with the right, others'."""

from uuid import UUID

from fastapi import APIRouter

from shopwright.faces.api import auth
from shopwright.faces.api.context import SELF, SIGNED_IN, Ctx, access, before_factor
from shopwright.faces.api.credentials import login_access
from shopwright.faces.api.people import (
    AccountPayload,
    ProfileAnswer,
    ProfilePayload,
    SummaryAnswer,
    UserAnswer,
    account_facts,
    profile_answer,
    user_answer,
)
from shopwright.infra.work import Work
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.customers import queries as customer_queries
from shopwright.modules.customers import service as customers
from shopwright.modules.customers.service import ProfileChange
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import User
from shopwright.modules.identity.service import AccountChange
from shopwright.modules.orders import queries as orders

router = APIRouter(tags=["Users"])

router.add_api_route(
    "/api/v1/users",
    auth.register,
    methods=["POST"],
    summary="Open an account",
    operation_id="user_register",
    status_code=201,
    **auth.registration_access(),
)
router.add_api_route(
    "/api/v1/users/login",
    auth.log_in,
    methods=["POST"],
    summary="Sign in",
    operation_id="user_login",
    **login_access(),
)
router.add_api_route(
    "/api/v1/users/logout",
    auth.log_out,
    methods=["GET"],
    summary="Sign out",
    operation_id="user_logout",
    status_code=204,
    **before_factor(access(SIGNED_IN)),
)
router.add_api_route(
    "/api/v1/users/logout",
    auth.log_out,
    methods=["POST"],
    summary="Sign out",
    operation_id="user_sign_out",
    status_code=204,
    **before_factor(access(SIGNED_IN)),
)


@router.get(
    "/api/v1/users/me",
    summary="One's own account and profile",
    operation_id="profile_show",
    **access(SELF),
)
async def show_profile(ctx: Ctx) -> ProfileAnswer:
    async with ctx.reading() as db:
        user = await queries.visible(db, ctx.actor, ctx.user_id)
        return profile_answer(user, await customer_queries.profile(db, user.id))


@router.get(
    "/api/v1/users/me/summary",
    summary="What one ordered and spent altogether",
    operation_id="profile_summary",
    **access(SELF),
)
async def show_summary(ctx: Ctx) -> SummaryAnswer:
    async with ctx.reading() as db:
        return SummaryAnswer.of(await orders.summary(db, ctx.user_id))


@router.put(
    "/api/v1/users/me",
    summary="Change one's own account and profile",
    operation_id="profile_change",
    **access(SIGNED_IN, 409),
)
async def change_profile(ctx: Ctx, payload: ProfilePayload) -> ProfileAnswer:
    account = AccountChange(payload.full_name, payload.username)
    told = ProfileChange(
        payload.phone, payload.locale, payload.marketing_consent, payload.consent_version
    )
    async with ctx.work() as work:
        user = await identity.change_account(work, user_id=ctx.user_id, change=account)
        profile = await customers.change_profile(work, user_id=user.id, change=told)
    return profile_answer(user, profile)


@router.get(
    "/api/v1/users/{user_id}",
    summary="An account: one's own, or any with the right to read them",
    operation_id="user_show",
    **access(SELF, 404),
)
async def show_user(ctx: Ctx, user_id: UUID) -> UserAnswer:
    async with ctx.reading() as db:
        return user_answer(await queries.visible(db, ctx.actor, user_id))


@router.put(
    "/api/v1/users/{user_id}",
    summary="Change an account: one's own, or any with the right to change them",
    operation_id="user_change",
    **access(SIGNED_IN, 404, 409),
)
async def change_user(ctx: Ctx, user_id: UUID, payload: AccountPayload) -> UserAnswer:
    async with ctx.work() as work:
        return user_answer(await change_account(work, user_id, payload))


async def change_account(work: Work, user_id: UUID, payload: AccountPayload) -> User:
    """Change an account; where it is another's, the audit trail tells."""
    change = AccountChange(payload.full_name, payload.username)
    before = await queries.by_id(work.db, user_id)
    after = await identity.change_account(work, user_id=user_id, change=change)
    if before is not None and before != after and user_id != work.actor.user_id:
        await audit.note(
            work,
            action="user.changed",
            subject=Subject("user", str(user_id)),
            before=account_facts(before),
            after=account_facts(after),
        )
    return after
