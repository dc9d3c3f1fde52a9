"""Roles and the rights that they are made of, for staff."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field
from pydantic.types import StringConstraints

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.shapes import Answer, Name, Payload, example
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Role
from shopwright.modules.identity.errors import RoleNotFound
from shopwright.modules.identity.permissions import ROLES_WRITE, USERS_READ

router = APIRouter(tags=["Roles, for staff"])
ROLES, ROLE = "/api/v1/admin/roles", "/api/v1/admin/roles/{role_name}"
_Right = Annotated[str, StringConstraints(pattern="^[a-z_]{1,40}:[a-z_]{1,40}$")]
_Rights = Annotated[list[_Right], Field(max_length=200)]
_RoleName = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_-]{1,49}$")]
_Title = Annotated[Name, StringConstraints(max_length=100)]
Named = Annotated[str, Path(max_length=50, pattern="^[a-z][a-z0-9_-]{0,49}$")]


class NewRolePayload(Payload):
    """A role; nobody puts a right into it that he lacks himself."""

    model_config = example(
        {"name": "clerk", "title": "Order desk", "rights": ["orders:read", "orders:write"]}
    )

    name: _RoleName
    title: _Title
    rights: _Rights = Field(default_factory=list)


class RoleChangePayload(Payload):
    """What is named changes; `rights` are all that the role has from then on."""

    model_config = example({"title": "Order desk", "rights": ["orders:read"]})

    title: _Title | None = None
    rights: _Rights | None = None


class RoleAnswer(Answer):
    name: str
    title: str
    is_builtin: bool
    rights: list[str]
    holders: int = Field(description="How many accounts hold it.")


class RolesAnswer(Answer):
    items: list[RoleAnswer]


class RightAnswer(Answer):
    name: str
    description: str


class RightsAnswer(Answer):
    items: list[RightAnswer]


@router.get(
    "/api/v1/admin/permissions",
    operation_id="permission_list",
    summary="Every right there is, with what it allows",
    **access(USERS_READ),
)
async def list_rights(ctx: Ctx) -> RightsAnswer:
    rights = ctx.services.rights.items()
    return RightsAnswer(items=[RightAnswer(name=name, description=told) for name, told in rights])


@router.get(ROLES, operation_id="role_list", summary="Every role", **access(USERS_READ))
async def list_roles(ctx: Ctx) -> RolesAnswer:
    async with ctx.reading() as db:
        found = await queries.roles(db)
    return RolesAnswer(items=[_answer(role) for role in found])


@router.get(ROLE, operation_id="role_get", summary="A role", **access(USERS_READ, 404))
async def show_role(ctx: Ctx, role_name: Named) -> RoleAnswer:
    async with ctx.reading() as db:
        found = await queries.role(db, role_name)
    if found is None:
        raise RoleNotFound
    return _answer(found)


@router.post(
    ROLES,
    operation_id="role_create",
    summary="Make a role of rights that one holds oneself",
    status_code=201,
    **access(ROLES_WRITE, 409),
)
async def create_role(ctx: Ctx, response: Response, payload: NewRolePayload) -> RoleAnswer:
    async with ctx.work() as work:
        made = await identity.create_role(
            work,
            name=payload.name,
            title=payload.title,
            rights=frozenset(payload.rights),
            known=ctx.services.rights,
        )
        await audit.note(
            work, action="role.created", subject=_subject(made.name), after=_facts(made)
        )
    response.headers["location"] = f"{ROLES}/{made.name}"
    return _answer(made)


@router.patch(
    ROLE,
    operation_id="role_change",
    summary="Give a role another title or other rights, for all who hold it",
    **access(ROLES_WRITE, 404, 409),
)
async def change_role(ctx: Ctx, role_name: Named, payload: RoleChangePayload) -> RoleAnswer:
    async with ctx.work() as work:
        before = await queries.role(work.db, role_name)
        after = await identity.change_role(
            work,
            name=role_name,
            title=payload.title,
            rights=None if payload.rights is None else frozenset(payload.rights),
            known=ctx.services.rights,
        )
        if before is not None and before != after:
            await audit.note(
                work,
                action="role.changed",
                subject=_subject(role_name),
                before=_facts(before),
                after=_facts(after),
            )
    ctx.services.security.recogniser.forget_rights()
    return _answer(after)


@router.delete(
    ROLE,
    operation_id="role_delete",
    summary="Remove a role that nobody holds",
    status_code=204,
    **access(ROLES_WRITE, 404, 409),
)
async def delete_role(ctx: Ctx, role_name: Named) -> None:
    async with ctx.work() as work:
        gone = await identity.delete_role(work, name=role_name)
        await audit.note(
            work, action="role.deleted", subject=_subject(role_name), before=_facts(gone)
        )


def _subject(name: str) -> Subject:
    return Subject("role", name)


def _facts(role: Role) -> dict[str, object]:
    return {"title": role.title, "rights": sorted(role.rights)}


def _answer(role: Role) -> RoleAnswer:
    return RoleAnswer(
        name=role.name,
        title=role.title,
        is_builtin=role.is_builtin,
        rights=sorted(role.rights),
        holders=role.holders,
    )
