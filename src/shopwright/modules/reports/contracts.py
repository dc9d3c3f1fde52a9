"""What is known of a report that comes by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Every(StrEnum):
    """How often a report comes."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a report comes: at an hour, of a weekday (1 is Monday) or of a day of the month (1 to 28)."""

    every: Every
    hour: int = 6
    day: int = 1


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """``subject``: what the file is about; ``options``: which part of it; ``recipients``: accounts of staff."""

    name: str
    subject: str
    form: str
    rhythm: Rhythm
    recipients: tuple[UUID, ...]
    options: Mapping[str, str]
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    id: UUID
    draft: ReportDraft
    next_at: datetime
    last_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
