"""Groups of customers, for staff: made, named, filled."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import StringConstraints

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.shapes import Answer, Payload, ShortText, example
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.customers import queries, service
from shopwright.modules.customers.contracts import CustomerGroup
from shopwright.modules.customers.permissions import CUSTOMERS_READ, CUSTOMERS_WRITE
from shopwright.modules.identity import queries as identity
from shopwright.modules.identity.errors import UserNotFound

router = APIRouter(tags=["Customers, for staff"])
GROUPS = "/api/v1/admin/customer-groups"
_MEMBER = f"{GROUPS}/{{group_id}}/customers/{{user_id}}"


class GroupPayload(Payload):
    model_config = example({"name": "Friends of the house"})

    name: Annotated[ShortText, StringConstraints(min_length=1, max_length=100)]


class GroupAnswer(Answer):
    id: UUID
    name: str
    customers: int

    @classmethod
    def of(cls, group: CustomerGroup) -> "GroupAnswer":
        return cls(id=group.id, name=group.name, customers=group.customers)


@router.get(
    GROUPS, operation_id="customer_group_list", summary="List groups", **access(CUSTOMERS_READ)
)
async def list_groups(ctx: Ctx) -> list[GroupAnswer]:
    async with ctx.reading() as db:
        found = await queries.groups(db)
    return [GroupAnswer.of(each) for each in found]


@router.post(
    GROUPS,
    operation_id="customer_group_create",
    summary="Make a group",
    status_code=201,
    **access(CUSTOMERS_WRITE, 409),
)
async def create_group(ctx: Ctx, payload: GroupPayload) -> GroupAnswer:
    async with ctx.work() as work:
        group = await service.add_group(work, name=payload.name)
        after = {"name": group.name}
        await audit.note(
            work, action="customer_group.created", subject=_subject(group.id), after=after
        )
    return GroupAnswer.of(group)


@router.put(
    f"{GROUPS}/{{group_id}}",
    operation_id="customer_group_rename",
    summary="Rename a group",
    **access(CUSTOMERS_WRITE, 404, 409),
)
async def rename_group(ctx: Ctx, group_id: UUID, payload: GroupPayload) -> GroupAnswer:
    async with ctx.work() as work:
        before = await queries.group(work.db, group_id)
        group = await service.rename_group(work, group_id=group_id, name=payload.name)
        await audit.note(
            work,
            action="customer_group.renamed",
            subject=_subject(group_id),
            before={"name": before.name if before else ""},
            after={"name": group.name},
        )
    return GroupAnswer.of(group)


@router.delete(
    f"{GROUPS}/{{group_id}}",
    operation_id="customer_group_delete",
    summary="Take a group away",
    status_code=204,
    **access(CUSTOMERS_WRITE, 404),
)
async def delete_group(ctx: Ctx, group_id: UUID) -> None:
    async with ctx.work() as work:
        before = await service.remove_group(work, group_id=group_id)
        told = {"name": before.name, "customers": before.customers}
        await audit.note(
            work, action="customer_group.deleted", subject=_subject(group_id), before=told
        )


@router.put(
    _MEMBER,
    operation_id="customer_group_join",
    summary="Put a customer into a group",
    status_code=204,
    **access(CUSTOMERS_WRITE, 404),
)
async def join_group(ctx: Ctx, group_id: UUID, user_id: UUID) -> None:
    async with ctx.work() as work:
        if await identity.by_id(work.db, user_id) is None:
            raise UserNotFound
        await service.join_group(work, group_id=group_id, user_id=user_id)
        subject, after = Subject("user", str(user_id)), {"group": str(group_id)}
        await audit.note(work, action="customer_group.joined", subject=subject, after=after)


@router.delete(
    _MEMBER,
    operation_id="customer_group_leave",
    summary="Take a customer out of a group",
    status_code=204,
    **access(CUSTOMERS_WRITE, 404),
)
async def leave_group(ctx: Ctx, group_id: UUID, user_id: UUID) -> None:
    async with ctx.work() as work:
        await service.leave_group(work, group_id=group_id, user_id=user_id)
        subject, before = Subject("user", str(user_id)), {"group": str(group_id)}
        await audit.note(work, action="customer_group.left", subject=subject, before=before)


def _subject(group_id: UUID) -> Subject:
    return Subject("customer_group", str(group_id))
