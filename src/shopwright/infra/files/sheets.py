"""Rows written into a file as they come: CSV, XLSX, JSON Lines; memory does not grow with them."""

import csv
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, Self

import xlsxwriter

from shopwright.infra.files.cells import guarded


class FileFormat(StrEnum):
    """What exports are written as."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


Value = str | int | float | bool | None
CONTENT_TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.JSONL: "application/x-ndjson",
}
MOST_ROWS = 1_048_575  # of an Excel sheet, the header aside
_PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Sheet(Protocol):
    """A file that rows are written into; complete when it is closed."""

    def write(self, row: Mapping[str, Value]) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class _Lines:
    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")

    def write(self, row: Mapping[str, Value]) -> None:
        self._file.write(
            json.dumps({k: v for k, v in row.items() if v is not None}, ensure_ascii=False) + "\n"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class _Csv:
    """With the mark by which Excel knows UTF-8."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._columns = columns
        self._file.write("\ufeff")
        self._writer = csv.writer(self._file)
        self._writer.writerow(columns)

    def write(self, row: Mapping[str, Value]) -> None:
        self._writer.writerow([_cell(row.get(name)) for name in self._columns])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class _Workbook:
    def __init__(self, path: Path, columns: Sequence[str], folder: Path) -> None:
        self._book = xlsxwriter.Workbook(str(path), {**_PLAIN, "tmpdir": str(folder)})
        self._columns = columns
        self._sheet, self._at = self._begin()

    def write(self, row: Mapping[str, Value]) -> None:
        if self._at > MOST_ROWS:
            self._sheet, self._at = self._begin()
        for place, name in enumerate(self._columns):
            value = _cell(row.get(name))
            if isinstance(value, str):
                if value:
                    self._sheet.write_string(self._at, place, value)
            else:
                self._sheet.write_number(self._at, place, value)
        self._at += 1

    def _begin(self) -> tuple[Any, int]:
        sheet = self._book.add_worksheet()
        for place, name in enumerate(self._columns):
            sheet.write_string(0, place, name)
        return sheet, 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()


def open_sheet(path: Path, form: FileFormat, columns: Sequence[str]) -> Sheet:
    """A new file; whatever is written meanwhile lies beside it."""
    if form is FileFormat.CSV:
        return _Csv(path, columns)
    if form is FileFormat.XLSX:
        return _Workbook(path, columns, path.parent)
    return _Lines(path)


def number(amount: str, form: FileFormat) -> Value:
    """A number where sheets know numbers, as long as it comes out of them digit by digit."""
    if form is not FileFormat.XLSX:
        return amount
    found = float(amount)
    return found if float(f"{found:.15g}") == found and len(amount) <= 15 else amount


def _cell(value: Value) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else value
