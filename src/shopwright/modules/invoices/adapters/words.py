"""The words, amounts and days of documents in each language that they are printed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_percent

from shopwright.kernel.money import Money

_ENGLISH: Mapping[str, str] = {
    "invoice": "Invoice",
    "credit_note": "Credit note",
    "number": "Number",
    "date": "Date",
    "order": "Order",
    "ordered_on": "Ordered on",
    "delivered_on": "Delivery date",
    "your_vat_number": "Your VAT number",
    "refers_to": "This credit note lowers invoice {number} of {date}.",
    "cancelled": "The order was cancelled.",
    "ship_to": "Delivered to",
    "item": "Item",
    "quantity": "Qty",
    "unit_price": "Price",
    "rate": "Tax",
    "amount": "Amount",
    "refund": "Amount given back",
    "subtotal": "Goods",
    "discount": "Discount",
    "relief": "Tax taken off",
    "shipping": "Delivery",
    "net": "Net amount",
    "total": "Total",
    "tax_of": "{label} {rate} of {base}",
    "included": "The total holds:",
    "paid": "Paid: {amount}",
    "reverse_charge": "Reverse charge: the recipient is liable for the VAT (Article 196 of Directive 2006/112/EC).",
    "export": "Export delivery, exempt from VAT.",
    "exempt": "Exempt from VAT.",
    "zero": "Taxed at zero.",
    "page": "Page {number} of {count}",
    "vat_number": "VAT number {number}",
    "account": "{holder} IBAN {iban} BIC {bic}",
}
_GERMAN: Mapping[str, str] = {
    "invoice": "Rechnung",
    "credit_note": "Rechnungskorrektur",
    "number": "Nummer",
    "date": "Datum",
    "order": "Bestellung",
    "ordered_on": "Bestellt am",
    "delivered_on": "Lieferdatum",
    "your_vat_number": "Ihre USt-IdNr.",
    "refers_to": "Diese Rechnungskorrektur mindert die Rechnung {number} vom {date}.",
    "cancelled": "Die Bestellung wurde storniert.",
    "ship_to": "Geliefert an",
    "item": "Artikel",
    "quantity": "Menge",
    "unit_price": "Preis",
    "rate": "Steuer",
    "amount": "Betrag",
    "refund": "Erstatteter Betrag",
    "subtotal": "Waren",
    "discount": "Rabatt",
    "relief": "Abzug der Steuer",
    "shipping": "Versand",
    "net": "Nettobetrag",
    "total": "Gesamtbetrag",
    "tax_of": "{label} {rate} auf {base}",
    "included": "Im Gesamtbetrag enthalten:",
    "paid": "Bezahlt: {amount}",
    "reverse_charge": "Steuerschuldnerschaft des Leistungsempfängers.",
    "export": "Steuerfreie Ausfuhrlieferung.",
    "exempt": "Steuerfrei.",
    "zero": "Mit null Prozent besteuert.",
    "page": "Seite {number} von {count}",
    "vat_number": "USt-IdNr. {number}",
    "account": "{holder} IBAN {iban} BIC {bic}",
}
_WORDS = {"en": _ENGLISH, "de": _GERMAN}
FREED = ("reverse_charge", "export", "exempt", "zero")
"""Treatments of which a document says why it shows no tax."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a document says in a language; ``currency`` is that of its amounts."""

    language: str
    currency: str

    def __call__(self, name: str, **values: str) -> str:
        return _WORDS.get(self.language, _ENGLISH)[name].format(**values)

    def money(self, minor: int) -> str:
        amount = Decimal(Money(minor, self.currency).amount)
        return format_currency(amount, self.currency, locale=self.language)

    def day(self, told: str) -> str:
        return format_date(date.fromisoformat(told), "long", locale=self.language)

    def rate(self, told: str) -> str:
        return format_percent(Decimal(told), format="#,##0.####%", locale=self.language)

    def country(self, code: str) -> str:
        name = Locale.parse(self.language).territories.get(code)
        return str(name or code)
