"""Groups that staff put customers into; what they are good for is said elsewhere."""

from uuid import UUID

from sqlalchemy import delete, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.customers import queries
from shopwright.modules.customers.contracts import CustomerGroup
from shopwright.modules.customers.errors import GroupExists, GroupNotFound
from shopwright.modules.customers.models import GroupMemberRow, GroupRow


async def add_group(work: Work, *, name: str) -> CustomerGroup:
    """Make a group.

    Raises:
        GroupExists: there is one of this name, in capitals or not.
    """
    group = CustomerGroup(ids.new(), name, 0)
    row = GroupRow
    statement = dialect.insert_or_ignore(work.db, row, [row.name_key]).values(
        id=group.id, name=name, name_key=name.casefold()[:100], created_at=work.now
    )
    if (await work.db.execute(statement)).rowcount == 0:
        raise GroupExists
    return group


async def rename_group(work: Work, *, group_id: UUID, name: str) -> CustomerGroup:
    """Call a group something else.

    Raises:
        GroupNotFound: no such group.
        GroupExists: another one has this name.
    """
    before = await _found(work, group_id)
    key = name.casefold()[:100]
    for other in await queries.groups(work.db):
        if other.id != group_id and other.name.casefold()[:100] == key:
            raise GroupExists
    row = GroupRow
    await work.db.execute(update(row).where(row.id == group_id).values(name=name, name_key=key))
    return CustomerGroup(group_id, name, before.customers)


async def remove_group(work: Work, *, group_id: UUID) -> CustomerGroup:
    """Take a group away; its customers stay customers.

    Raises:
        GroupNotFound: no such group.
    """
    before = await _found(work, group_id)
    await work.db.execute(delete(GroupRow).where(GroupRow.id == group_id))
    return before


async def join_group(work: Work, *, group_id: UUID, user_id: UUID) -> None:
    """Put a customer into a group; one who is in it stays in it.

    Raises:
        GroupNotFound: no such group.
    """
    await _found(work, group_id)
    row = GroupMemberRow
    statement = dialect.insert_or_ignore(work.db, row, [row.user_id, row.group_id]).values(
        user_id=user_id, group_id=group_id, created_at=work.now
    )
    await work.db.execute(statement)


async def leave_group(work: Work, *, group_id: UUID, user_id: UUID) -> None:
    """Take a customer out of a group.

    Raises:
        GroupNotFound: no such group.
    """
    await _found(work, group_id)
    row = GroupMemberRow
    await work.db.execute(delete(row).where(row.group_id == group_id, row.user_id == user_id))


async def _found(work: Work, group_id: UUID) -> CustomerGroup:
    group = await queries.group(work.db, group_id)
    if group is None:
        raise GroupNotFound
    return group
