"""Accounts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import personal, tombstone_email
from shopwright.infra.db.types import Id, UtcTime


class UserRow(Base):
    """An account; ``email_normalised`` and ``username`` are what makes it unique, whatever their case."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email_normalised = lower(email_normalised)", name="email_normalised"),
        CheckConstraint("username = lower(username)", name="username"),
        Index(
            "ix_users_email_begins",
            "email_normalised",
            postgresql_ops={"email_normalised": "text_pattern_ops"},
        ),
        Index(
            "ix_users_username_begins", "username", postgresql_ops={"username": "text_pattern_ops"}
        ),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    email: Mapped[str] = mapped_column(String(320), info=personal("id", tombstone_email))
    email_normalised: Mapped[str] = mapped_column(
        String(320), unique=True, info=personal("id", tombstone_email, exported=False)
    )
    username: Mapped[str | None] = mapped_column(String(50), unique=True, info=personal("id", None))
    full_name: Mapped[str] = mapped_column(String(255), info=personal("id"))
    password_hash: Mapped[str | None] = mapped_column(
        String(255), info=personal("id", None, exported=False)
    )
    is_active: Mapped[bool] = mapped_column(default=True)
    email_verified_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UtcTime)


NAME = func.lower(UserRow.full_name)
Index("ix_users_name_begins", NAME.label("name"), postgresql_ops={"name": "text_pattern_ops"})
