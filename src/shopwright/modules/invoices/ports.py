"""What invoices want of the world outside."""

from dataclasses import dataclass
from typing import Protocol

from shopwright.modules.invoices.contracts import Document, InvoiceTerms, Paper, Snapshot


class Printer(Protocol):
    """Makes a file of what a document says: the same bytes each time."""

    def tag(self, document: Document) -> str:
        """What tells one file from another without making it."""

    async def print(self, document: Document, snapshot: Snapshot) -> Paper: ...


class Enclosing(Protocol):
    """Says what a document says in a form that machines read, where that form can say it."""

    @property
    def name(self) -> str: ...

    @property
    def told(self) -> str: ...

    @property
    def metadata(self) -> str:
        """What the PDF itself says of it, as RDF."""

    def enclose(self, snapshot: Snapshot) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Office:
    """What issuing and printing documents works with."""

    terms: InvoiceTerms
    printer: Printer
