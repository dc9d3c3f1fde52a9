"""Groups of customers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.customers.contracts import CustomerGroup
from shopwright.modules.customers.models import GroupMemberRow, GroupRow


async def groups(db: AsyncConnection) -> Sequence[CustomerGroup]:
    """Every group by name, with how many customers it has."""
    row, member = GroupRow, GroupMemberRow
    statement = (
        select(row.id, row.name, func.count(member.user_id))
        .outerjoin(member, member.group_id == row.id)
        .group_by(row.id, row.name, row.name_key)
        .order_by(row.name_key)
    )
    return [CustomerGroup(*each) for each in await db.execute(statement)]


async def group(db: AsyncConnection, group_id: UUID) -> CustomerGroup | None:
    return next((each for each in await groups(db) if each.id == group_id), None)


async def groups_of(db: AsyncConnection, user_id: UUID) -> Sequence[UUID]:
    """The groups that a customer is in."""
    return list(await db.scalars(membership(user_id).order_by(GroupMemberRow.group_id)))


def membership(user_id: UUID) -> Select[UUID]:
    """The ids of a customer's groups, for a statement to choose by."""
    return select(GroupMemberRow.group_id).where(GroupMemberRow.user_id == user_id)
