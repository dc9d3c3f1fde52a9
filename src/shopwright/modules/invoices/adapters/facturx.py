"""Factur-X: the invoice of EN 16931 as XML within the PDF; needs the extra ``einvoice``."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from facturx import generate_cii_xml

from shopwright.kernel.currencies import exponent_of
from shopwright.kernel.money import Money
from shopwright.modules.invoices.adapters.words import FREED, Words
from shopwright.modules.invoices.contracts import (
    DocumentKind,
    Item,
    Party,
    Seller,
    Snapshot,
)

NAME, LEVEL = "factur-x.xml", "en16931"
_TYPES = {DocumentKind.INVOICE: "380", DocumentKind.CREDIT_NOTE: "381"}
# UNTDID 5305 and the VATEX codes that belong to it.
_CATEGORIES = {"reverse_charge": "AE", "export": "G", "exempt": "E", "zero": "Z"}
_REASONS = {"AE": "VATEX-EU-AE", "G": "VATEX-EU-G"}
_MOST_DECIMALS = 2
_SPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_PROPERTIES = ("DocumentFileName", "DocumentType", "Version", "ConformanceLevel")


class FacturX:
    """What a document says by the terms (BT) and groups (BG) of EN 16931, checked against its schema."""

    name = NAME
    told = "Factur-X"

    @property
    def metadata(self) -> str:
        """What the PDF has to say of it, with the description of these words that PDF/A wants."""
        values = dict(zip(_PROPERTIES, (NAME, "INVOICE", "1.0", "EN 16931"), strict=True))
        said = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, value in values.items())
        described = "".join(map(_described, _PROPERTIES))
        return (
            f'<rdf:Description rdf:about="" xmlns:fx="{_SPACE}">{said}</rdf:Description>\n'
            '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
            ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
            ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
            '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
            "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
            f"<pdfaSchema:namespaceURI>{_SPACE}</pdfaSchema:namespaceURI>"
            "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
            f"<pdfaSchema:property><rdf:Seq>{described}</rdf:Seq></pdfaSchema:property>"
            "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\n"
        )

    def enclose(self, snapshot: Snapshot) -> bytes | None:
        """The XML; None for what EN 16931 has no form for: no tax, several taxes of one amount, thousandths."""
        if not can_say(snapshot):
            return None
        made = generate_cii_xml(terms_of(snapshot), level=LEVEL, check_schematron=False)
        found: Any = made[0] if isinstance(made, tuple) else made
        return bytes(found)


def can_say(snapshot: Snapshot) -> bool:
    """Whether each amount of a document has exactly one tax, and no more than two decimals."""
    bases = sum(each.base for each in snapshot.taxes)
    has_one_each = all(len(each.rates) == 1 for each in snapshot.lines)
    return (
        bool(snapshot.taxes)
        and bool(snapshot.lines)
        and bases == snapshot.net
        and has_one_each
        and bool(snapshot.buyer.country)
        and exponent_of(snapshot.currency) <= _MOST_DECIMALS
    )


def terms_of(snapshot: Snapshot) -> dict[str, Any]:
    """The document by the terms of EN 16931."""
    amount = _Amounts(snapshot.currency)
    lines = list(_lines(snapshot, amount))
    owed = snapshot.total - snapshot.paid
    return {
        "BT-1": snapshot.number,
        "BT-2": date.fromisoformat(snapshot.issued_on),
        "BT-3": _TYPES[DocumentKind(snapshot.kind)],
        "BT-5": snapshot.currency,
        "BT-13": snapshot.order_number,
        "BT-72": date.fromisoformat(snapshot.delivered_on),
        "BT-9": date.fromisoformat(snapshot.issued_on),
        **({"BT-84": snapshot.seller.iban, "BT-81": "58"} if snapshot.seller.iban else {}),
        "BG-4": _seller(snapshot.seller),
        "BG-7": _party(snapshot.buyer),
        **_preceding(snapshot),
        "BT-106": amount(snapshot.net),
        "BT-109": amount(snapshot.net),
        "BT-110": amount(snapshot.tax),
        "BT-112": amount(snapshot.total),
        "BT-113": amount(snapshot.paid),
        "BT-115": amount(owed),
        "BG-23": [_breakdown(snapshot, place, amount) for place in range(len(snapshot.taxes))],
        "BG-25": lines,
    }


class _Amounts:
    """Amounts as the generator takes them; it writes two decimals, which give back the minor units exactly."""

    def __init__(self, currency: str) -> None:
        self._currency = currency

    def __call__(self, minor: int) -> float:
        return float(Money(minor, self._currency).amount)


def _breakdown(snapshot: Snapshot, place: int, amount: _Amounts) -> dict[str, Any]:
    tax = snapshot.taxes[place]
    category = _category(tax.treatment)
    told: dict[str, Any] = {
        "BT-116": amount(tax.base),
        "BT-117": amount(tax.amount),
        "BT-118": category,
        "BT-119": float(Decimal(tax.rate) * 100),
    }
    if tax.treatment in FREED and category != "Z":
        told["BT-120"] = Words(snapshot.language, snapshot.currency)(tax.treatment)
        if category in _REASONS:
            told["BT-121"] = _REASONS[category]
    return told


def _lines(snapshot: Snapshot, amount: _Amounts) -> Iterator[dict[str, Any]]:
    """The goods, then the delivery at each rate; a price is told of all pieces, so that it is exact."""
    words = Words(snapshot.language, snapshot.currency)
    shipping = [
        Item(words("shipping"), "", 1, 0, 0, 0, each.base, (each.rate,), each.treatment)
        for each in snapshot.shipping_taxes
    ]
    for number, item in enumerate((*snapshot.lines, *shipping), start=1):
        yield {
            "BT-126": str(number),
            "BT-153": item.title or words("refund"),
            **({"BT-155": item.sku} if item.sku else {}),
            "BT-129": float(item.quantity),
            "BT-130": "C62",
            "BT-146": amount(item.net),
            "BT-149": float(item.quantity),
            "BT-131": amount(item.net),
            "BT-151": _category(item.treatment),
            "BT-152": float(Decimal(item.rates[0]) * 100),
        }


def _category(treatment: str) -> str:
    return _CATEGORIES.get(treatment, "S")


def _preceding(snapshot: Snapshot) -> dict[str, Any]:
    if not snapshot.refers_to:
        return {}
    day = date.fromisoformat(snapshot.refers_to_date)
    return {"BG-3": [{"BT-25": snapshot.refers_to, "BT-26": day}]}


def _seller(seller: Seller) -> dict[str, str]:
    return _party(seller.party)


def _party(party: Party) -> dict[str, str]:
    told = {
        "name": party.company or party.name,
        "addr_l1": party.line1,
        "addr_l2": party.line2,
        "postcode": party.postal_code,
        "city": party.city,
        "country_code": party.country,
        "vat_identifier": party.vat_number,
    }
    return {name: value for name, value in told.items() if value}


def _described(name: str) -> str:
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{name}</pdfaProperty:description></rdf:li>"
    )
