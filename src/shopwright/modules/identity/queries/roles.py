"""What is read about roles."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.identity.contracts import Role
from shopwright.modules.identity.models import RolePermissionRow, RoleRow, UserRoleRow


async def roles(db: AsyncConnection, name: str | None = None) -> list[Role]:
    """Every role, or the one named, by name; in three statements however many there are."""
    statement = select(RoleRow.name, RoleRow.title, RoleRow.is_builtin).order_by(RoleRow.name)
    granted = select(RolePermissionRow.role, RolePermissionRow.permission)
    held = select(UserRoleRow.role, func.count()).group_by(UserRoleRow.role)
    if name is not None:
        statement = statement.where(RoleRow.name == name)
        granted = granted.where(RolePermissionRow.role == name)
        held = held.where(UserRoleRow.role == name)
    rights: dict[str, set[str]] = {}
    for role, permission in await db.execute(granted):
        rights.setdefault(role, set()).add(permission)
    holders = {row[0]: row[1] for row in await db.execute(held)}
    return [
        Role(
            row.name,
            row.title,
            row.is_builtin,
            frozenset(rights.get(row.name, ())),
            holders.get(row.name, 0),
        )
        for row in await db.execute(statement)
    ]


async def role(db: AsyncConnection, name: str) -> Role | None:
    return next(iter(await roles(db, name)), None)
