"""Second factors: seeds of one-time codes, recovery codes, and sign-ins that wait for either."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Id, UtcTime


class SecondFactorRow(Base):
    """An account's seed, sealed; it counts from its first right code on. ``last_step`` is the last code's, used up."""

    __tablename__ = "second_factors"

    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    seed: Mapped[str] = mapped_column(
        Text, info=personal(erased=GONE, exported=False, sealed="user_id")
    )
    last_step: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class RecoveryCodeRow(Base):
    """A way in without the device, once; by the SHA-256 of its 120 random bits."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("second_factors.user_id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(
        String(64), primary_key=True, info=personal(erased=GONE, exported=False)
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SignInChallengeRow(Base):
    """Somebody has shown the first factor and owes the second; by the SHA-256 of what he was given."""

    __tablename__ = "sign_in_challenges"
    __table_args__ = (CheckConstraint("attempts >= 0", name="attempts"),)

    token_hash: Mapped[str] = mapped_column(
        String(64), primary_key=True, info=personal(erased=GONE, exported=False)
    )
    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    attempts: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class SigningKeyRow(Base):
    """A key that access tokens are signed with; one without a secret is derived from SECRET_KEY."""

    __tablename__ = "signing_keys"

    kid: Mapped[str] = mapped_column(String(32), primary_key=True, info=impersonal())
    secret: Mapped[str] = mapped_column(Text, info=impersonal(sealed="kid"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    signs_from: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
