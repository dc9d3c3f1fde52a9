"""What a session and its owner may do at this moment."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.identity.contracts import Standing
from shopwright.modules.identity.models import (
    RevokedTokenRow,
    RolePermissionRow,
    RoleRow,
    SessionRow,
    UserRoleRow,
    UserRow,
)


async def standing(
    db: AsyncConnection, *, user_id: UUID, session_id: UUID, token_id: str, now: datetime
) -> Standing | None:
    """The rights that a token's bearer has now; None where account, session or token no longer count."""
    revoked = select(RevokedTokenRow.token_id).where(RevokedTokenRow.token_id == token_id)
    return await _standing(
        db, now, UserRow.id == user_id, SessionRow.id == session_id, ~revoked.exists()
    )


async def standing_by_cookie(
    db: AsyncConnection, *, cookie_hash: str, now: datetime
) -> Standing | None:
    """The same of the browser whose cookie has this fingerprint; how long it was idle is for the caller to judge."""
    return await _standing(db, now, SessionRow.cookie_hash == cookie_hash)


async def _standing(
    db: AsyncConnection, now: datetime, *conditions: ColumnElement[bool]
) -> Standing | None:
    rows = await db.execute(
        select(
            UserRow.id.label("user_id"),
            UserRow.email,
            SessionRow.id.label("session_id"),
            SessionRow.created_at,
            SessionRow.last_used_at,
            SessionRow.expires_at,
            SessionRow.factor_proved_at,
            RoleRow.requires_second_factor,
            RolePermissionRow.permission,
        )
        .join(SessionRow, SessionRow.user_id == UserRow.id)
        .outerjoin(UserRoleRow, UserRoleRow.user_id == UserRow.id)
        .outerjoin(RoleRow, RoleRow.name == UserRoleRow.role)
        .outerjoin(RolePermissionRow, RolePermissionRow.role == UserRoleRow.role)
        .where(
            UserRow.is_active,
            SessionRow.ended_at.is_(None),
            SessionRow.expires_at > now,
            *conditions,
        )
    )
    found = rows.all()
    if not found:
        return None
    first = found[0]
    is_demanded = any(row.requires_second_factor for row in found)
    owes_factor = is_demanded and first.factor_proved_at is None
    rights = frozenset(row.permission for row in found if row.permission is not None)
    return Standing(
        user_id=first.user_id,
        session_id=first.session_id,
        label=first.email,
        rights=frozenset() if owes_factor else rights,
        created_at=first.created_at,
        last_used_at=first.last_used_at,
        expires_at=first.expires_at,
        owes_factor=owes_factor,
    )
