"""Roles that a shop makes for itself: made, changed, removed."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.identity import queries
from shopwright.modules.identity.contracts import Role
from shopwright.modules.identity.errors import (
    RoleIsBuiltIn,
    RoleIsHeld,
    RoleNotFound,
    RoleTaken,
    UnknownRight,
)
from shopwright.modules.identity.events import RoleChanged
from shopwright.modules.identity.models import RolePermissionRow, RoleRow
from shopwright.modules.identity.service.roles import guard_own, lock_admins


async def create_role(
    work: Work, *, name: str, title: str, rights: frozenset[str], known: Iterable[str]
) -> Role:
    """Make a role of rights that the actor holds himself; ``known`` are all that there are.

    Raises:
        UnknownRight: there is no such right.
        BeyondOwnRights: the actor lacks one of them.
        RoleTaken: there is a role of this name.
    """
    await lock_admins(work)
    await _check(work, rights, frozenset(known))
    row = dialect.insert_or_ignore(work.db, RoleRow, [RoleRow.name])
    made = await work.db.execute(row.values(name=name, title=title, is_builtin=False))
    if made.rowcount != 1:
        raise RoleTaken
    await _grant(work, name, rights)
    work.record(RoleChanged(name))
    return await _found(work, name)


async def change_role(
    work: Work,
    *,
    name: str,
    title: str | None = None,
    rights: frozenset[str] | None = None,
    known: Iterable[str],
) -> Role:
    """Give a role another title, or exactly these rights; its holders have them from now on.

    Raises:
        RoleNotFound, RoleIsBuiltIn, UnknownRight: see there.
        BeyondOwnRights: a right that is added or taken is one that the actor lacks.
    """
    role = await _changeable(work, name)
    if title is not None and title != role.title:
        await work.db.execute(update(RoleRow).where(RoleRow.name == name).values(title=title))
    if rights is not None:
        await _check(work, rights - role.rights, frozenset(known))
        await guard_own(work, role.rights - rights)
        if taken := role.rights - rights:
            mine = RolePermissionRow.role == name, RolePermissionRow.permission.in_(taken)
            await work.db.execute(delete(RolePermissionRow).where(*mine))
        await _grant(work, name, rights - role.rights)
    work.record(RoleChanged(name))
    return await _found(work, name)


async def delete_role(work: Work, *, name: str) -> Role:
    """Remove a role that nobody holds; answers what it was.

    Raises:
        RoleNotFound, RoleIsBuiltIn, RoleIsHeld: see there.
        BeyondOwnRights: it holds a right that the actor lacks.
    """
    role = await _changeable(work, name)
    await guard_own(work, role.rights)
    if role.holders:
        raise RoleIsHeld
    await work.db.execute(delete(RoleRow).where(RoleRow.name == name))
    work.record(RoleChanged(name))
    return role


async def _changeable(work: Work, name: str) -> Role:
    """The role as it is now; nobody gives, takes or changes one until the Work ends."""
    await lock_admins(work)
    role = await _found(work, name)
    if role.is_builtin:
        raise RoleIsBuiltIn
    return role


async def _found(work: Work, name: str) -> Role:
    role = await queries.role(work.db, name)
    if role is None:
        raise RoleNotFound
    return role


async def _check(work: Work, rights: frozenset[str], known: frozenset[str]) -> None:
    if unknown := sorted(rights - known):
        message = f"There is no right {unknown[0]!r}."
        raise UnknownRight(message)
    await guard_own(work, rights)


async def _grant(work: Work, name: str, rights: frozenset[str]) -> None:
    if rights:
        rows = [{"role": name, "permission": right} for right in sorted(rights)]
        await work.db.execute(insert(RolePermissionRow), rows)
