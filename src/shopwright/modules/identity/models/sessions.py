"""Sessions, their tokens, and attempts to begin one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Id, UtcTime


class SessionRow(Base):
    """A sign-in, and what carries it on: a family of refresh tokens, or the cookie of a browser (its SHA-256)."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("created_at < expires_at", name="expiry"),
        CheckConstraint("(kind = 'browser') = (cookie_hash IS NOT NULL)", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    address: Mapped[str] = mapped_column(String(45), info=personal(erased=GONE))
    user_agent: Mapped[str] = mapped_column(String(255), info=personal(erased=GONE))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    last_used_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    end_reason: Mapped[str | None] = mapped_column(String(30), info=impersonal())
    kind: Mapped[str] = mapped_column(
        String(10), default="token", server_default="token", info=impersonal()
    )
    cookie_hash: Mapped[str | None] = mapped_column(
        String(64), unique=True, info=personal(erased=None, exported=False)
    )
    factor_proved_at: Mapped[datetime | None] = mapped_column(UtcTime)


class RefreshTokenRow(Base):
    """One link of a family, by the SHA-256 of its token; used once."""

    __tablename__ = "refresh_tokens"
    __table_args__ = ({"info": impersonal()},)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    session_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class RevokedTokenRow(Base):
    """An access token that is refused before its time, by its ``jti``."""

    __tablename__ = "revoked_tokens"
    __table_args__ = ({"info": impersonal()},)

    token_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class SignInAttemptRow(Base):
    """How often a name or an address was tried since its last success, and until when it has to wait."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        Index(None, "last_attempt_at"),
    )

    key: Mapped[str] = mapped_column(
        String(80), primary_key=True, info=personal("", exported=False)
    )
    attempts: Mapped[int]
    last_attempt_at: Mapped[datetime] = mapped_column(UtcTime)
    blocked_until: Mapped[datetime] = mapped_column(UtcTime)
