"""What a check of the books finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """A row that must not be: the rule it breaks, and what it is about."""

    rule: str
    subject: str
