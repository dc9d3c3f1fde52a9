"""What is read about links that were mailed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.identity.contracts import Proof, Purpose
from shopwright.modules.identity.models import AccountProofRow as ProofRow
from shopwright.modules.identity.models import UserRow

PROOF = (
    ProofRow.id,
    ProofRow.user_id,
    ProofRow.purpose,
    ProofRow.email,
    ProofRow.username,
    ProofRow.session_id,
    ProofRow.created_at,
    ProofRow.code_expires_at,
    ProofRow.expires_at,
    ProofRow.used_at,
)


async def proof(db: AsyncConnection, proof_id: UUID) -> Proof | None:
    row = (await db.execute(select(*PROOF).where(ProofRow.id == proof_id))).first()
    return proof_of(row) if row else None


async def email_is_kept(db: AsyncConnection, email_normalised: str, now: datetime) -> bool:
    """Whether an address that belongs to nobody may yet go back to the account that had it."""
    statement = select(ProofRow.id).where(
        ProofRow.email_normalised == email_normalised,
        ProofRow.purpose == Purpose.UNDO_EMAIL,
        ProofRow.used_at.is_(None),
        ProofRow.expires_at > now,
    )
    return (await db.execute(statement.limit(1))).first() is not None


async def password_hash(db: AsyncConnection, user_id: UUID) -> str | None:
    """The stored hash of an active account's password."""
    statement = select(UserRow.password_hash).where(UserRow.id == user_id, UserRow.is_active)
    return (await db.execute(statement)).scalar_one_or_none()


async def username_is_taken(db: AsyncConnection, username: str) -> bool:
    statement = select(func.count(UserRow.id)).where(UserRow.username == username)
    return (await db.execute(statement)).scalar_one() > 0


def proof_of(row: Row[*tuple[Any, ...]]) -> Proof:
    return Proof(
        id=row.id,
        user_id=row.user_id,
        purpose=Purpose(row.purpose),
        email=row.email,
        username=row.username,
        session_id=row.session_id,
        created_at=row.created_at,
        code_expires_at=row.code_expires_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
