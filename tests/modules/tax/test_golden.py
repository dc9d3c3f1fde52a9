"""Tax by hand: what a tax adviser would write down, to the cent."""

from decimal import Decimal

import pytest

from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.kernel.places import Place
from shopwright.modules.quotes.contracts import Adjustment, AdjustmentKind, Draft, Goods, Quote
from shopwright.modules.quotes.rules import make_quote
from shopwright.modules.tax.contracts import (
    EXEMPT,
    Rounding,
    Sales,
    TaxRate,
    TaxRules,
    TaxTerms,
    TaxZone,
    Treatment,
    VatNumber,
)
from shopwright.modules.tax.rules import tax_stage

STANDARD, REDUCED = Treatment.STANDARD, Treatment.REDUCED


def zone(country: str, *rates: TaxRate, region: str = "") -> TaxZone:
    return TaxZone(ids.new(), country, country, region, rates=rates)


def rate(percent: str, tax_class: str = "standard", *, compound: bool = False) -> TaxRate:
    treatment = STANDARD if tax_class == "standard" else REDUCED
    return TaxRate(
        tax_class, f"{tax_class} {percent}", Decimal(percent) / 100, treatment, compound=compound
    )


GERMANY = zone("DE", rate("19"), rate("7", "reduced"))
FRANCE = zone("FR", rate("20"), rate("5.5", "reduced"))
QUEBEC = zone("CA", rate("5"), rate("9.975"), region="QC")
ISLANDS = zone("ES")
RULES = TaxRules({each.country: (each,) for each in (GERMANY, FRANCE, QUEBEC, ISLANDS)})


def goods(price: int, quantity: int = 1, tax_class: str = "", currency: str = "EUR") -> Goods:
    return Goods(ids.new(), ids.new(), "Tea", quantity, Money(price, currency), tax_class=tax_class)


def shipping(minor: int) -> Adjustment:
    return Adjustment(AdjustmentKind.SHIPPING, Money(minor, "EUR"), "Parcel")


def quoted(
    *lines: Goods,
    to: str = "DE",
    region: str = "",
    number: VatNumber | None = None,
    terms: TaxTerms | None = None,
    costs: int = 0,
) -> Quote:
    terms = terms or TaxTerms(Place("DE"))

    def ship(_: Draft) -> tuple[Adjustment, ...]:
        return (shipping(costs),) if costs else ()

    stage = tax_stage(RULES, terms, Place(to, region), number)
    return make_quote(
        lines, lines[0].unit_price.currency, [ship, stage], tax_included=terms.included
    )


def taxes(quote: Quote) -> list[tuple[str, int, int]]:
    """Label, base and amount of each tax."""
    return [
        (each.label, each.base.minor if each.base else -1, each.amount.minor)
        for each in quote.adjustments
        if each.kind is AdjustmentKind.TAX
    ]


ON_TOP = TaxTerms(Place("DE"), included=False)


def test_nineteen_percent_are_in_119_euros() -> None:
    quote = quoted(goods(11900))

    assert (quote.total.minor, quote.tax.minor) == (11900, 1900)
    assert taxes(quote) == [("standard 19", 10000, 1900)]


def test_nineteen_percent_come_on_top_of_100_euros() -> None:
    quote = quoted(goods(10000), terms=ON_TOP)

    assert (quote.total.minor, quote.tax.minor) == (11900, 1900)


@pytest.mark.parametrize(
    ("rounding", "tax"),
    [
        (Rounding.LINE, 50),  # 3.15 x 19/119 = 0.50294
        (Rounding.UNIT, 51),  # 1.05 x 19/119 = 0.16765, which is 0.17, three times
        (Rounding.TOTAL, 50),
    ],
)
def test_three_pieces_at_1_05_are_taxed_by_line_or_by_piece(rounding: Rounding, tax: int) -> None:
    quote = quoted(goods(105, 3), terms=TaxTerms(Place("DE"), rounding=rounding))

    assert (quote.tax.minor, quote.total.minor) == (tax, 315)


@pytest.mark.parametrize(
    ("rounding", "tax"),
    [
        (Rounding.LINE, 6),  # 0.10 x 19 % = 0.019, which is 0.02, three times
        (Rounding.UNIT, 6),
        (Rounding.TOTAL, 6),  # 0.057
    ],
)
def test_three_lines_at_ten_cents(rounding: Rounding, tax: int) -> None:
    lines = [goods(10), goods(10), goods(10)]
    terms = TaxTerms(Place("DE"), included=False, rounding=rounding)

    assert quoted(*lines, terms=terms).tax.minor == tax


def test_a_total_rounded_once_differs_from_lines_rounded_each() -> None:
    lines = [goods(7, tax_class="reduced") for _ in range(5)]  # 0.07 x 7 % = 0.0049
    by_line = TaxTerms(Place("DE"), included=False, rounding=Rounding.LINE)
    in_all = TaxTerms(Place("DE"), included=False, rounding=Rounding.TOTAL)

    assert quoted(*lines, terms=by_line).tax.minor == 0
    whole = quoted(*lines, terms=in_all)
    assert whole.tax.minor == 2  # 0.0245
    assert sorted(line.tax.minor for line in whole.lines) == [0, 0, 0, 1, 1]


def test_a_discount_lowers_the_tax_with_the_price() -> None:
    ten_off = Adjustment(AdjustmentKind.DISCOUNT, Money(-1190, "EUR"), "ten off")
    stage = tax_stage(RULES, TaxTerms(Place("DE")), Place("DE"), None)

    quote = make_quote([goods(11900)], "EUR", [lambda _: (ten_off,), stage], tax_included=True)

    assert (quote.total.minor, quote.tax.minor) == (10710, 1710)


def test_shipping_shares_the_rates_of_the_goods() -> None:
    quote = quoted(goods(10000), goods(5000, tax_class="reduced"), costs=490)

    # 4.90 by 100 to 50 is 3.27 to 1.63 (largest remainder): 3.27 x 19/119 = 0.522, 1.63 x 7/107 = 0.1066
    assert taxes(quote)[2:] == [("standard 19", 275, 52), ("reduced 7", 152, 11)]
    assert quote.shipping_tax.minor == 63
    assert quote.tax.minor == 1597 + 327 + 63
    assert quote.total.minor == 15490


def test_shipping_has_a_class_of_its_own_where_the_shop_says_so() -> None:
    terms = TaxTerms(Place("DE"), shipping="standard")

    quote = quoted(goods(5350, tax_class="reduced"), costs=1190, terms=terms)

    assert taxes(quote) == [("reduced 7", 5000, 350), ("standard 19", 1000, 190)]


def test_a_consumer_elsewhere_in_the_union_pays_the_price_with_his_own_rate_in_it() -> None:
    quote = quoted(goods(12000), to="FR")

    assert (quote.total.minor, quote.tax.minor) == (12000, 2000)


def test_a_small_shop_taxes_consumers_elsewhere_at_home() -> None:
    quote = quoted(goods(11900), to="FR", terms=TaxTerms(Place("DE"), sales=Sales.ORIGIN))

    assert taxes(quote) == [("standard 19", 10000, 1900)]


def test_a_business_elsewhere_in_the_union_pays_no_tax_and_not_what_is_in_the_price() -> None:
    number = VatNumber("FR", "FR40303265045")

    quote = quoted(goods(11900), goods(10700, tax_class="reduced"), to="FR", number=number)

    assert (quote.total.minor, quote.tax.minor, quote.relief.minor) == (20000, 0, 2600)
    assert {each.treatment for each in quote.adjustments} == {Treatment.REVERSE_CHARGE}
    assert taxes(quote) == [("VAT reverse charge", 10000, 0), ("VAT reverse charge", 10000, 0)]


def test_reverse_charge_takes_the_tax_out_of_shipping_too() -> None:
    number = VatNumber("FR", "FR40303265045")

    quote = quoted(goods(11900), to="FR", number=number, costs=1190)

    assert (quote.shipping.minor, quote.total.minor, quote.tax.minor) == (1000, 11000, 0)


def test_reverse_charge_on_prices_without_tax_changes_no_price() -> None:
    quote = quoted(goods(10000), to="FR", number=VatNumber("FR", "FR40303265045"), terms=ON_TOP)

    assert (quote.total.minor, quote.tax.minor, quote.relief.minor) == (10000, 0, 0)


def test_a_number_of_the_shops_own_country_frees_from_nothing() -> None:
    number = VatNumber("DE", "DE136695976")

    assert quoted(goods(12000), to="FR", number=number).tax.minor == 2000
    assert quoted(goods(11900), to="DE", number=number).tax.minor == 1900


def test_a_business_from_elsewhere_that_collects_at_home_pays_tax() -> None:
    assert quoted(goods(11900), number=VatNumber("FR", "FR40303265045")).tax.minor == 1900


@pytest.mark.parametrize("place", ["CH", "ES"])
def test_goods_that_leave_the_territory_are_free_of_its_tax(place: str) -> None:
    quote = quoted(goods(11900), to=place)

    assert (quote.total.minor, quote.tax.minor, quote.relief.minor) == (10000, 0, 1900)
    assert taxes(quote) == [("Export", 10000, 0)]


def test_a_part_of_the_shops_own_country_without_a_zone_is_no_export() -> None:
    quote = quoted(
        goods(10000), to="CA", region="AB", terms=TaxTerms(Place("CA", "QC"), included=False)
    )

    assert taxes(quote) == [("No tax", 10000, 0)]
    assert {each.treatment for each in quote.adjustments} == {Treatment.ZERO}


def test_monaco_is_taxed_as_france_is() -> None:
    consumer, business = quoted(goods(12000), to="MC"), VatNumber("FR", "FR40303265045")

    assert taxes(consumer) == [("standard 20", 10000, 2000)]
    assert quoted(goods(11900), to="MC", number=business).total.minor == 10000
    assert quoted(goods(11900), to="MC", terms=TaxTerms(Place("CH"))).tax.minor == 0


def test_two_taxes_are_taken_of_the_same_amount() -> None:
    quote = quoted(
        goods(10000, currency="CAD"),
        to="CA",
        region="QC",
        terms=TaxTerms(Place("CA", "QC"), included=False),
    )

    assert taxes(quote) == [("standard 5", 10000, 500), ("standard 9.975", 10000, 998)]
    assert quote.total.minor == 11498


def test_a_compound_tax_is_taken_of_the_amount_with_the_one_before() -> None:
    before_2013 = TaxRules({"CA": (zone("CA", rate("5"), rate("9.5", compound=True)),)})
    terms = TaxTerms(Place("CA"), included=False)
    stage = tax_stage(before_2013, terms, Place("CA"), None)

    quote = make_quote([goods(10000)], "EUR", [stage])

    assert [each.amount.minor for each in quote.adjustments] == [500, 998]  # 9.5 % of 105.00


def test_what_is_exempt_has_no_tax_and_its_reason() -> None:
    quote = quoted(goods(5000, tax_class=EXEMPT), goods(11900))

    assert quote.tax.minor == 1900
    assert [each.treatment for each in quote.adjustments] == [Treatment.EXEMPT, STANDARD]


def test_a_class_that_a_zone_does_not_name_is_taxed_as_standard() -> None:
    assert quoted(goods(11900, tax_class="books")).tax.minor == 1900


@pytest.mark.parametrize(("currency", "price", "tax"), [("JPY", 1190, 190), ("KWD", 11900, 1900)])
def test_currencies_without_cents_and_with_mils_are_exact(
    currency: str, price: int, tax: int
) -> None:
    assert quoted(goods(price, currency=currency)).tax.minor == tax


def test_a_shop_without_rules_taxes_nothing() -> None:
    stage = tax_stage(TaxRules(), TaxTerms(Place("DE")), Place("DE"), None)

    quote = make_quote([goods(11900)], "EUR", [stage], tax_included=True)

    assert (quote.total.minor, quote.tax.minor, quote.adjustments) == (11900, 0, ())
