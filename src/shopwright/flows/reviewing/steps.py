"""Reading a CSV of reviews, row by row."""

import csv
import gzip
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

from shopwright.flows.reviewing.contracts import ReviewRow, RowFault
from shopwright.flows.reviewing.errors import UnreadableReviews
from shopwright.kernel import text
from shopwright.kernel.errors import InvalidText

# What each column may be called, in small letters.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "review id", "row"),
    "product": ("product", "slug", "handle", "product handle", "clothing id"),
    "rating": ("rating", "stars"),
    "title": ("title", "review title"),
    "text": ("text", "review", "review text", "body"),
    "author": ("author", "name"),
    "helpful": ("helpful", "positive feedback count"),
}
_NEEDED = ("id", "product", "rating")
_MOST_HELPFUL = 2**31 - 1


def read(path: Path, *, product: str) -> Iterator[ReviewRow | RowFault]:
    """The rows of a file, plain or gzipped, a few in memory at a time; ``product`` makes a slug of the column's value.

    Raises:
        UnreadableReviews: no text in UTF-8, or a column that is needed is missing.
    """
    try:
        with _opened(path) as file:
            reader = csv.DictReader(file, strict=True)
            columns = _columns(reader.fieldnames or ())
            for row in reader:
                found = {name: row.get(column) or "" for name, column in columns.items()}
                yield _row(reader.line_num, found, product)
    except (OSError, UnicodeDecodeError, EOFError, csv.Error) as error:
        raise UnreadableReviews(f"The file can't be read: {error}.") from None


def _opened(path: Path) -> TextIO:
    with path.open("rb") as probe:
        is_gzip = probe.read(2) == b"\x1f\x8b"
    if is_gzip:
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _columns(header: Iterable[str]) -> dict[str, str]:
    """The file's columns by what they hold."""
    known = {name.strip().lower(): name for name in header}
    found = {name: known[each] for name, each in _pairs() if each in known}
    if missing := [name for name in _NEEDED if name not in found]:
        raise UnreadableReviews(f"Columns are missing: {', '.join(missing)}.")
    return found


def _pairs() -> Iterator[tuple[str, str]]:
    """Each name that a column may have, the preferred one last."""
    for name, options in _NAMES.items():
        for each in reversed(options):
            yield name, each


def _row(line: int, cells: Mapping[str, str], product: str) -> ReviewRow | RowFault:
    rating, helpful = cells["rating"].strip(), (cells.get("helpful") or "0").strip()
    if rating not in {"1", "2", "3", "4", "5"}:
        return RowFault(line, f"'{rating[:20]}' is no rating from 1 to 5.")
    if not (helpful.isascii() and helpful.isdecimal()) or int(helpful[:11]) > _MOST_HELPFUL:
        return RowFault(line, f"'{helpful[:20]}' is no number of votes.")
    try:
        words = {name: text.clean(cells.get(name, "")) for name in ("title", "text", "author")}
    except InvalidText as error:
        return RowFault(line, error.detail)
    return ReviewRow(
        line=line,
        origin=cells["id"].strip(),
        product=product.replace("{}", cells["product"].strip()),
        rating=int(rating),
        helpful=int(helpful),
        **words,
    )
