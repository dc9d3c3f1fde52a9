"""What is read about API keys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.modules.identity.contracts import SELF, ApiKey, KeyStanding
from shopwright.modules.identity.models import (
    ApiKeyRow,
    RolePermissionRow,
    RoleRow,
    SecondFactorRow,
    UserRoleRow,
    UserRow,
)
from shopwright.modules.identity.permissions import ROLES_WRITE

_NEWEST = "keys"
_KEY = (
    ApiKeyRow.id,
    ApiKeyRow.user_id,
    ApiKeyRow.name,
    ApiKeyRow.prefix,
    ApiKeyRow.last4,
    ApiKeyRow.scopes,
    ApiKeyRow.created_at,
    ApiKeyRow.expires_at,
    ApiKeyRow.revoked_at,
    ApiKeyRow.last_used_at,
    ApiKeyRow.last_used_address,
)
# A key that could hand out rights could outlive itself: who steals it makes himself an account.
NEVER_BY_KEY = frozenset({ROLES_WRITE})


async def api_key(db: AsyncConnection, key_id: UUID) -> ApiKey | None:
    row = (await db.execute(select(*_KEY).where(ApiKeyRow.id == key_id))).first()
    return _key(row) if row else None


async def api_keys(
    db: AsyncConnection, page: PageRequest, *, user_id: UUID | None = None
) -> Page[ApiKey]:
    """Keys of an account, or of all, the newest first; revoked ones too.

    Raises:
        InvalidCursor: not a cursor of this list.
    """
    conditions = [] if user_id is None else [ApiKeyRow.user_id == user_id]
    statement = select(*_KEY).where(*conditions).order_by(ApiKeyRow.id.desc())
    if page.cursor is not None:
        statement = statement.where(ApiKeyRow.id < id_in_cursor(page.cursor, _NEWEST))
    rows = (await db.execute(statement.limit(page.limit + 1).offset(page.offset))).all()
    shown = [_key(row) for row in rows[: page.limit]]
    total = None
    if page.with_total:
        counted = select(func.count(ApiKeyRow.id)).where(*conditions)
        total = (await db.execute(counted)).scalar_one()
    following = encode_cursor(_NEWEST, str(shown[-1].id)) if len(rows) > page.limit else None
    return Page(shown, page.limit, following, total, page.offset)


async def live_keys(db: AsyncConnection, user_id: UUID, now: datetime) -> int:
    """How many keys of an account are good now."""
    statement = select(func.count(ApiKeyRow.id)).where(ApiKeyRow.user_id == user_id, *_alive(now))
    return (await db.execute(statement)).scalar_one()


async def key_standing(
    db: AsyncConnection, *, secret_hash: str, now: datetime
) -> KeyStanding | None:
    """Whose key it is and what it may do now: its scopes, as far as its owner may himself; None where it is no good.

    Nothing where one of the owner's roles demands a second factor that he has not. One statement, for a key that there
    is and for one that there never was.
    """
    factor = select(SecondFactorRow.user_id).where(
        SecondFactorRow.user_id == UserRow.id, SecondFactorRow.confirmed_at.is_not(None)
    )
    rows = await db.execute(
        select(
            ApiKeyRow.id,
            ApiKeyRow.prefix,
            ApiKeyRow.user_id,
            ApiKeyRow.scopes,
            ApiKeyRow.expires_at,
            ApiKeyRow.last_used_at,
            UserRow.email,
            RolePermissionRow.permission,
            and_(RoleRow.requires_second_factor, ~factor.exists()).label("owes_factor"),
        )
        .join(UserRow, UserRow.id == ApiKeyRow.user_id)
        .outerjoin(UserRoleRow, UserRoleRow.user_id == UserRow.id)
        .outerjoin(RoleRow, RoleRow.name == UserRoleRow.role)
        .outerjoin(RolePermissionRow, RolePermissionRow.role == UserRoleRow.role)
        .where(ApiKeyRow.secret_hash == secret_hash, UserRow.is_active, *_alive(now))
    )
    found = rows.all()
    if not found:
        return None
    first = found[0]
    owners = {row.permission for row in found if row.permission is not None}
    rights = frozenset(first.scopes) & ((owners - NEVER_BY_KEY) | {SELF})
    return KeyStanding(
        key_id=first.id,
        prefix=first.prefix,
        user_id=first.user_id,
        label=first.email,
        rights=frozenset() if any(row.owes_factor for row in found) else rights,
        expires_at=first.expires_at,
        last_used_at=first.last_used_at,
    )


def _alive(now: datetime) -> tuple[Any, ...]:
    return (
        ApiKeyRow.revoked_at.is_(None),
        or_(ApiKeyRow.expires_at.is_(None), ApiKeyRow.expires_at > now),
    )


def _key(row: Row[*tuple[Any, ...]]) -> ApiKey:
    return ApiKey(
        id=row.id,
        user_id=row.user_id,
        name=row.name,
        prefix=row.prefix,
        last4=row.last4,
        scopes=frozenset(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        last_used_address=row.last_used_address,
    )
