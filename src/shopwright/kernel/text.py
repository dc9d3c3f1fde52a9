"""Text that people write: what is refused, and how a slug is made of it."""

import re
import unicodedata

from shopwright.kernel.errors import InvalidText

LONGEST_SLUG = 100
_ALLOWED_CONTROLS = frozenset("\n\r\t")
# Marks that reorder what a reader sees (Unicode TR36, "bidirectional text spoofing").
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# A run of digits, in groups or not, that nothing before it makes part of something else.
_DIGITS = re.compile(r"(?<![\w+])(?!00)\d(?:[ \u00a0.\u2010-\u2015-]{0,2}\d){12,}(?!\w)")
_ISSUERS = frozenset({2, 3, 4, 5, 6})  # what the numbers of cards begin with
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


def holds_card_number(text: str) -> bool:
    """Whether something in a text looks like the number of a payment card: 13 to 19 digits that pass Luhn's check.

    Telephone numbers begin with a plus or two zeros, account numbers and references with letters: these pass.
    """
    return any(_is_card_number(found[0]) for found in _DIGITS.finditer(text))


def _is_card_number(written: str) -> bool:
    digits = [int(character) for character in written if character.isdecimal()]
    if not 13 <= len(digits) <= 19 or digits[0] not in _ISSUERS or len(set(digits)) == 1:
        return False
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def slugify(text: str) -> str:
    """A text as part of an address: ``"Crème brûlée, 2 pcs"`` becomes ``"creme-brulee-2-pcs"``; may be empty."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    return _NO_WORD.sub("-", ascii_only).strip("-")[:LONGEST_SLUG].rstrip("-")


def cell(value: str) -> str:
    """A text as a cell of a spreadsheet: one that would be taken for a formula gets an apostrophe before it."""
    shown = unicodedata.normalize("NFKC", value).lstrip(" ")
    return f"'{value}" if value[:1] in "\t\r\n" or shown[:1] in "=+-@\t\r\n" else value
