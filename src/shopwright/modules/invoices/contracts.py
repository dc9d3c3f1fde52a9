"""What crosses the border of invoices."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from shopwright.kernel.money import Money

LANGUAGES = ("en", "de")
"""The languages that documents are printed in; the first serves where none of them is wanted."""
OPEN_DOCUMENT = "document"
"""What links in mails are signed for that open a document of a guest's order."""
_UTC = ZoneInfo("UTC")


class DocumentKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class Issuing(StrEnum):
    """When an invoice is issued by itself."""

    PAID = "paid"
    SHIPPED = "shipped"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells, who buys, or where the goods go, as it is printed."""

    name: str
    company: str = ""
    line1: str = ""
    line2: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    vat_number: str = ""


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells, with what the law wants to read beside the address; ``holder`` is whose the account is."""

    party: Party
    register: str = ""
    contact: str = ""
    holder: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a document; ``amount`` is what it comes to as prices are told, ``net`` the same without any tax.

    ``rates`` are what it is taxed with ("0.19"), ``treatment`` is how the law treats it.
    """

    title: str
    sku: str
    quantity: int
    unit_price: int
    discount: int
    amount: int
    net: int
    rates: tuple[str, ...] = ()
    treatment: str = ""


@dataclass(frozen=True, slots=True)
class TaxShare:
    """The tax of one rate in a document: ``amount`` of the net ``base``."""

    label: str
    rate: str
    treatment: str
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is printed, in minor units of the currency; total = net + tax.

    ``refers_to`` and ``refers_to_date`` name the invoice that a credit note lowers. ``shipping`` is as prices are told,
    ``shipping_net`` the same without tax; ``shipping_taxes`` are the rates and bases of it.
    """

    kind: str
    number: str
    issued_on: str
    order_number: str
    ordered_on: str
    delivered_on: str
    language: str
    currency: str
    seller: Seller
    buyer: Party
    ship_to: Party | None
    lines: tuple[Item, ...]
    taxes: tuple[TaxShare, ...]
    subtotal: int
    discount: int
    relief: int
    shipping: int
    shipping_net: int
    shipping_taxes: tuple[TaxShare, ...]
    shipping_method: str
    net: int
    tax: int
    total: int
    tax_included: bool
    paid: int = 0
    reason: str = ""
    refers_to: str = ""
    refers_to_date: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, told: dict[str, Any]) -> "Snapshot":
        """What was stored; members that did not exist then have their defaults."""
        seller = told["seller"]
        return cls(
            **{
                **told,
                "seller": Seller(**{**seller, "party": Party(**seller["party"])}),
                "buyer": Party(**told["buyer"]),
                "ship_to": Party(**told["ship_to"]) if told["ship_to"] else None,
                "lines": tuple(
                    Item(**{**each, "rates": tuple(each["rates"])}) for each in told["lines"]
                ),
                "taxes": tuple(TaxShare(**each) for each in told["taxes"]),
                "shipping_taxes": tuple(TaxShare(**each) for each in told["shipping_taxes"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Document:
    """An issued document, without what is printed on it; ``digest`` is that of its snapshot.

    ``source`` tells credit notes of one order apart: the refund's fact in the log of payments, or ``cancelled``.
    """

    id: UUID
    kind: DocumentKind
    number: str
    year: int
    serial: int
    order_id: UUID
    invoice_id: UUID | None
    source: str
    total: Money
    tax: Money
    language: str
    issued_on: date
    issued_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """Which documents of a list; None means any. ``month`` is ``2026-11``."""

    kind: DocumentKind | None = None
    order_id: UUID | None = None
    number: str | None = None
    month: str | None = None


@dataclass(frozen=True, slots=True)
class InvoiceTerms:
    """What the shop's settings say about documents; formats take ``{year}`` and ``{number}``."""

    seller: Seller
    issuing: Issuing = Issuing.PAID
    invoice_format: str = "{year}-{number:05}"
    credit_note_format: str = "C{year}-{number:05}"
    zone: ZoneInfo = _UTC
    language: str = "en"

    def format_of(self, kind: DocumentKind) -> str:
        is_invoice = kind is DocumentKind.INVOICE
        return self.invoice_format if is_invoice else self.credit_note_format


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as a file."""

    name: str
    content: bytes
    digest: str
