"""Roles: what they allow, and who holds them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import delete, insert, select

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel.actors import ActorKind
from shopwright.modules.identity import queries
from shopwright.modules.identity.contracts import ADMIN, User
from shopwright.modules.identity.errors import (
    BeyondOwnRights,
    LastAdmin,
    UnknownRole,
    UserNotFound,
)
from shopwright.modules.identity.events import RolesAssigned
from shopwright.modules.identity.models import RolePermissionRow, RoleRow, UserRoleRow


async def ensure_roles(work: Work, grants: Mapping[str, frozenset[str]]) -> None:
    """Make the built-in roles and give each exactly the rights named; writes nothing where that is so already."""
    existing = await queries.rights_of_roles(work.db, list(grants))
    for role in sorted(grants):
        if role not in existing:
            statement = dialect.insert_or_ignore(work.db, RoleRow)
            await work.db.execute(
                statement.values(name=role, title=role.capitalize(), is_builtin=True)
            )
        await _settle_rights(work, role, existing.get(role, frozenset()), grants[role])


async def assign_roles(work: Work, *, user_id: UUID, roles: frozenset[str]) -> User:
    """Give an account exactly these roles.

    Raises:
        UserNotFound, UnknownRole: one of them does not exist.
        BeyondOwnRights: a role given or taken holds rights that the actor lacks.
        LastAdmin: nobody would be an active admin any more.
    """
    await lock_admins(work)
    user = await queries.by_id(work.db, user_id)
    if user is None:
        raise UserNotFound
    given, taken = roles - user.roles, user.roles - roles
    if not given and not taken:
        return user
    await guard_rights(work, given | taken)
    if taken:
        await work.db.execute(
            delete(UserRoleRow).where(UserRoleRow.user_id == user_id, UserRoleRow.role.in_(taken))
        )
    if given:
        rows = [{"user_id": user_id, "role": role} for role in sorted(given)]
        await work.db.execute(insert(UserRoleRow), rows)
    if ADMIN in taken:
        await guard_admins(work)
    work.record(RolesAssigned(user_id, tuple(sorted(user.roles)), tuple(sorted(roles))))
    changed = await queries.by_id(work.db, user_id)
    return changed or user


async def guard_rights(work: Work, roles: Iterable[str]) -> None:
    """Refuse to an actor what he could not do himself.

    Raises:
        UnknownRole: one of the roles does not exist.
        BeyondOwnRights: one of them holds a right that the actor lacks.
    """
    names = sorted(roles)
    rights = await queries.rights_of_roles(work.db, names)
    if unknown := [name for name in names if name not in rights]:
        message = f"There is no role {unknown[0]!r}."
        raise UnknownRole(message)
    await guard_own(work, frozenset().union(*rights.values()))


async def guard_own(work: Work, rights: frozenset[str]) -> None:
    """Refuse to an actor to hand on what he does not hold, at this moment: a request may be older than his dismissal.

    Called under :func:`lock_admins` where roles change.

    Raises:
        BeyondOwnRights: there is such a right.
    """
    if work.actor.kind is ActorKind.SYSTEM or not rights:
        return
    held = work.actor.rights
    if work.actor.user_id is not None:
        held &= await queries.rights_of_user(work.db, work.actor.user_id)
    if rights - held:
        raise BeyondOwnRights


async def guard_admins(work: Work) -> None:
    """Refuse a change that leaves the shop without an active admin; called after it, under :func:`lock_admins`.

    Raises:
        LastAdmin: that is so.
    """
    if await queries.active_admins(work.db) == 0:
        raise LastAdmin


async def lock_admins(work: Work) -> None:
    """Let one change of admins at a time happen, or two admins could remove each other."""
    statement = select(RoleRow.name).where(RoleRow.name == ADMIN)
    await work.db.execute(dialect.lock_rows(work.db, statement))


async def _settle_rights(
    work: Work, role: str, held: frozenset[str], wanted: frozenset[str]
) -> None:
    for right in sorted(wanted - held):
        statement = dialect.insert_or_ignore(work.db, RolePermissionRow)
        await work.db.execute(statement.values(role=role, permission=right))
    if surplus := held - wanted:
        await work.db.execute(
            delete(RolePermissionRow).where(
                RolePermissionRow.role == role, RolePermissionRow.permission.in_(surplus)
            )
        )
