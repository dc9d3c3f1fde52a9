"""Rows that set the stock or the price of a variant, from CSV or JSON Lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shopwright.flows.merchandising.contracts import FileSubject, Notice, RowProblem
from shopwright.flows.merchandising.steps import jsonl
from shopwright.flows.merchandising.steps.cells import (
    BadCell,
    amount_of,
    compare_at_of,
    flag_of,
    line_of,
    shown,
    stock_of,
)
from shopwright.flows.merchandising.steps.columns import Plan, read_rows
from shopwright.flows.merchandising.steps.source import LONGEST_PIECE, TextSource
from shopwright.flows.merchandising.steps.table import Row
from shopwright.infra.files.cells import unguarded
from shopwright.kernel import ids
from shopwright.kernel.money import Money

_SHOWN_ONLY = ("handle", "title", "reserved", "available")
_COLUMNS = {
    FileSubject.STOCK: ("variant_id", "sku", "on_hand", "tracked", "backorder", *_SHOWN_ONLY),
    FileSubject.PRICES: ("variant_id", "sku", "currency", "amount", "compare_at", *_SHOWN_ONLY),
}
_REQUIRED = {FileSubject.STOCK: {"on_hand": "on_hand"}, FileSubject.PRICES: {"amount": "amount"}}


@dataclass(frozen=True, slots=True)
class Figure:
    """What a variant's stock or one of its prices shall be; ``amount`` None: it is about stock."""

    line: int
    sku: str = ""
    variant_id: UUID | None = None
    handle: str | None = None
    on_hand: int | None = None
    tracked: bool = True
    backorder: bool = False
    amount: Money | None = None
    compare_at: Money | None = None

    @property
    def key(self) -> str:
        """What names the variant."""
        return self.sku or str(self.variant_id)

    @property
    def name(self) -> str:
        """What it is about, once in a file."""
        return f"{self.key} {self.amount.currency}" if self.amount else self.key

    @property
    def price(self) -> Money:
        assert self.amount is not None  # noqa: S101 - asked only of prices
        return self.amount


def read_figures(
    source: TextSource, subject: FileSubject, currency: str
) -> Iterator[Figure | RowProblem | Notice]:
    """A figure or a problem for each row."""
    rows = json_rows(source) if source.begins_with("{") else _cells(source, subject)
    for each in rows:
        if not isinstance(each, Row):
            yield each
            continue
        try:
            yield _figure(each, subject, currency)
        except BadCell as fault:
            yield RowProblem(each.line, fault.reason, each.get("handle") or None, fault.column)


def _cells(source: TextSource, subject: FileSubject) -> Iterator[Row | RowProblem | Notice]:
    plan = Plan(_REQUIRED[subject], lambda name: name in _COLUMNS[subject], {})
    for each in read_rows(source, plan):
        if isinstance(each, Row):
            yield Row(each.line, {name: unguarded(text) for name, text in each.cells.items()})
        else:
            yield each


def json_rows(source: TextSource) -> Iterator[Row | RowProblem]:
    """Lines of flat JSON as rows."""
    for line, piece in enumerate(source.pieces(), start=1):
        if len(piece) >= LONGEST_PIECE:
            yield RowProblem(line, f"The line has more than {LONGEST_PIECE:,} characters.")
            return
        if piece.isspace():
            continue
        try:
            yield Row(line, _flat(jsonl.value_of(piece)))
        except ValueError:
            yield RowProblem(line, "The line is not one flat JSON object.")


def _flat(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or any(isinstance(each, dict | list) for each in value.values()):
        message = "not flat"
        raise ValueError(message)
    found = {name: each for name, each in value.items() if each is not None}
    return {
        name: str(each).lower() if isinstance(each, bool) else str(each)
        for name, each in found.items()
    }


def _figure(row: Row, subject: FileSubject, currency: str) -> Figure:
    sku = line_of(row.get("sku"), column="sku")
    variant_id = ids.parse(row.get("variant_id").strip()) if row.get("variant_id") else None
    if not sku and variant_id is None:
        raise BadCell("sku", "The row names neither a SKU nor the id of a variant.")
    handle = row.get("handle")[:100] or None
    if subject is FileSubject.STOCK:
        on_hand = stock_of(row.get("on_hand"), column="on_hand")
        if on_hand is None:
            raise BadCell("on_hand", "The row does not say how many pieces there are.")
        return Figure(
            row.line,
            sku,
            variant_id,
            handle,
            on_hand=on_hand,
            tracked=flag_of(row.get("tracked"), column="tracked", default=True),
            backorder=flag_of(row.get("backorder"), column="backorder", default=False),
        )
    named = row.get("currency").strip().upper() or currency
    amount = amount_of(row.get("amount"), named, column="amount")
    before = row.get("compare_at")
    compare_at = compare_at_of(before, amount, column="compare_at")
    if before.strip() and compare_at is None:
        raise BadCell("compare_at", f"{shown(before)} is not above the price.")
    return Figure(row.line, sku, variant_id, handle, amount=amount, compare_at=compare_at)
