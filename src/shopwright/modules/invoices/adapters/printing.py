"""Documents as PDF files, made beside the event loop."""

import hashlib
from importlib.metadata import version

import anyio.to_thread
from anyio import CapacityLimiter

from shopwright.infra.pdf.contents import Attached
from shopwright.modules.invoices.contracts import Document, Paper, Snapshot
from shopwright.modules.invoices.ports import Enclosing

# Rises with each change of how documents look.
_LOOK = "1"
_AT_ONCE = 2


class PdfPrinter:
    """Makes the file of a document anew each time it is wanted: it holds nothing but what the snapshot says."""

    def __init__(self, enclosing: Enclosing | None = None) -> None:
        self._enclosing = enclosing
        self._limiter = CapacityLimiter(_AT_ONCE)
        self._look = f"{_LOOK}-{version('fpdf2')}-{enclosing.name if enclosing else ''}"

    def tag(self, document: Document) -> str:
        return hashlib.sha256(f"{document.digest} {self._look}".encode()).hexdigest()[:32]

    async def print(self, document: Document, snapshot: Snapshot) -> Paper:
        content = await anyio.to_thread.run_sync(
            self._made, document, snapshot, limiter=self._limiter
        )
        name = "".join(
            each if each.isalnum() and each.isascii() else "-" for each in snapshot.number
        )
        kind = str(document.kind).replace("_", "-")
        return Paper(f"{kind}-{name}.pdf", content, hashlib.sha256(content).hexdigest())

    def _made(self, document: Document, snapshot: Snapshot) -> bytes:
        from shopwright.modules.invoices.adapters.layout import (  # noqa: PLC0415 - half a second, for those who print
            laid_out,
        )

        return laid_out(snapshot, document.issued_at, self._attached(snapshot))

    def _attached(self, snapshot: Snapshot) -> Attached | None:
        found = self._enclosing.enclose(snapshot) if self._enclosing else None
        if self._enclosing is None or found is None:
            return None
        enclosing = self._enclosing
        return Attached(enclosing.name, found, enclosing.told, enclosing.metadata)
