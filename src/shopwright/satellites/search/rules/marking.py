"""The words that a search found, marked in what is shown. Pure; the answer is HTML with nothing in it but ``<mark>``."""

import html
import re
from collections.abc import Collection

from shopwright.satellites.search.rules.words import folded, stem

_WORD = re.compile(r"[^\W_]+")
_AROUND, _LONGEST = 60, 220


def marked(text: str, stems: Collection[str]) -> str:
    """The text as HTML with each word of one of the stems marked."""
    pieces, at = [], 0
    for word in _WORD.finditer(text):
        if stem(folded(word[0])) in stems:
            pieces += [html.escape(text[at : word.start()]), f"<mark>{html.escape(word[0])}</mark>"]
            at = word.end()
    return "".join((*pieces, html.escape(text[at:])))


def excerpt(text: str, stems: Collection[str]) -> str:
    """The piece of a text around the first word found, marked; its beginning where none is."""
    first = next(
        (word.start() for word in _WORD.finditer(text) if stem(folded(word[0])) in stems), 0
    )
    start = max(0, first - _AROUND)
    if start:
        start = text.find(" ", start) + 1
    end = start + _LONGEST
    if end < len(text):
        end = max(text.rfind(" ", start, end), first + 1, start + 1)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return before + marked(text[start:end].strip(), stems) + after
