"""Text as a cell of a spreadsheet, and back: nothing that a spreadsheet would calculate, nothing that is lost."""

import unicodedata
from collections.abc import Iterator

LONGEST_CELL = 32_000  # characters; Excel cuts at 32,767
_FORMULA_STARTS = frozenset("=+-@\t\r\n")


def guarded(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula.

    Text that looks like a guarded one gets another apostrophe, so that :func:`unguarded` finds the way back.
    """
    return f"'{text}" if _is_risky(text) else text


def unguarded(text: str) -> str:
    """What :func:`guarded` was given."""
    return text[1:] if text.startswith("'") and _is_risky(text[1:]) else text


def pieces(text: str) -> Iterator[str]:
    """The text in pieces that fit into cells; at least one."""
    yield text[:LONGEST_CELL]
    for at in range(LONGEST_CELL, len(text), LONGEST_CELL):
        yield text[at : at + LONGEST_CELL]


def _is_risky(text: str) -> bool:
    """Wide and other compatible forms count as what they look like; blanks before them don't make them harmless."""
    bare = text.lstrip("'")[:8].lstrip(" ")
    return unicodedata.normalize("NFKC", bare)[:1] in _FORMULA_STARTS if bare else False
