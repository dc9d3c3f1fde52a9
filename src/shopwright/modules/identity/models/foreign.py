"""Identities at other providers, and sign-ins that are on their way there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Id, UtcTime


class ForeignIdentityRow(Base):
    """Who an account is elsewhere: the provider's own id of him, never his email, which may change hands."""

    __tablename__ = "foreign_identities"
    __table_args__ = (UniqueConstraint("user_id", "provider"),)

    provider: Mapped[str] = mapped_column(String(30), primary_key=True, info=impersonal())
    subject: Mapped[str] = mapped_column(String(255), primary_key=True, info=personal(erased=GONE))
    user_id: Mapped[UUID] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(320), info=personal())
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    last_used_at: Mapped[datetime] = mapped_column(UtcTime)


class ForeignSignInRow(Base):
    """One trip to a provider: used once, by the browser or client that began it."""

    __tablename__ = "foreign_sign_ins"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True, info=impersonal())
    provider: Mapped[str] = mapped_column(String(30), info=impersonal())
    binding_hash: Mapped[str] = mapped_column(String(64), info=impersonal())
    nonce: Mapped[str] = mapped_column(String(64), info=impersonal())
    verifier: Mapped[str] = mapped_column(Text, info=impersonal(sealed="state_hash"))
    kind: Mapped[str] = mapped_column(String(10), info=impersonal())
    session_id: Mapped[UUID | None] = mapped_column(
        Id, ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
