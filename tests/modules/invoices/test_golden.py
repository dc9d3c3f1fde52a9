"""Invoices worked out by hand: what each rate has as base and tax, and why there is none."""

from dataclasses import fields
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from shopwright.faces.services import Services
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.kernel.places import Place
from shopwright.modules.invoices import rules
from shopwright.modules.invoices.contracts import Snapshot
from shopwright.modules.orders.contracts import (
    FulfilmentStatus,
    Order,
    OrderAdjustment,
    OrderStatus,
    PaymentStatus,
)
from shopwright.modules.orders.service.opening import _line
from shopwright.modules.quotes.contracts import Adjustment, AdjustmentKind, Draft, Goods, Quote
from shopwright.modules.quotes.rules import make_quote
from shopwright.modules.tax.contracts import TaxRate, TaxRules, TaxTerms, TaxZone, VatNumber
from shopwright.modules.tax.rules.stage import tax_stage
from tests.conftest import START
from tests.support.buying import assert_sound, buy, stocked
from tests.support.invoicing import (
    BERLIN,
    OSLO,
    PARIS,
    SELLER,
    follow,
    said_by,
    taxes,
    with_rates,
)

GERMANY = TaxZone(
    ids.new(),
    "Germany",
    "DE",
    rates=(
        TaxRate("standard", "VAT 19 %", Decimal("0.19")),
        TaxRate("reduced", "VAT 7 %", Decimal("0.07")),
    ),
)
FRANCE = TaxZone(
    ids.new(), "France", "FR", rates=(TaxRate("standard", "TVA 20 %", Decimal("0.20")),)
)
NEW_YORK = TaxZone(
    ids.new(),
    "New York",
    "US",
    rates=(
        TaxRate("standard", "State", Decimal("0.04")),
        TaxRate("standard", "City", Decimal("0.045")),
    ),
)
RULES = TaxRules({"DE": (GERMANY,), "FR": (FRANCE,), "US": (NEW_YORK,)})


def goods(price: int, quantity: int = 1, tax_class: str = "standard") -> Goods:
    return Goods(ids.new(), ids.new(), "Cup", quantity, Money(price, "EUR"), tax_class=tax_class)


def invoice(
    *lines: Goods,
    shipping: int = 0,
    discount: int = 0,
    to: str = "DE",
    vat_number: VatNumber | None = None,
    terms: TaxTerms | None = None,
) -> Snapshot:
    """The invoice of an order of these goods, as the stages of a quote make it."""
    terms = terms or TaxTerms(Place("DE"))

    def delivery(_: Draft) -> tuple[Adjustment, ...]:
        added = Adjustment(AdjustmentKind.SHIPPING, Money(shipping, "EUR"), "Parcel")
        return (added,) if shipping else ()

    def lowering(_: Draft) -> tuple[Adjustment, ...]:
        less = Adjustment(AdjustmentKind.DISCOUNT, Money(-discount, "EUR"), "Spring")
        return (less,) if discount else ()

    stages = (lowering, delivery, tax_stage(RULES, terms, Place(to), vat_number))
    quote = make_quote(lines, "EUR", stages, tax_included=terms.included)
    told = [
        OrderAdjustment(**{each.name: getattr(added, each.name) for each in fields(added)})
        for added in quote.adjustments
    ]
    known = rules.Known(SELLER, "2026-00001", START.date(), START.date(), "en")
    return rules.drawn(_order(quote, vat_number), told, known)


def _order(quote: Quote, vat_number: VatNumber | None) -> Order:
    """A paid order, as a quote opens it."""
    included = quote.tax_included
    amounts = ("subtotal", "discount", "shipping", "tax", "total", "relief", "shipping_tax")
    return Order(
        id=ids.new(),
        number="1001",
        user_id=None,
        cart_id=None,
        email="guest@example.com",
        status=OrderStatus.CONFIRMED,
        payment_status=PaymentStatus.PAID,
        fulfilment_status=FulfilmentStatus.UNFULFILLED,
        paid=quote.total,
        refunded=Money.zero("EUR"),
        shipping_address=BERLIN,
        billing_address=None,
        **dict.fromkeys(("note", "cancel_reason", "carrier", "tracking_number"), ""),
        placed_at=START,
        updated_at=START,
        version=1,
        tax_included=included,
        vat_number=vat_number.number if vat_number else "",
        lines=tuple(_line(line, tax_included=included) for line in quote.lines),
        **{name: getattr(quote, name) for name in amounts},
    )


def sound(said: Snapshot) -> bool:
    """Whether the parts of a document are the whole."""
    lines = sum(each.net for each in said.lines) + said.shipping_net
    amounts = sum(each.amount for each in said.lines) + said.shipping
    on_top = 0 if said.tax_included else said.tax
    return (
        said.net + said.tax == said.total
        and lines == said.net
        and amounts + on_top == said.total
        and sum(each.amount for each in said.taxes) == said.tax
    )


def test_one_rate_is_in_the_price() -> None:
    """3 x 9.99 = 29.97; 29.97 x 19 / 119 = 4.7851 -> 4.79."""
    said = invoice(goods(999, 3))

    assert taxes(said) == [("0.19", 2518, 479)]
    assert (said.net, said.tax, said.total, sound(said)) == (2518, 479, 2997, True)


def test_delivery_is_taxed_as_the_goods_are_by_their_values() -> None:
    """30.00 at 19 % and 10.00 at 7 %, delivery 5.00: 3.75 at 19 % (0.60), 1.25 at 7 % (0.08)."""
    said = invoice(goods(3000), goods(1000, tax_class="reduced"), shipping=500)

    assert taxes(said) == [("0.19", 2836, 539), ("0.07", 1052, 73)]
    assert [(each.rate, each.base, each.amount) for each in said.shipping_taxes] == [
        ("0.19", 315, 60),
        ("0.07", 117, 8),
    ]
    assert (said.total, sound(said)) == (4500, True)


def test_a_discount_on_the_whole_is_shared_by_the_lines() -> None:
    """5.00 off 30.00 and 10.00: 3.75 and 1.25; 26.25 x 19 / 119 = 4.19, 8.75 x 7 / 107 = 0.57."""
    said = invoice(goods(3000), goods(1000, tax_class="reduced"), discount=500)

    assert [(each.discount, each.amount) for each in said.lines] == [(375, 2625), (125, 875)]
    assert taxes(said) == [("0.19", 2206, 419), ("0.07", 818, 57)]
    assert (said.total, sound(said)) == (3500, True)


def test_a_business_elsewhere_is_charged_the_net_amount() -> None:
    """119.00 hold 19.00, which a business in France does not pay; delivery 5.95 holds 0.95."""
    said = invoice(goods(11900), shipping=595, to="FR", vat_number=VatNumber("FR", "FR40303265045"))

    assert [(each.treatment, each.base, each.amount) for each in said.taxes] == [
        ("reverse_charge", 10500, 0)
    ]
    assert (said.net, said.tax, said.total, sound(said)) == (10500, 0, 10500, True)
    assert said.buyer.vat_number == "FR40303265045"


def test_two_taxes_on_top_of_one_amount() -> None:
    """100.00 with 4 % and 4.5 % on top: 4.00 and 4.50."""
    said = invoice(goods(10000), to="US", terms=TaxTerms(Place("US"), included=False))

    assert taxes(said) == [("0.045", 10000, 450), ("0.04", 10000, 400)]
    assert (said.net, said.tax, said.total, sound(said)) == (10000, 850, 10850, True)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("place", "vat_number", "told", "total"),
    [
        (BERLIN, "", [("0.19", 10000, 1900)], "119.00"),
        (PARIS, "", [("0.2", 9917, 1983)], "119.00"),
        (PARIS, "FR40303265045", [("0", 10000, 0)], "100.00"),
        (OSLO, "", [("0", 10000, 0)], "100.00"),
    ],
)
async def test_an_order_of_the_shop_is_invoiced_as_it_was_paid(
    services: Services, place: Any, vat_number: str, told: Any, total: str
) -> None:
    await with_rates(services)
    variant_id: UUID = await stocked(services.works, price="119.00")
    placed = await buy(services, (variant_id, 1), shipping_address=place, vat_number=vat_number)

    [issued] = await follow(services.works, placed.order.id)

    said = await said_by(services.works, issued)
    assert (taxes(said), issued.total.amount, sound(said)) == (told, total, True)
    await assert_sound(services.works)
