"""Rights over invoices and credit notes."""

INVOICES_READ = "invoices:read"
INVOICES_WRITE = "invoices:write"

MEANINGS = {
    INVOICES_READ: "See every invoice and credit note, and take their journal out.",
    INVOICES_WRITE: "Issue invoices before they are issued by themselves.",
}
