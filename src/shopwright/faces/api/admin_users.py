"""Accounts, their roles, and the audit trail: for staff."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic.types import StringConstraints

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.people import AccountPayload, UserAnswer, user_answer
from shopwright.faces.api.shapes import Answer, Moment, PageOf, Payload, Time, example
from shopwright.faces.api.users import change_account
from shopwright.modules.audit import queries as audit_queries
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Entry, Subject
from shopwright.modules.audit.permissions import AUDIT_READ
from shopwright.modules.audit.queries import EntryFilter
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.permissions import ROLES_WRITE, USERS_READ, USERS_WRITE
from shopwright.modules.identity.queries import UserFilter

router = APIRouter(tags=["Administration"])
_Word = Annotated[str | None, Query(max_length=100)]
_Moment = Annotated[Moment | None, Query()]


class RolePayload(Payload):
    model_config = example({"role": "vendor"})

    role: Annotated[str, StringConstraints(min_length=1, max_length=50)]


class StaffAccountPayload(AccountPayload):
    model_config = example({"is_active": False})

    is_active: bool | None = None


class SubjectAnswer(Answer):
    type: str
    id: str


class AuditEntryAnswer(Answer):
    seq: int
    at: Time
    actor: str
    action: str
    subject: SubjectAnswer
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    request_id: str
    address: str
    hash: str


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
    async with ctx.work() as work:
        before = await queries.by_id(work.db, user_id)
        user = await identity.assign_roles(work, user_id=user_id, roles=frozenset({payload.role}))
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


@router.get(
    "/api/v1/admin/audit",
    summary="What was done, the newest first",
    operation_id="audit_list",
    **access(AUDIT_READ),
)
async def list_audit(  # noqa: PLR0913 - each filter is a parameter
    ctx: Ctx,
    paging: Paging,
    *,
    request: Request,
    response: Response,
    actor: _Word = None,
    action: _Word = None,
    subject_type: _Word = None,
    subject_id: _Word = None,
    since: _Moment = None,
    until: _Moment = None,
) -> PageOf[AuditEntryAnswer]:
    wanted = EntryFilter(actor, action, subject_type, subject_id, since, until)
    async with ctx.reading() as db:
        page = await audit_queries.entries(db, wanted, paging)
    return page_of(request, response, page, [_entry(entry) for entry in page.items])


def _entry(entry: Entry) -> AuditEntryAnswer:
    return AuditEntryAnswer(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        subject=SubjectAnswer(type=entry.subject.type, id=entry.subject.id),
        before=None if entry.before is None else dict(entry.before),
        after=None if entry.after is None else dict(entry.after),
        request_id=entry.request_id,
        address=entry.address,
        hash=entry.hash,
    )
