"""Tax of whatever is bought: never negative, never more than the price, and the parts are the whole."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shopwright.kernel import ids
from shopwright.kernel.money import Money, total
from shopwright.kernel.places import Place
from shopwright.modules.quotes.contracts import Adjustment, AdjustmentKind, Goods, Quote
from shopwright.modules.quotes.rules import make_quote
from shopwright.modules.tax.contracts import (
    Rounding,
    TaxRate,
    TaxRules,
    TaxTerms,
    TaxZone,
    VatNumber,
)
from shopwright.modules.tax.rules import tax_stage

CLASSES = ["", "reduced", "exempt", "books"]
PERCENTS = st.integers(0, 1_000_000).map(lambda millionths: Decimal(millionths).scaleb(-6))
RATES = st.lists(
    st.builds(
        TaxRate,
        st.sampled_from(["standard", "reduced"]),
        st.sampled_from(["a", "b"]),
        PERCENTS,
        compound=st.booleans(),
    ),
    max_size=4,
)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])


@st.composite
def sales(draw: st.DrawFn) -> tuple[list[Goods], list[Adjustment], TaxRules, TaxTerms, bool]:
    currency = draw(CURRENCIES)
    money = st.integers(0, 10**7).map(lambda minor: Money(minor, currency))
    lines = [
        Goods(ids.new(), ids.new(), "Tea", quantity, price, tax_class=tax_class)
        for quantity, price, tax_class in draw(
            st.lists(
                st.tuples(st.integers(1, 50), money, st.sampled_from(CLASSES)),
                min_size=1,
                max_size=6,
            )
        )
    ]
    added = [Adjustment(AdjustmentKind.SHIPPING, draw(money), "parcel")]
    added.append(Adjustment(AdjustmentKind.DISCOUNT, -draw(money), "less"))
    zones = {
        country: (TaxZone(ids.new(), country, country, rates=tuple(draw(RATES))),)
        for country in ("DE", "FR")
    }
    terms = TaxTerms(
        Place("DE"),
        included=draw(st.booleans()),
        rounding=draw(st.sampled_from(list(Rounding))),
        shipping=draw(st.sampled_from(["", "reduced"])),
    )
    return lines, added, TaxRules(zones), terms, draw(st.booleans())


def quoted(
    lines: list[Goods],
    added: list[Adjustment],
    rules: TaxRules,
    terms: TaxTerms,
    is_business: bool,  # noqa: FBT001 - a part of the sale
) -> Quote:
    number = VatNumber("FR", "FR1") if is_business else None
    stages = [
        lambda _: tuple(added),
        tax_stage(rules, terms, Place("FR"), number),
    ]
    return make_quote(lines, lines[0].unit_price.currency, stages, tax_included=terms.included)


@given(sales())
def test_the_parts_are_the_whole_and_nothing_is_negative(
    sale: tuple[list[Goods], list[Adjustment], TaxRules, TaxTerms, bool],
) -> None:
    quote = quoted(*sale)

    on_top = Money.zero(quote.currency) if quote.tax_included else quote.tax
    less = quote.discount + quote.relief
    assert quote.total == quote.subtotal - less + quote.shipping + on_top
    taxes = [each.amount for each in quote.adjustments if each.kind is AdjustmentKind.TAX]
    assert total(taxes, quote.currency) == quote.tax
    assert total((line.tax for line in quote.lines), quote.currency) == (
        quote.tax - quote.shipping_tax
    )
    assert min(quote.total, quote.tax, quote.relief, quote.shipping).minor >= 0


@given(sales())
def test_base_and_tax_are_what_was_paid_where_prices_hold_their_tax(
    sale: tuple[list[Goods], list[Adjustment], TaxRules, TaxTerms, bool],
) -> None:
    quote = quoted(*sale)

    if quote.tax_included:
        assert quote.tax <= quote.total
        for place, line in enumerate(quote.lines):
            bases = [
                each.base
                for each in quote.adjustments
                if each.kind is AdjustmentKind.TAX and each.line == place and each.base
            ]
            assert all(base + line.tax == line.total for base in bases)


@given(sales(), st.randoms())
def test_the_order_of_lines_does_not_matter_to_the_total(
    sale: tuple[list[Goods], list[Adjustment], TaxRules, TaxTerms, bool], random: object
) -> None:
    lines, added, *rest = sale
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    added = [each for each in added if each.kind is not AdjustmentKind.DISCOUNT]

    first, second = quoted(lines, added, *rest), quoted(shuffled, added, *rest)

    assert (first.total, first.tax, first.relief) == (second.total, second.tax, second.relief)
