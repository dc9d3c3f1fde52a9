"""The table of mails: who was told what, and whether it went out; what they said is not kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Id, Json, UtcTime


class MailRow(Base):
    """A mail: ``cause`` is the event that it tells of, ``facts`` are ids of what its template shows."""

    __tablename__ = "mails"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sent', 'failed', 'dead')", name="state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
        CheckConstraint("attempts >= 0", name="attempts"),
        UniqueConstraint("cause", "template"),
        Index(None, "state", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    cause: Mapped[UUID] = mapped_column(Id)
    event: Mapped[str] = mapped_column(String(100), info=impersonal())
    template: Mapped[str] = mapped_column(String(60), info=impersonal())
    user_id: Mapped[UUID | None] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    address: Mapped[str] = mapped_column(String(320), info=personal(erased=GONE))
    facts: Mapped[dict[str, Any]] = mapped_column(Json, info=personal(erased=GONE))
    state: Mapped[str] = mapped_column(String(10), info=impersonal())
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(300), info=personal(erased=GONE))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)


class OrderMailRow(Base):
    """Which order a mail tells of."""

    __tablename__ = "order_mails"
    __table_args__ = (Index("ix_order_mails_order_id", "order_id"),)

    mail_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("mails.id", ondelete="CASCADE"), primary_key=True
    )
    order_id: Mapped[UUID] = mapped_column(Id)
