"""The journal of a month: each document, a line for each rate of its tax, as a spreadsheet reads it."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator
from uuid import UUID

from shopwright.infra.work import Works
from shopwright.kernel import text
from shopwright.kernel.money import Money
from shopwright.modules.invoices import queries
from shopwright.modules.invoices.contracts import Document, DocumentKind, Snapshot, TaxShare

BATCH = 200
COLUMNS = (
    *("kind", "number", "issued_on", "order_number", "refers_to", "buyer", "country"),
    *("vat_number", "currency", "tax", "rate", "treatment", "net_amount", "tax_amount"),
    *("document_net", "document_tax", "document_total"),
)


async def journal_lines(works: Works, month: str) -> AsyncIterator[str]:
    """The file piece by piece, its head first; amounts of credit notes are negative.

    A reader who takes his time holds no connection.
    """
    yield _written([COLUMNS])
    after: UUID | None = None
    while True:
        async with works.reading() as db:
            found = await queries.journal(db, month, after=after, limit=BATCH)
        if found:
            yield _written(row for each in found for row in _rows(*each))
            after = found[-1][0].id
        if len(found) < BATCH:
            return


def _rows(document: Document, said: Snapshot) -> Iterator[tuple[str, ...]]:
    sign = 1 if document.kind is DocumentKind.INVOICE else -1

    def amount(minor: int) -> str:
        return Money(sign * minor, said.currency).amount

    buyer = said.buyer
    head = (
        *(said.kind, said.number, said.issued_on, said.order_number, said.refers_to),
        *(text.cell(buyer.company or buyer.name), buyer.country, buyer.vat_number, said.currency),
    )
    whole = (amount(said.net), amount(said.tax), amount(said.total))
    for tax in said.taxes or (TaxShare("", "", "", said.net, 0),):
        told = (text.cell(tax.label), tax.rate, tax.treatment)
        yield (*head, *told, amount(tax.base), amount(tax.amount), *whole)


def _written(rows: Iterable[tuple[str, ...]]) -> str:
    page = io.StringIO()
    csv.writer(page).writerows(rows)
    return page.getvalue()
