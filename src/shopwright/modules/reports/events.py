"""Facts about reports."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ReportMade(Event):
    """The file of a report is there for one who is to read it."""

    name: ClassVar[str] = "report.made"
    report_id: UUID
    task_id: UUID
    user_id: UUID
