"""What a commit leaves behind for later: tables of events, jobs and the schedule; Work writes them, jobs/ works them off."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, emptied, impersonal, personal
from shopwright.infra.db.types import Id, Json, UtcTime

READY, DEAD = "ready", "dead"


class OutboxEvent(Base):
    """A fact, written in the transaction that made it true."""

    __tablename__ = "outbox_events"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), info=impersonal())
    version: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(Json, info=personal("payload~", emptied))
    actor: Mapped[str] = mapped_column(String(100), info=impersonal())
    occurred_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class Job(Base):
    """Work to be done: one row for each listener of an event, or for a task of its own; gone when done."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("state IN ('ready', 'dead')", name="state"),
        CheckConstraint("attempts >= 0 AND attempts <= max_attempts", name="attempts"),
        Index("ix_jobs_due", "state", "run_at"),
        Index(
            "uq_jobs_unique_key",
            "name",
            "unique_key",
            unique=True,
            postgresql_where=text("unique_key IS NOT NULL AND state = 'ready'"),
            sqlite_where=text("unique_key IS NOT NULL AND state = 'ready'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), info=impersonal())
    payload: Mapped[dict[str, Any]] = mapped_column(Json, info=personal("payload~", GONE))
    event_id: Mapped[UUID | None] = mapped_column(
        Id, ForeignKey("outbox_events.id", ondelete="SET NULL")
    )
    unique_key: Mapped[str | None] = mapped_column(String(200), info=personal("payload~", GONE))
    state: Mapped[str] = mapped_column(String(10), default=READY, info=impersonal())
    run_at: Mapped[datetime] = mapped_column(UtcTime)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int]
    lease_token: Mapped[UUID | None] = mapped_column(Id)
    last_error: Mapped[str | None] = mapped_column(Text, info=personal("payload~", GONE))
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class Schedule(Base):
    """When a task of the clock is due next."""

    __tablename__ = "schedules"
    __table_args__ = ({"info": impersonal()},)

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    next_run_at: Mapped[datetime] = mapped_column(UtcTime)
    last_run_at: Mapped[datetime | None] = mapped_column(UtcTime)
