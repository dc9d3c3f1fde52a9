"""Invoices and credit notes: who issues them, when, and how they are numbered."""

from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, Field, field_validator

from shopwright.kernel.series import numbered, tells_apart


class InvoiceIssued(StrEnum):
    PAID = "paid"
    SHIPPED = "shipped"
    NEVER = "never"


class InvoiceSettings(BaseModel):
    """Invoices."""

    shop_legal_name: str = Field(
        "", max_length=200, description="Who sells, on invoices; empty: SHOP_NAME."
    )
    shop_street: str = Field("", max_length=200, description="Street and number of the seller.")
    shop_postal_code: str = Field("", max_length=20, description="Postal code of the seller.")
    shop_city: str = Field("", max_length=100, description="Town of the seller.")
    shop_vat_number: str = Field(
        "", max_length=20, description="VAT identification number of the seller."
    )
    shop_register: str = Field(
        "", max_length=200, description="Register entry of the seller, as HRB 12345, Berlin."
    )
    shop_contact: str = Field(
        "", max_length=200, description="Where questions about an invoice go."
    )
    invoice_issued: InvoiceIssued = Field(
        InvoiceIssued.PAID, description="An order's invoice is issued when: paid, shipped, never."
    )
    invoice_number_format: str = Field(
        "{year}-{number:05}",
        max_length=60,
        description="Numbers of invoices, a series a year, without gaps.",
    )
    credit_note_number_format: str = Field(
        "C{year}-{number:05}", max_length=60, description="Numbers of credit notes, likewise."
    )
    invoice_timezone: str = Field(
        "UTC", description="Time zone whose day an invoice bears, as Europe/Berlin."
    )
    invoice_facturx: bool = Field(
        default=False,
        description="Put Factur-X (EN 16931) into invoices; needs the extra einvoice.",
    )

    @field_validator("invoice_number_format", "credit_note_number_format")
    @classmethod
    def tells_numbers_apart(cls, form: str) -> str:
        """No number may come twice, nor be longer than its column."""
        if not tells_apart(form) or len(numbered(form, year=2026, number=10**9)) > 40:
            message = "is written with {year} and {number}, as {year}-{number:05}"
            raise ValueError(message)
        return form

    @field_validator("invoice_timezone")
    @classmethod
    def is_a_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            message = "there is no such time zone"
            raise ValueError(message) from None
        return name
