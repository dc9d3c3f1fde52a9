"""What proves that somebody reads an address, and what was asked for by typing one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Id, UtcTime


class AccountProofRow(Base):
    """A link, or a link and a code, that was mailed to ``email``; the row keeps fingerprints of both.

    ``session_id`` is the session that asked, and ``username`` the wish of who registered: both are heeded when the link
    is opened.
    """

    __tablename__ = "account_proofs"
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('verify_email', 'change_email', 'undo_email', 'reset_password')",
            name="purpose",
        ),
        CheckConstraint("attempts >= 0 AND attempts <= 5", name="attempts"),
        CheckConstraint("created_at < expires_at", name="expiry"),
        Index(None, "user_id", "purpose"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20), info=impersonal())
    email: Mapped[str] = mapped_column(String(320), info=personal(erased=GONE))
    email_normalised: Mapped[str] = mapped_column(
        String(320), index=True, info=personal(erased=GONE, exported=False)
    )
    username: Mapped[str | None] = mapped_column(String(50), info=personal(erased=GONE))
    session_id: Mapped[UUID | None] = mapped_column(Id)
    token_hash: Mapped[str] = mapped_column(String(64), info=personal(erased=GONE, exported=False))
    code_hash: Mapped[str | None] = mapped_column(
        String(64), info=personal(erased=GONE, exported=False)
    )
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    code_expires_at: Mapped[datetime | None] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class AccountRequestRow(Base):
    """What somebody asked for by typing an address, until a job has seen to it.

    Whether the address is known is found out there, so that the answer can neither tell it nor take longer.
    """

    __tablename__ = "account_requests"
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('register', 'resend_verification', 'forgot_password')", name="purpose"
        ),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20), info=impersonal())
    email: Mapped[str] = mapped_column(String(320), info=personal("email~", GONE))
    username: Mapped[str | None] = mapped_column(String(50), info=personal("email~", GONE))
    full_name: Mapped[str] = mapped_column(String(255), info=personal("email~", GONE))
    password_hash: Mapped[str | None] = mapped_column(
        String(255), info=personal("email~", GONE, exported=False)
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
