"""Rows of a CSV file, each with the line it begins on; no row is too long or too broken for the next."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shopwright.flows.merchandising.contracts import RowProblem
from shopwright.flows.merchandising.steps.source import LONGEST_PIECE, TextSource

LONGEST_FIELD = 1 << 20  # characters
LONGEST_ROW = 4 << 20
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row that hold something, by the name of their column in lower case."""

    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Header:
    """The first row: names as written, names in lower case, and what stands between cells."""

    line: int
    names: tuple[str, ...]
    keys: tuple[str, ...]
    delimiter: str


def header_of(source: TextSource) -> Header | None:
    """The first row that holds something, or None where there is no row."""
    first = next((piece for piece in source.pieces() if not piece.isspace()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    for line, cells in _records(source, delimiter):
        if isinstance(cells, str):
            return None
        if any(cell.strip() for cell in cells):
            names = tuple(" ".join(cell.split()) for cell in cells)
            return Header(line, names, tuple(name.lower() for name in names), delimiter)
    return None


def rows_of(source: TextSource, header: Header) -> Iterator[Row | RowProblem]:
    """Each row below the header. Blank ones are passed over, broken ones are told."""
    for line, cells in _records(source, header.delimiter):
        if isinstance(cells, str):
            yield RowProblem(line, cells)
            continue
        if line <= header.line:
            continue
        if any(cell.strip() for cell in cells[len(header.keys) :]):
            yield RowProblem(
                line,
                f"The row has {len(cells)} cells, the header {len(header.keys)}: "
                "a comma may stand outside quotes, or a quote may be missing.",
            )
            continue
        held: dict[str, str] = {}
        for key, cell in zip(header.keys, cells, strict=False):
            if cell and not cell.isspace():
                held.setdefault(key, cell)
        if held:
            yield Row(line, held)


class _TooLong(Exception):
    """The row has grown over its limit."""


class _Feed:
    """Hands lines to the csv reader and keeps those of the current row, to find its end if it breaks."""

    def __init__(self, source: TextSource) -> None:
        self._pieces = source.pieces()
        self.lines = 0
        self.kept: list[str] = []
        self.size = 0
        self.is_exhausted = False

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        piece = self.take()
        self.kept.append(piece)
        self.size += len(piece)
        if self.size > LONGEST_ROW or not (_ends(piece) or len(piece) < LONGEST_PIECE):
            raise _TooLong
        return piece

    def take(self) -> str:
        try:
            piece = next(self._pieces)
        except StopIteration:
            self.is_exhausted = True
            raise
        self.lines += _ends(piece)
        return piece

    def begin(self) -> int:
        """Forget the last row; the number of the line on which the next one begins."""
        self.kept.clear()
        self.size = 0
        return self.lines + 1

    def skip_row(self, delimiter: str) -> None:
        """Go on to the end of a row that was given up, wherever its quotes close."""
        quotes = _Quotes(delimiter)
        for piece in self.kept:
            quotes.pass_over(piece)
        while not quotes.is_row_ended:
            try:
                quotes.pass_over(self.take())
            except StopIteration:
                return


class _Quotes:
    """Where a row ends, found without keeping it: follows quotes exactly as the csv module does."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._is_quoted = False
        self._is_field_start = True
        self._is_quote_last = False
        self.is_row_ended = False

    def pass_over(self, piece: str) -> None:
        at = 0
        if self._is_quote_last and piece.startswith('"'):  # a doubled quote, cut in two
            self._is_quoted, at = True, 1
        self._is_quote_last = False
        while at < len(piece):
            at = self._in_quotes(piece, at) if self._is_quoted else self._outside(piece, at)
        self.is_row_ended = not self._is_quoted and _ends(piece)
        if self.is_row_ended:
            self._is_field_start = True

    def _in_quotes(self, piece: str, at: int) -> int:
        closing = piece.find('"', at)
        if closing < 0:
            return len(piece)
        if piece.startswith('"', closing + 1):
            return closing + 2
        self._is_quoted = self._is_field_start = False
        self._is_quote_last = closing + 1 == len(piece)
        return closing + 1

    def _outside(self, piece: str, at: int) -> int:
        if self._is_field_start and piece[at] == '"':
            self._is_quoted = True
            return at + 1
        comma = piece.find(self._delimiter, at)
        self._is_field_start = comma >= 0
        return comma + 1 if comma >= 0 else len(piece)


def _records(source: TextSource, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Rows as their cells, or as the reason why they can't be read, each with its line."""
    csv.field_size_limit(LONGEST_FIELD)  # the csv module has one limit for the whole process
    feed = _Feed(source)
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        line = feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong):
            feed.skip_row(delimiter)
            yield line, _too_long(line, feed.lines)
            continue
        if feed.is_exhausted:  # the reader asked for more than there was
            yield (
                line,
                f"A quote is opened and never closed: lines {line} to {feed.lines} are one row.",
            )
            return
        yield line, cells


def _too_long(first: int, last: int) -> str:
    where = "The row" if last <= first else f"The row on lines {first} to {last}"
    return (
        f"{where} holds a field of more than {LONGEST_FIELD:,} characters or is longer than "
        f"{LONGEST_ROW:,} characters; is a quote not closed, or a picture pasted into the text?"
    )


def _ends(piece: str) -> bool:
    return piece.endswith(("\n", "\r"))
