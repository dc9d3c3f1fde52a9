"""An invoice as it is drawn up from an order: copied, so that it never changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shopwright.modules.customers.contracts import Address
from shopwright.modules.invoices.contracts import (
    DocumentKind,
    Item,
    Party,
    Seller,
    Snapshot,
    TaxShare,
)
from shopwright.modules.orders.contracts import Order, OrderAdjustment, OrderLine
from shopwright.modules.quotes.contracts import AdjustmentKind


@dataclass(frozen=True, slots=True)
class Known:
    """What an order does not say itself; ``delivered_on`` where goods have left already."""

    seller: Seller
    number: str
    issued_on: date
    ordered_on: date
    language: str
    delivered_on: date | None = None


def drawn(order: Order, adjustments: Sequence[OrderAdjustment], known: Known) -> Snapshot:
    """Everything that the invoice of an order says; its amounts are those of the order, line by line."""
    taxes = [each for each in adjustments if each.kind is AdjustmentKind.TAX]
    held = order.shipping_tax.minor if order.tax_included else 0
    buyer = order.billing_address or order.shipping_address
    return Snapshot(
        kind=DocumentKind.INVOICE,
        number=known.number,
        issued_on=known.issued_on.isoformat(),
        order_number=order.number,
        ordered_on=known.ordered_on.isoformat(),
        delivered_on=(known.delivered_on or known.issued_on).isoformat(),
        language=known.language,
        currency=order.currency,
        seller=known.seller,
        buyer=_party(buyer, order.vat_number) if buyer else Party(order.email),
        ship_to=_elsewhere(order, buyer),
        lines=tuple(_item(place, line, taxes) for place, line in enumerate(order.lines)),
        taxes=shares_of(taxes),
        subtotal=order.subtotal.minor,
        discount=order.discount.minor,
        relief=order.relief.minor,
        shipping=order.shipping.minor,
        shipping_net=order.shipping.minor - held,
        shipping_taxes=shares_of(each for each in taxes if each.line is None),
        shipping_method=order.delivery_method,
        net=order.total.minor - order.tax.minor,
        tax=order.tax.minor,
        total=order.total.minor,
        tax_included=order.tax_included,
        paid=min(order.paid, order.total).minor,
    )


def shares_of(taxes: Iterable[OrderAdjustment]) -> tuple[TaxShare, ...]:
    """Taxes by rate and treatment, the highest rate first; each is the sum of what the order says."""
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for each in taxes:
        key = (each.label, _rate(each), each.treatment)
        base, amount = sums.get(key, (0, 0))
        sums[key] = (base + (each.base.minor if each.base else 0), amount + each.amount.minor)
    ordered = sorted(sums.items(), key=lambda each: (-Decimal(each[0][1]), each[0]))
    return tuple(TaxShare(*key, base, amount) for key, (base, amount) in ordered)


def _item(place: int, line: OrderLine, taxes: Sequence[OrderAdjustment]) -> Item:
    own = [each for each in taxes if each.line == place]
    on_top = 0 if line.tax_included else line.tax.minor
    return Item(
        title=" ".join(f"{line.title} {line.variant_title}".split()),
        sku=line.sku,
        quantity=line.quantity,
        unit_price=line.unit_price.minor,
        discount=line.discount.minor + line.relief.minor,
        amount=line.total.minor - on_top,
        net=line.total.minor - line.tax.minor,
        rates=tuple(_rate(each) for each in own),
        treatment=own[0].treatment if own else "",
    )


def _rate(tax: OrderAdjustment) -> str:
    """``0.19``, without zeros at its end."""
    rate = (tax.rate or Decimal(0)).normalize()
    return f"{rate:f}"


def _party(address: Address, vat_number: str = "") -> Party:
    return Party(
        name=address.recipient,
        company=address.company,
        line1=address.line1,
        line2=address.line2,
        postal_code=address.postal_code,
        city=address.city,
        region=address.region,
        country=address.country,
        vat_number=vat_number,
    )


def _elsewhere(order: Order, buyer: Address | None) -> Party | None:
    """Where the goods go, if not to whom the invoice goes."""
    place = order.shipping_address
    return _party(place) if place is not None and place != buyer else None
