"""Our own product sheet: what exports write, read back; rows of one product stand together."""

import json
from collections.abc import Iterator
from typing import Any

from shopwright.flows.merchandising.contracts import ImportEntry, RowProblem
from shopwright.flows.merchandising.steps import jsonl
from shopwright.flows.merchandising.steps.cells import BadCell, flag_of, stock_of
from shopwright.flows.merchandising.steps.columns import Plan, read_rows
from shopwright.flows.merchandising.steps.export_rows import (
    COLUMNS,
    PRODUCT_LISTS,
    PRODUCT_TEXTS,
    RENAMED,
    VARIANT_FLAGS,
    VARIANT_LISTS,
    VARIANT_NUMBERS,
    VARIANT_TEXTS,
)
from shopwright.flows.merchandising.steps.source import TextSource
from shopwright.flows.merchandising.steps.table import Row
from shopwright.infra.files.cells import unguarded

REQUIRED = ("handle", "title", "option_values", "prices")
_PLAN = Plan({name: name for name in REQUIRED}, lambda name: name in COLUMNS, {})
_OF_VARIANTS = (*VARIANT_TEXTS, *VARIANT_NUMBERS, *VARIANT_LISTS, *VARIANT_FLAGS)


def read(source: TextSource, *, currency: str) -> Iterator[ImportEntry]:
    """A product for each run of rows with one handle; a problem for each run that can't be read."""
    rows: list[Row] = []
    for each in read_rows(source, _PLAN):
        if not isinstance(each, Row):
            yield each
        elif not each.get("handle"):
            yield RowProblem(each.line, "The row has no handle.", column="handle")
        else:
            if rows and rows[0].get("handle") != each.get("handle"):
                yield _product(rows, currency)
                rows = []
            rows.append(each)
    if rows:
        yield _product(rows, currency)


def _product(rows: list[Row], currency: str) -> ImportEntry:
    line, handle = rows[0].line, rows[0].get("handle")
    try:
        plain: dict[str, Any] = {"handle": handle, **_of_product(rows)}
    except BadCell as fault:
        return RowProblem(line, fault.reason, handle, fault.column)
    plain["variants"] = []
    for row in rows:
        if any(row.get(name) for name in _OF_VARIANTS):
            try:
                plain["variants"].append(_variant(row))
            except BadCell as fault:
                return RowProblem(row.line, fault.reason, handle, fault.column)
    return jsonl.entry_of(plain, line, currency)


def _of_product(rows: list[Row]) -> dict[str, Any]:
    """A text too long for a cell goes on in the rows below."""
    found: dict[str, Any] = {}
    for name in (*PRODUCT_TEXTS, *PRODUCT_LISTS):
        text = "".join(unguarded(row.get(name)) for row in rows)
        if text:
            found[name] = text if name in PRODUCT_TEXTS else _json(text, name)
    return found


def _variant(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in VARIANT_TEXTS:
        if row.get(name):
            found[RENAMED.get(name, name)] = unguarded(row.get(name))
    for name in VARIANT_NUMBERS:
        if row.get(name):
            found[name] = stock_of(row.get(name), column=name)
    for name in VARIANT_LISTS:
        if row.get(name):
            found[name] = _json(row.get(name), name)
    for name in VARIANT_FLAGS:
        found[name] = flag_of(row.get(name), column=name, default=name != "backorder")
    return found


def _json(text: str, column: str) -> Any:
    try:
        return jsonl.value_of(text)
    except (json.JSONDecodeError, ValueError) as error:
        raise BadCell(column, f"The cell is not JSON: {error}") from None
