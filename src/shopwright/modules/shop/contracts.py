"""What others may know of the shop's configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Revision:
    """What was set from ``version`` on, by the names of knobs; all else is as the environment says.

    Version 0 is a shop that nobody has configured yet.
    """

    version: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)
    changed_by: str = ""
    changed_at: datetime | None = None
