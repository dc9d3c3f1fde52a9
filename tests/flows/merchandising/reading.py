"""Reads small catalogs written inside tests."""

from dataclasses import dataclass

from shopwright.flows.merchandising.contracts import (
    ImportFormat,
    Notice,
    ProductRecord,
    RowProblem,
)
from shopwright.flows.merchandising.steps import readers
from shopwright.flows.merchandising.steps.source import source_of


@dataclass
class Reading:
    products: list[ProductRecord]
    problems: list[RowProblem]
    notices: list[Notice]

    @property
    def product(self) -> ProductRecord:
        assert len(self.products) == 1, (self.products, self.problems)
        return self.products[0]

    @property
    def told(self) -> list[tuple[int, str]]:
        return [(problem.line, problem.reason) for problem in self.problems]


def read_text(text: str | bytes, chosen: ImportFormat, *, currency: str = "EUR") -> Reading:
    entries = list(readers.read(source_of(text), chosen, currency=currency))
    return Reading(
        [entry for entry in entries if isinstance(entry, ProductRecord)],
        [entry for entry in entries if isinstance(entry, RowProblem)],
        [entry for entry in entries if isinstance(entry, Notice)],
    )


def csv_of(header: str, *rows: str) -> str:
    return "\n".join((header, *rows)) + "\n"
