"""What is wrong with an installation, and how to mend it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``mend`` says what to do where it is not as it should be."""

    name: str
    grade: Grade
    told: str
    mend: str = ""


Look = Callable[[], Finding]


def good(name: str, told: str) -> Finding:
    return Finding(name, Grade.OK, told)


def odd(name: str, told: str, mend: str) -> Finding:
    return Finding(name, Grade.WARNING, told, mend)


def bad(name: str, told: str, mend: str) -> Finding:
    return Finding(name, Grade.FAULT, told, mend)


def exit_code(found: Sequence[Finding]) -> int:
    """0: all is well, or might be better; 1: something is wrong."""
    return int(any(each.grade is Grade.FAULT for each in found))
