"""Quotes: whatever the stages add, the parts are the whole and nobody is paid to buy."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.kernel import ids
from shopwright.kernel.errors import CurrencyMismatch
from shopwright.kernel.money import Money, total
from shopwright.modules.quotes.contracts import Adjustment, AdjustmentKind, Draft, Goods, Quote
from shopwright.modules.quotes.errors import NothingToQuote, UnsoundQuote
from shopwright.modules.quotes.rules import make_quote, merged

DISCOUNT, SHIPPING, TAX = AdjustmentKind.DISCOUNT, AdjustmentKind.SHIPPING, AdjustmentKind.TAX
RELIEF, LESS_SHIPPING = AdjustmentKind.RELIEF, AdjustmentKind.SHIPPING_DISCOUNT
LOWERING, OF_THE_WHOLE = (DISCOUNT, RELIEF, LESS_SHIPPING), (SHIPPING, LESS_SHIPPING)
PRICES = st.integers(0, 10**9)


def goods(quantity: int = 1, price: int = 1000, currency: str = "EUR") -> Goods:
    return Goods(ids.new(), ids.new(), "Tea", quantity, Money(price, currency))


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def adding(*adjustments: Adjustment) -> list[object]:
    """Stages that add one adjustment each."""
    return [lambda _, each=each: (each,) for each in adjustments]


def quoted(lines: Sequence[Goods], *adjustments: Adjustment, tax_included: bool = False) -> Quote:
    return make_quote(lines, "EUR", adding(*adjustments), tax_included=tax_included)  # type: ignore[arg-type]


LINES = st.lists(st.builds(goods, st.integers(1, 1000), PRICES), min_size=1, max_size=8)


@st.composite
def shopping(draw: st.DrawFn) -> tuple[list[Goods], list[Adjustment]]:
    """Lines, and what stages of any size and order add to them."""
    lines = draw(LINES)
    places = st.none() | st.integers(0, len(lines) - 1)
    kinds = st.sampled_from(list(AdjustmentKind))
    adjustments = []
    for kind, place, size in draw(st.lists(st.tuples(kinds, places, PRICES), max_size=8)):
        line = None if kind in OF_THE_WHOLE else place
        amount = euros(-size if kind in LOWERING else size)
        adjustments.append(Adjustment(kind, amount, "any", line=line))
    return lines, adjustments


@given(shopping())
def test_the_total_is_subtotal_less_discount_with_shipping_and_tax(
    bought: tuple[list[Goods], list[Adjustment]],
) -> None:
    quote = quoted(bought[0], *bought[1])

    less = quote.discount + quote.relief
    assert quote.total == quote.subtotal - less + quote.shipping + quote.tax
    assert quote.subtotal.minor == sum(each.quantity * each.unit_price.minor for each in bought[0])


@given(shopping())
def test_tax_that_is_in_the_prices_is_not_added_again(
    bought: tuple[list[Goods], list[Adjustment]],
) -> None:
    quote = quoted(bought[0], *bought[1], tax_included=True)

    on_top = quoted(bought[0], *bought[1])
    assert quote.tax == on_top.tax
    assert quote.total == on_top.total - on_top.tax
    assert quote.total == quote.subtotal - quote.discount - quote.relief + quote.shipping


@given(shopping())
def test_no_amount_is_negative_and_no_discount_is_above_its_line(
    bought: tuple[list[Goods], list[Adjustment]],
) -> None:
    quote = quoted(bought[0], *bought[1])

    zero = euros(0)
    assert min(quote.subtotal, quote.discount, quote.shipping, quote.tax, quote.total) >= zero
    for line in quote.lines:
        assert zero <= line.discount <= line.subtotal
        assert zero <= line.relief <= line.subtotal - line.discount
        assert min(line.tax, line.total) >= zero


@given(shopping())
def test_the_lines_sum_to_the_whole(bought: tuple[list[Goods], list[Adjustment]]) -> None:
    quote = quoted(bought[0], *bought[1])

    on_whole = total(
        (each.amount for each in bought[1] if each.kind is TAX and each.line is None), "EUR"
    )
    assert total((line.subtotal for line in quote.lines), "EUR") == quote.subtotal
    assert total((line.discount for line in quote.lines), "EUR") == quote.discount
    assert total((line.tax for line in quote.lines), "EUR") + on_whole == quote.tax
    assert (
        total((line.total for line in quote.lines), "EUR") + quote.shipping + on_whole
        == quote.total
    )
    for line in quote.lines:
        assert line.total == line.subtotal - line.discount - line.relief + line.tax


@given(LINES, PRICES, st.randoms())
def test_the_order_of_lines_does_not_matter_to_the_total(
    lines: list[Goods], size: int, random: object
) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    discount = Adjustment(DISCOUNT, euros(-size), "ten off")

    first, second = quoted(lines, discount), quoted(shuffled, discount)

    assert (first.subtotal, first.discount, first.total) == (
        second.subtotal,
        second.discount,
        second.total,
    )


@given(LINES)
def test_one_line_of_a_variant_costs_what_its_parts_cost(lines: list[Goods]) -> None:
    doubled = [*lines, *lines]

    together = merged(doubled)

    assert [each.variant_id for each in together] == [each.variant_id for each in lines]
    assert quoted(together).total == quoted(doubled).total


def test_a_discount_beyond_a_line_is_cut_off_at_the_line() -> None:
    quote = quoted(
        [goods(2, 500), goods(1, 3000)], Adjustment(DISCOUNT, euros(-1500), "off", line=0)
    )

    assert [line.discount.minor for line in quote.lines] == [1000, 0]
    assert quote.total == euros(3000)


def test_a_discount_on_the_whole_is_shared_by_what_the_lines_are_worth() -> None:
    quote = quoted(
        [goods(1, 1000), goods(2, 1000), goods(1, 0)], Adjustment(DISCOUNT, euros(-100), "off")
    )

    assert [line.discount.minor for line in quote.lines] == [33, 67, 0]
    assert quote.total == euros(2900)


def test_discounts_together_never_take_more_than_everything() -> None:
    lines = [goods(1, 1000), goods(1, 500)]
    discounts = [
        Adjustment(DISCOUNT, euros(-900), "off", line=0),
        Adjustment(DISCOUNT, euros(-10_000), "off"),
        Adjustment(DISCOUNT, euros(-10_000), "off", line=1),
    ]

    for order in permutations(discounts):
        quote = quoted(lines, *order)
        assert (quote.discount, quote.total) == (euros(1500), euros(0))


def test_goods_that_cost_nothing_cost_nothing() -> None:
    quote = quoted([goods(3, 0)], Adjustment(DISCOUNT, euros(-500), "off"))

    assert (quote.subtotal, quote.discount, quote.total) == (euros(0), euros(0), euros(0))


def test_a_stage_sees_what_the_earlier_ones_added() -> None:
    shipping = Adjustment(SHIPPING, euros(500), "parcel")

    def taxing(draft: Draft) -> tuple[Adjustment, ...]:
        shipped = sum(each.amount.minor for each in draft.adjustments if each.kind is SHIPPING)
        return (Adjustment(TAX, euros(shipped // 5), "20 % of shipping"),)

    quote = make_quote([goods()], "EUR", [lambda _: (shipping,), taxing])

    assert (quote.shipping, quote.tax, quote.total) == (euros(500), euros(100), euros(1600))


@pytest.mark.parametrize(
    ("kind", "minor"), [(DISCOUNT, 1), (SHIPPING, -1), (TAX, -1)], ids=["discount", "ship", "tax"]
)
def test_an_adjustment_of_the_wrong_sign_is_refused(kind: AdjustmentKind, minor: int) -> None:
    with pytest.raises(UnsoundQuote):
        quoted([goods()], Adjustment(kind, euros(minor), "wrong"))


@pytest.mark.parametrize("line", [1, 7, -1, -2])
def test_an_adjustment_of_a_line_that_is_not_there_is_refused(line: int) -> None:
    with pytest.raises(UnsoundQuote):
        quoted([goods()], Adjustment(DISCOUNT, euros(-100), "off", line=line))


def test_shipping_belongs_to_the_whole() -> None:
    with pytest.raises(UnsoundQuote):
        quoted([goods()], Adjustment(SHIPPING, euros(100), "parcel", line=0))


@pytest.mark.parametrize(
    "wrong", [goods(0), goods(-1), goods(1, -1)], ids=["none", "negative", "price"]
)
def test_a_line_of_nothing_or_less_is_refused(wrong: Goods) -> None:
    with pytest.raises(UnsoundQuote):
        quoted([goods(), wrong])


def test_nothing_can_not_be_quoted() -> None:
    with pytest.raises(NothingToQuote):
        quoted([])


def test_goods_of_another_currency_are_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        quoted([goods(), goods(currency="USD")])


@pytest.mark.parametrize("line", [None, 0])
@pytest.mark.parametrize("kind", [DISCOUNT, SHIPPING, TAX])
def test_adjustments_of_another_currency_are_refused(
    kind: AdjustmentKind, line: int | None
) -> None:
    sign = -1 if kind is DISCOUNT else 1
    foreign = Adjustment(kind, Money(sign * 100, "USD"), "foreign", line=line)

    with pytest.raises((CurrencyMismatch, UnsoundQuote)):
        quoted([goods()], foreign)


def test_a_quote_keeps_what_was_quoted() -> None:
    line = replace(goods(2, 450), sku="TEA-1", compare_at=euros(500))

    quote = quoted([line])

    assert quote.lines[0].goods == line
    assert (quote.currency, quote.adjustments) == ("EUR", ())
