"""Codes: what they look like, and how new ones are made that nobody guesses."""

import re
from collections.abc import Callable

from shopwright.modules.promotions.contracts import LONGEST_CODE
from shopwright.modules.promotions.errors import InvalidCode

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,39}")
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that looks like another
_LENGTH = 12
"""Characters of chance: 58 bits, so that a million codes are one in a hundred thousand million guesses."""


def key_of(code: str) -> str:
    """What a code is found by; capitals do not matter."""
    return code.strip().lower()


def checked_code(code: str) -> str:
    """The code as it is kept.

    Raises:
        InvalidCode: it is not made of 3 to 40 letters, digits, hyphens and underscores.
    """
    code = code.strip()
    if not _CODE.fullmatch(code):
        raise InvalidCode
    return code


def random_codes(count: int, prefix: str, choose: Callable[[str], str]) -> list[str]:
    """So many different codes that begin alike; ``choose`` picks one character, by chance.

    Raises:
        InvalidCode: the prefix is none of a code, or too long.
    """
    if len(prefix) + _LENGTH > LONGEST_CODE or (prefix and not _CODE.fullmatch(f"{prefix}xxx")):
        raise InvalidCode
    found: set[str] = set()
    while len(found) < count:
        found.add(prefix + "".join(choose(_LETTERS) for _ in range(_LENGTH)))
    return sorted(found)
