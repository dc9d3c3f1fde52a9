"""Accounts and the roles that they hold: for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from pydantic.types import StringConstraints

from shopwright.faces.api.context import Context, Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.people import AccountPayload, UserAnswer, user_answer
from shopwright.faces.api.shapes import PageOf, Payload, example
from shopwright.faces.api.users import change_account
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.permissions import ROLES_WRITE, USERS_READ, USERS_WRITE
from shopwright.modules.identity.queries import UserFilter

router = APIRouter(tags=["Administration"])
_Role = Annotated[str, StringConstraints(min_length=1, max_length=50)]
_Word = Annotated[str | None, Query(max_length=100)]


class RolePayload(Payload):
    model_config = example({"role": "vendor"})

    role: _Role


class RolesPayload(Payload):
    """All roles that the account has from then on; none leaves it without any right."""

    model_config = example({"roles": ["customer", "vendor"]})

    roles: Annotated[list[_Role], Field(max_length=20)]


class StaffAccountPayload(AccountPayload):
    model_config = example({"is_active": False})

    is_active: bool | None = None


@router.get(
    "/api/v1/users",
    summary="All accounts, the newest first",
    operation_id="user_list",
    **access(USERS_READ),
)
@router.get(
    "/api/v1/admin/users",
    summary="All accounts, the newest first",
    operation_id="user_list_administered",
    **access(USERS_READ),
)
async def list_users(  # noqa: PLR0913 - each filter is a parameter
    ctx: Ctx,
    paging: Paging,
    *,
    request: Request,
    response: Response,
    role: _Word = None,
    is_active: Annotated[bool | None, Query()] = None,
    q: _Word = None,
) -> PageOf[UserAnswer]:
    wanted = UserFilter(role, is_active, q)
    async with ctx.reading() as db:
        page = await queries.users(db, wanted, paging)
    return page_of(request, response, page, [user_answer(user) for user in page.items])


@router.get(
    "/api/v1/admin/users/{user_id}",
    summary="An account",
    operation_id="user_inspect",
    **access(USERS_READ, 404),
)
async def show_user(ctx: Ctx, user_id: UUID) -> UserAnswer:
    async with ctx.reading() as db:
        return user_answer(await queries.visible(db, ctx.actor, user_id))


@router.put(
    "/api/v1/admin/users/{user_id}",
    summary="Change, disable or enable an account",
    operation_id="user_administer",
    **access(USERS_WRITE, 404, 409),
)
async def administer_user(ctx: Ctx, user_id: UUID, payload: StaffAccountPayload) -> UserAnswer:
    async with ctx.work() as work:
        user = await change_account(work, user_id, payload)
        if payload.is_active is not None and payload.is_active != user.is_active:
            user = await identity.set_active(work, user_id=user_id, is_active=payload.is_active)
            await audit.note(
                work,
                action="user.enabled" if user.is_active else "user.disabled",
                subject=Subject("user", str(user_id)),
                before={"is_active": not user.is_active},
                after={"is_active": user.is_active},
            )
    ctx.services.security.recogniser.forget_user(user_id)
    return user_answer(user)


@router.put(
    "/api/v1/admin/users/{user_id}/role",
    summary="Make an account a customer's, a vendor's or an admin's",
    operation_id="user_assign_role",
    **access(ROLES_WRITE, 404, 409),
)
async def assign_role(ctx: Ctx, user_id: UUID, payload: RolePayload) -> UserAnswer:
    return await _assign(ctx, user_id, frozenset({payload.role}))


@router.put(
    "/api/v1/admin/users/{user_id}/roles",
    summary="Give an account exactly these roles",
    operation_id="user_assign_roles",
    **access(ROLES_WRITE, 404, 409),
)
async def assign_roles(ctx: Ctx, user_id: UUID, payload: RolesPayload) -> UserAnswer:
    return await _assign(ctx, user_id, frozenset(payload.roles))


async def _assign(ctx: Context, user_id: UUID, roles: frozenset[str]) -> UserAnswer:
    async with ctx.work() as work:
        before = await queries.by_id(work.db, user_id)
        user = await identity.assign_roles(work, user_id=user_id, roles=roles)
        if before is not None and before.roles != user.roles:
            await audit.note(
                work,
                action="user.roles_assigned",
                subject=Subject("user", str(user_id)),
                before={"roles": sorted(before.roles)},
                after={"roles": sorted(user.roles)},
            )
    ctx.services.security.recogniser.forget_user(user_id)
    return user_answer(user)
