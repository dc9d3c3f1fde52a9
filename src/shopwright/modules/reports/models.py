"""The table of reports that come by themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Id, Json, UtcTime


class ReportScheduleRow(Base):
    """A report; ``next_at`` is when it comes next, ``recipients`` are ids of accounts."""

    __tablename__ = "report_schedules"
    __table_args__ = (
        CheckConstraint("every IN ('day', 'week', 'month')", name="every"),
        CheckConstraint("hour >= 0 AND hour <= 23", name="hour"),
        CheckConstraint("day >= 1 AND day <= 28", name="day"),
        Index(None, "is_active", "next_at"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(20))
    format: Mapped[str] = mapped_column(String(10))
    options: Mapped[dict[str, Any]] = mapped_column(Json)
    recipients: Mapped[list[str]] = mapped_column(Json)
    every: Mapped[str] = mapped_column(String(10))
    hour: Mapped[int]
    day: Mapped[int]
    is_active: Mapped[bool]
    next_at: Mapped[datetime] = mapped_column(UtcTime)
    last_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
