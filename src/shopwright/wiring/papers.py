"""What invoices and credit notes are issued and printed with."""

from zoneinfo import ZoneInfo

from shopwright.infra.settings import Settings
from shopwright.modules.invoices.contracts import InvoiceTerms, Issuing, Party, Seller


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
