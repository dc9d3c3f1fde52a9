"""Places that goods come from and go to, and patterns of postal codes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PATTERN = re.compile(r"[0-9A-Z]{1,12}(\*|-[0-9A-Z]{1,12})?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where goods go to, or come from: ISO 3166-1 country, the code of its region, postal code."""

    country: str
    region: str = ""
    postal_code: str = ""


def tidy_postal_pattern(text: str) -> str:
    """In capitals, without spaces; a hyphen is kept only where it stands for a range of two equally long codes."""
    compact = text.upper().replace(" ", "")
    first, dash, last = compact.partition("-")
    return compact if not dash or (len(first) == len(last) and len(first) > 3) else first + last


def is_postal_pattern(pattern: str) -> bool:
    """Whether a tidy pattern is exact (``78266``), begins with something (``35*``) or is a range (``97000-97999``)."""
    if not _PATTERN.fullmatch(pattern):
        return False
    first, dash, last = pattern.partition("-")
    return not dash or (len(first) == len(last) and first <= last)


def lies_in(postal_code: str, patterns: Iterable[str]) -> bool:
    """Whether a postal code, as somebody wrote it, fits one of some tidy patterns."""
    code = tidy_postal_pattern(postal_code)
    return bool(code) and any(_fits(code, each) for each in patterns)


def _fits(code: str, pattern: str) -> bool:
    if pattern.endswith("*"):
        return code.startswith(pattern[:-1])
    first, dash, last = pattern.partition("-")
    if not dash:
        return code == pattern
    return len(code) >= len(first) and first <= code[: len(first)] <= last
