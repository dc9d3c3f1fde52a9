"""What invoices and credit notes are issued and printed with."""

from zoneinfo import ZoneInfo

from shopwright.infra.settings import Settings, UnusableSettings
from shopwright.modules.invoices.adapters.printing import PdfPrinter
from shopwright.modules.invoices.contracts import InvoiceTerms, Issuing, Party, Seller
from shopwright.modules.invoices.service import Office, Printer


def invoice_terms_of(settings: Settings) -> InvoiceTerms:
    """What the shop's settings say about documents."""
    party = Party(
        name=settings.shop_legal_name or settings.shop_name,
        line1=settings.shop_street,
        postal_code=settings.shop_postal_code,
        city=settings.shop_city,
        country=settings.tax_country,
        vat_number=settings.shop_vat_number,
    )
    seller = Seller(
        party,
        register=settings.shop_register,
        contact=settings.shop_contact,
        holder=settings.bank_account_holder,
        iban=settings.bank_iban,
        bic=settings.bank_bic,
    )
    return InvoiceTerms(
        seller,
        issuing=Issuing(settings.invoice_issued),
        invoice_format=settings.invoice_number_format,
        credit_note_format=settings.credit_note_number_format,
        zone=ZoneInfo(settings.invoice_timezone),
        language=settings.mail_language,
    )


def office_of(settings: Settings) -> Office:
    """What issuing and printing documents works with."""
    return Office(invoice_terms_of(settings), printer_of(settings))


def printer_of(settings: Settings) -> Printer:
    """What documents become files by.

    Raises:
        UnusableSettings: Factur-X is wanted, and its extra is not there.
    """
    if not settings.invoice_facturx:
        return PdfPrinter()
    try:
        from shopwright.modules.invoices.adapters.facturx import FacturX  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        message = "INVOICE_FACTURX needs the extra einvoice: pip install 'shopwright[einvoice]'."
        raise UnusableSettings(message) from None
    return PdfPrinter(FacturX())
