"""Facts in the past tense that modules record and listeners hear."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Event:
    """The root of each domain event: ids and plain values only, so that it can be stored as JSON.

    ``name`` and ``version`` are part of its contract: a changed shape is a new version.
    """

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1
