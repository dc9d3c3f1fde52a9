"""Text that people write: what is refused, and how a slug is made of it."""

import re
import unicodedata

from shopwright.kernel.errors import InvalidText

LONGEST_SLUG = 100
_ALLOWED_CONTROLS = frozenset("\n\r\t")
# Marks that reorder what a reader sees (Unicode TR36, "bidirectional text spoofing").
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_LIGATURES = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "ae",
        "ø": "o",
        "Ø": "o",
        "œ": "oe",
        "Œ": "oe",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "þ": "th",
        "ð": "d",
    }
)


def fault_of(text: str) -> str | None:
    """What makes a text unacceptable, or None: control characters, lone surrogates, reordering marks."""
    for character in text:
        category = unicodedata.category(character)
        if category == "Cc" and character not in _ALLOWED_CONTROLS:
            return "control characters are not accepted"
        if category == "Cs":
            return "lone surrogates are not accepted"
        if character in _REORDERING:
            return "marks that change the direction of writing are not accepted"
    return None


def clean(text: str) -> str:
    """The text in NFC without blanks at its ends.

    Raises:
        InvalidText: see :func:`fault_of`.
    """
    if not text.isprintable() and (fault := fault_of(text)):
        raise InvalidText(fault)
    return unicodedata.normalize("NFC", text).strip()


def slugify(text: str) -> str:
    """A text as part of an address: ``"Crème brûlée, 2 pcs"`` becomes ``"creme-brulee-2-pcs"``; may be empty."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    return _NO_WORD.sub("-", ascii_only).strip("-")[:LONGEST_SLUG].rstrip("-")


def cell(value: str) -> str:
    """A text as a cell of a spreadsheet: one that would be taken for a formula gets an apostrophe before it."""
    shown = unicodedata.normalize("NFKC", value).lstrip(" ")
    return f"'{value}" if value[:1] in "\t\r\n" or shown[:1] in "=+-@\t\r\n" else value
