"""API keys: what machines sign in with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Id, Json, UtcTime


class ApiKeyRow(Base):
    """A key, by the SHA-256 of it; ``prefix`` and ``last4`` are what its owner knows it by."""

    __tablename__ = "api_keys"
    __table_args__ = (
        CheckConstraint("expires_at IS NULL OR created_at < expires_at", name="expiry"),
        CheckConstraint("length(prefix) = 8 AND length(secret_hash) = 64", name="form"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(100), info=personal(erased=GONE))
    prefix: Mapped[str] = mapped_column(String(8), unique=True, info=impersonal())
    last4: Mapped[str] = mapped_column(String(4), info=impersonal())
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True, info=impersonal())
    scopes: Mapped[list[str]] = mapped_column(Json, info=impersonal())
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcTime)
    last_used_address: Mapped[str] = mapped_column(
        String(45), default="", info=personal(erased=GONE)
    )
