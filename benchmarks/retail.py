"""A year of a gift shop's till roll (UCI "Online Retail"), read line by line: sales, returns and what is neither."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path

CURRENCY = "GBP"
MOST_LINES, MOST_PIECES = 1000, 1000
VARIANTS_A_PRODUCT = 50


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces of what a code stood for at a price in pence; fewer than none where they came back."""

    code: str
    pence: int
    pieces: int

    @property
    def sku(self) -> str:
        return f"{self.code}@{self.pence}"


@dataclass(frozen=True, slots=True)
class Invoice:
    number: str
    at: datetime
    customer: str
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Roll:
    """All invoices in the order of time; ``left_out`` counts the rows that no order can be made of."""

    invoices: list[Invoice] = field(default_factory=list)
    rows: int = 0
    left_out: int = 0

    @property
    def sold(self) -> int:
        """What all sales come to, in pence, by the file alone."""
        return sum(line.pence * line.pieces for line in self._lines() if line.pieces > 0)

    @property
    def pieces(self) -> Counter[str]:
        """Pieces sold of each variant, by the file alone."""
        found: Counter[str] = Counter()
        for line in self._lines():
            if line.pieces > 0:
                found[line.sku] += line.pieces
        return found

    def _lines(self) -> Iterator[Line]:
        return (line for invoice in self.invoices for line in invoice.lines)


def read(file: Path, *, most: int | None = None) -> Roll:
    """The first ``most`` invoices of the file, or all.

    Left out are lines without a price, write-offs (fewer than no pieces outside of a cancellation) and adjustments of
    bad debt.
    """
    roll = Roll()
    with gzip.open(file, "rt", encoding="utf-8", newline="") as source:
        for number, rows in groupby(csv.DictReader(source), key=lambda row: row["InvoiceNo"]):
            if most is not None and len(roll.invoices) >= most:
                break
            _take(roll, number, list(rows))
    return roll


def orders_of(invoice: Invoice) -> Iterator[list[tuple[str, int]]]:
    """What an invoice orders, by variant; more lines or pieces than an order takes make another one."""
    wanted: Counter[str] = Counter()
    for line in invoice.lines:
        if line.pieces > 0:
            wanted[line.sku] += line.pieces
    while wanted:
        taken = [(sku, min(pieces, MOST_PIECES)) for sku, pieces in wanted.most_common(MOST_LINES)]
        yield taken
        for sku, pieces in taken:
            wanted[sku] -= pieces
        wanted = +wanted


def catalog(roll: Roll) -> Iterator[dict[str, object]]:
    """Products for the import: each price that a code ever had is a variant, with as many pieces as were sold."""
    by_code: dict[str, list[str]] = defaultdict(list)
    pieces = roll.pieces
    for sku in sorted(pieces):
        by_code[sku.partition("@")[0]].append(sku)
    for code, skus in by_code.items():
        for part, start in enumerate(range(0, len(skus), VARIANTS_A_PRODUCT)):
            chosen = skus[start : start + VARIANTS_A_PRODUCT]
            slug = "".join(each if each.isalnum() else "-" for each in code.lower())
            yield {
                "handle": f"{slug}-{part}",
                "title": f"{code} {part}",
                "status": "published",
                "options": ["Price"],
                "variants": [_variant(sku, pieces[sku]) for sku in chosen],
            }


def _variant(sku: str, stock: int) -> dict[str, object]:
    pence = sku.rpartition("@")[2]
    amount = f"{Decimal(pence) / 100:.2f}"
    return {
        "sku": sku,
        "option_values": [pence],
        "prices": [{"amount": amount, "currency": CURRENCY}],
        "stock": stock,
    }


def _take(roll: Roll, number: str, rows: Sequence[dict[str, str]]) -> None:
    lines = [line for row in rows if (line := _line(number, row)) is not None]
    roll.rows += len(rows)
    roll.left_out += len(rows) - len(lines)
    if lines:
        at = datetime.strptime(rows[0]["InvoiceDate"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        roll.invoices.append(
            Invoice(number, at, rows[0]["CustomerID"].partition(".")[0], tuple(lines))
        )


def _line(number: str, row: dict[str, str]) -> Line | None:
    pieces, pence = (
        int(row["Quantity"]),
        int(Decimal(row["UnitPrice"]).quantize(Decimal("0.01")) * 100),
    )
    is_return = number.startswith("C")
    if pence <= 0 or pieces == 0 or (pieces < 0) != is_return or number.startswith("A"):
        return None
    return Line(row["StockCode"].upper().strip(), pence, pieces)
