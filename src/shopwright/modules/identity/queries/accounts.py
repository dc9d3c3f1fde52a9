"""What is read about accounts and roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.kernel.actors import Actor
from shopwright.kernel.errors import InvalidCursor
from shopwright.kernel.ids import parse
from shopwright.kernel.paging import Page, PageRequest, decode_cursor, encode_cursor
from shopwright.modules.identity.contracts import ADMIN, User
from shopwright.modules.identity.errors import UserNotFound
from shopwright.modules.identity.models import (
    NAME,
    RolePermissionRow,
    RoleRow,
    UserRoleRow,
    UserRow,
)
from shopwright.modules.identity.permissions import USERS_READ

_NEWEST = "newest"
_USER = (
    UserRow.id,
    UserRow.email,
    UserRow.username,
    UserRow.full_name,
    UserRow.is_active,
    UserRow.created_at,
    UserRow.email_verified_at,
)


@dataclass(frozen=True, slots=True)
class UserFilter:
    """Which users a list holds; None asks for all."""

    role: str | None = None
    is_active: bool | None = None
    text: str | None = None


async def by_id(db: AsyncConnection, user_id: UUID) -> User | None:
    row = (await db.execute(select(*_USER).where(UserRow.id == user_id))).first()
    return (await _users(db, [row]))[0] if row else None


async def visible(db: AsyncConnection, actor: Actor, user_id: UUID) -> User:
    """An account for its owner, or for who may read them all.

    Raises:
        UserNotFound: there is none, or none that concerns the actor.
    """
    is_own = actor.user_id == user_id
    user = await by_id(db, user_id) if is_own or actor.may(USERS_READ) else None
    if user is None:
        raise UserNotFound
    return user


async def by_email(db: AsyncConnection, email_normalised: str) -> User | None:
    statement = select(*_USER).where(UserRow.email_normalised == email_normalised)
    row = (await db.execute(statement)).first()
    return (await _users(db, [row]))[0] if row else None


async def users(db: AsyncConnection, wanted: UserFilter, page: PageRequest) -> Page[User]:
    """Accounts, the newest first.

    Raises:
        InvalidCursor: not a cursor of this list.
    """
    statement = _filtered(select(*_USER), wanted).order_by(UserRow.id.desc())
    if page.cursor is not None:
        statement = statement.where(UserRow.id < _place_of(page.cursor))
    rows = (await db.execute(statement.limit(page.limit + 1).offset(page.offset))).all()
    shown = rows[: page.limit]
    total = None
    if page.with_total:
        counted = _filtered(select(func.count(UserRow.id)), wanted)
        total = (await db.execute(counted)).scalar_one()
    is_more = len(rows) > page.limit
    following = encode_cursor(_NEWEST, str(shown[-1].id)) if is_more else None
    return Page(await _users(db, shown), page.limit, following, total, page.offset)


async def beginning_with(
    db: AsyncConnection, beginning: str, *, limit: int, role: str
) -> list[User]:
    """Accounts with a role whose address, username or full name begins so, whatever the case; in two statements."""
    holds = select(UserRoleRow.user_id).where(
        UserRoleRow.user_id == UserRow.id, UserRoleRow.role == role
    )
    found = dialect.by_beginning(
        db,
        UserRow.id,
        (UserRow.email_normalised, UserRow.username, NAME),
        beginning.lower(),
        limit=limit,
        where=[holds.exists()],
    )
    chosen = select(*_USER).where(UserRow.id.in_(found)).order_by(UserRow.email_normalised)
    return await _users(db, (await db.execute(chosen.limit(limit))).all())


async def rights_of_roles(db: AsyncConnection, roles: Sequence[str]) -> dict[str, frozenset[str]]:
    """The rights of each role that exists among those named."""
    rows = await db.execute(
        select(RoleRow.name, RolePermissionRow.permission)
        .outerjoin(RolePermissionRow, RolePermissionRow.role == RoleRow.name)
        .where(RoleRow.name.in_(roles))
    )
    rights: dict[str, set[str]] = {}
    for name, permission in rows:
        rights.setdefault(name, set()).update([permission] if permission else [])
    return {name: frozenset(held) for name, held in rights.items()}


async def rights_of_user(db: AsyncConnection, user_id: UUID) -> frozenset[str]:
    """What the roles of an account allow at this moment; nothing where it is closed."""
    rows = await db.execute(
        select(RolePermissionRow.permission)
        .join(UserRoleRow, UserRoleRow.role == RolePermissionRow.role)
        .join(UserRow, UserRow.id == UserRoleRow.user_id)
        .where(UserRow.id == user_id, UserRow.is_active)
    )
    return frozenset(rows.scalars())


async def active_admins(db: AsyncConnection) -> int:
    """How many accounts are active and admins."""
    statement = (
        select(func.count(UserRow.id))
        .join(UserRoleRow, UserRoleRow.user_id == UserRow.id)
        .where(UserRoleRow.role == ADMIN, UserRow.is_active)
    )
    return (await db.execute(statement)).scalar_one()


async def _users(db: AsyncConnection, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[User]:
    if not rows:
        return []
    held = await db.execute(
        select(UserRoleRow.user_id, UserRoleRow.role).where(
            UserRoleRow.user_id.in_([row.id for row in rows])
        )
    )
    roles: dict[UUID, set[str]] = {}
    for user_id, role in held:
        roles.setdefault(user_id, set()).add(role)
    return [
        User(
            id=row.id,
            email=row.email,
            username=row.username,
            full_name=row.full_name,
            is_active=row.is_active,
            roles=frozenset(roles.get(row.id, ())),
            created_at=row.created_at,
            email_verified_at=row.email_verified_at,
        )
        for row in rows
    ]


def _filtered(statement: Select[*tuple[Any, ...]], wanted: UserFilter) -> Select[*tuple[Any, ...]]:
    if wanted.is_active is not None:
        statement = statement.where(UserRow.is_active.is_(wanted.is_active))
    if wanted.role is not None:
        holders = select(UserRoleRow.user_id).where(UserRoleRow.role == wanted.role)
        statement = statement.where(UserRow.id.in_(holders))
    if wanted.text:
        lowered = wanted.text.lower()
        statement = statement.where(
            or_(
                UserRow.email_normalised.contains(lowered, autoescape=True),
                UserRow.username.contains(lowered, autoescape=True),
                func.lower(UserRow.full_name).contains(lowered, autoescape=True),
            )
        )
    return statement


def _place_of(cursor: str) -> UUID:
    (key,) = decode_cursor(cursor, _NEWEST, 1)
    user_id = parse(key) if isinstance(key, str) else None
    if user_id is None:
        raise InvalidCursor
    return user_id
