"""What an import of reviews is told, and what it tells."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A row of the file that can be read; ``product`` is a slug."""

    line: int
    origin: str
    product: str
    rating: int
    title: str = ""
    text: str = ""
    author: str = ""
    helpful: int = 0


@dataclass(frozen=True, slots=True)
class RowFault:
    line: int
    reason: str


@dataclass(slots=True)
class ReviewReport:
    """``known``: reviews that were there already."""

    created: int = 0
    known: int = 0
    failed: int = 0
    faults: list[RowFault] = field(default_factory=list)
