"""What can go wrong with invoices."""

from shopwright.kernel.errors import Conflict, NotFound, Unavailable


class InvoiceNotIssued(NotFound):
    code = "invoice_not_issued"
    title = "No invoice has been issued for this order yet."


class DocumentNotFound(NotFound):
    code = "document_not_found"
    title = "There is no such document."


class NotInvoiceable(Conflict):
    code = "order_not_invoiceable"
    title = "An order that is not confirmed, or over, gets no invoice."


class DocumentChanged(Unavailable):
    """Never says what it held: only which one."""

    code = "document_changed"
    title = "What is stored of a document is not what was issued."
