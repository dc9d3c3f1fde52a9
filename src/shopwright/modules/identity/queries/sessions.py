"""What is read about sessions, second factors and identities elsewhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.identity.contracts import FactorState, ForeignIdentity, OpenSession
from shopwright.modules.identity.models import (
    ForeignIdentityRow,
    RecoveryCodeRow,
    RoleRow,
    SecondFactorRow,
    SessionRow,
    UserRoleRow,
)


async def sessions(db: AsyncConnection, user_id: UUID, now: datetime) -> list[OpenSession]:
    """The open sessions of an account, the one used last first."""
    rows = await db.execute(
        select(
            SessionRow.id,
            SessionRow.kind,
            SessionRow.address,
            SessionRow.user_agent,
            SessionRow.created_at,
            SessionRow.last_used_at,
            SessionRow.expires_at,
        )
        .where(
            SessionRow.user_id == user_id,
            SessionRow.ended_at.is_(None),
            SessionRow.expires_at > now,
        )
        .order_by(SessionRow.last_used_at.desc(), SessionRow.id.desc())
    )
    return [OpenSession(*row) for row in rows]


async def is_factor_demanded(db: AsyncConnection, user_id: UUID) -> bool:
    """Whether a role of the account demands a second factor."""
    statement = (
        select(RoleRow.name)
        .join(UserRoleRow, UserRoleRow.role == RoleRow.name)
        .where(UserRoleRow.user_id == user_id, RoleRow.requires_second_factor)
    )
    return (await db.execute(statement.limit(1))).first() is not None


async def factor_state(db: AsyncConnection, user_id: UUID) -> FactorState:
    """Whether an account has a second factor, since when, and how many recovery codes it has left."""
    left = (
        select(func.count())
        .where(RecoveryCodeRow.user_id == user_id, RecoveryCodeRow.used_at.is_(None))
        .scalar_subquery()
    )
    row = (
        await db.execute(
            select(SecondFactorRow.confirmed_at, left.label("left")).where(
                SecondFactorRow.user_id == user_id, SecondFactorRow.confirmed_at.is_not(None)
            )
        )
    ).first()
    is_demanded = await is_factor_demanded(db, user_id)
    if row is None:
        return FactorState(None, 0, is_demanded)
    return FactorState(row.confirmed_at, row.left, is_demanded)


async def identities(db: AsyncConnection, user_id: UUID) -> list[ForeignIdentity]:
    """Who an account is elsewhere."""
    rows = await db.execute(
        select(
            ForeignIdentityRow.provider,
            ForeignIdentityRow.email,
            ForeignIdentityRow.created_at,
            ForeignIdentityRow.last_used_at,
        )
        .where(ForeignIdentityRow.user_id == user_id)
        .order_by(ForeignIdentityRow.provider)
    )
    return [ForeignIdentity(*row) for row in rows]
