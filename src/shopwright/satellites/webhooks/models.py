"""Tables of endpoints, of what is sent to them, and of each attempt; an answer's body is nowhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Id, Json, UtcTime


class WebhookEndpointRow(Base):
    """``failing_since``: since when nothing has come through, None where the last attempt did."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        CheckConstraint(
            "disabled_reason IN ('', 'staff', 'gone', 'failing')", name="disabled_reason"
        ),
        CheckConstraint("is_active = (disabled_reason = '')", name="active"),
        CheckConstraint(
            "(previous_secret = '') = (previous_until IS NULL)", name="previous_secret"
        ),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    url: Mapped[str] = mapped_column(String(2000), info=impersonal())
    description: Mapped[str] = mapped_column(String(255), info=impersonal())
    events: Mapped[list[str]] = mapped_column(Json, info=impersonal())
    secret: Mapped[str] = mapped_column(String(400), info=impersonal(sealed="id"))
    previous_secret: Mapped[str] = mapped_column(
        String(400), default="", info=impersonal(sealed="id")
    )
    previous_until: Mapped[datetime | None] = mapped_column(UtcTime)
    is_active: Mapped[bool]
    disabled_reason: Mapped[str] = mapped_column(String(10), default="", info=impersonal())
    failing_since: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class WebhookDeliveryRow(Base):
    """``next_at`` is also the end of the lease of whoever has it in hand."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'delivered', 'dead')", name="state"),
        CheckConstraint("(state = 'waiting') = (next_at IS NOT NULL)", name="next_at"),
        CheckConstraint("(state = 'waiting') = (finished_at IS NULL)", name="finished_at"),
        CheckConstraint("attempts >= 0", name="attempts"),
        UniqueConstraint("endpoint_id", "event_id"),
        Index(None, "state", "next_at"),
        Index(None, "endpoint_id", "state", "next_at"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    endpoint_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("webhook_endpoints.id", ondelete="CASCADE")
    )
    event_id: Mapped[UUID] = mapped_column(Id)
    event: Mapped[str] = mapped_column(String(100), info=impersonal())
    body: Mapped[str] = mapped_column(Text, info=personal("body~", GONE))
    state: Mapped[str] = mapped_column(String(10), info=impersonal())
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(UtcTime)
    lease_token: Mapped[UUID | None] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)


class WebhookAttemptRow(Base):
    """``status`` 0: there was no answer, and ``error`` says why in a word of ours."""

    __tablename__ = "webhook_attempts"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    delivery_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("webhook_deliveries.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime] = mapped_column(UtcTime)
    status: Mapped[int]
    error: Mapped[str] = mapped_column(String(40), info=impersonal())
    milliseconds: Mapped[int]
