"""What a till roll (UCI "Online Retail") comes to by day, by month and by code: from the file alone, sharing no code with the shop.

Run: .venv/bin/python -m benchmarks.sales_of_the_file FILE [--invoices 2000]
"""

import argparse
import csv
import gzip
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class FileSales:
    """Pence sold, pieces sold and pence given back, by day and by month; pieces sold and pence by code of the goods."""

    sold: Counter[str] = field(default_factory=Counter)
    pieces: Counter[str] = field(default_factory=Counter)
    returned: Counter[str] = field(default_factory=Counter)
    pieces_of: Counter[str] = field(default_factory=Counter)
    pence_of: Counter[str] = field(default_factory=Counter)


def sales_of(file: Path, invoices: int | None = None) -> FileSales:
    """The first invoices that hold anything at all, or all of them.

    What comes back counts as far as the same customer had bought it before at that price: the file names no order.
    """
    told, kept = FileSales(), Counter[tuple[str, str, int]]()
    seen: dict[str, None] = {}
    with gzip.open(file, "rt", encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            number, quantity = row["InvoiceNo"], int(row["Quantity"])
            pence = round(float(row["UnitPrice"]) * 100)
            is_sale, is_return = quantity > 0, quantity < 0 and number[0] == "C"
            if pence <= 0 or number[0] == "A" or not (is_sale or is_return):
                continue
            if is_sale and number[0] == "C":
                continue
            if number not in seen and len(seen) == invoices:
                break
            seen[number] = None
            code, day = row["StockCode"].strip().upper(), row["InvoiceDate"][:10]
            goods = (row["CustomerID"].split(".")[0], code, pence)
            if is_sale:
                kept[goods] += quantity
                _add(told, day, code, quantity, pence)
            else:
                back = min(-quantity, kept[goods])
                kept[goods] -= back
                for period in (day, day[:7]):
                    told.returned[period] += back * pence
    return told


def _add(told: FileSales, day: str, code: str, quantity: int, pence: int) -> None:
    for period in (day, day[:7]):
        told.sold[period] += quantity * pence
        told.pieces[period] += quantity
    told.pieces_of[code] += quantity
    told.pence_of[code] += quantity * pence


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--invoices", type=int, default=None)
    arguments = parser.parse_args()
    found = sales_of(arguments.file, arguments.invoices)
    for each in sorted(period for period in found.sold if len(period) == 7):
        sums = found.sold[each] / 100, found.returned[each] / 100
        print(f"{each} sold {sums[0]:.2f} by {found.pieces[each]} pieces, given back {sums[1]:.2f}")
