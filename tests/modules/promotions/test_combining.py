"""Which promotions go together, and that the customer has the best of them whatever comes in which order."""

from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from shopwright.kernel.money import Money
from shopwright.modules.promotions.contracts import (
    Benefit,
    BenefitKind,
    Evaluation,
    Promotion,
    Reason,
    Situation,
    Target,
)
from shopwright.modules.promotions.rules import evaluate
from shopwright.modules.quotes.contracts import (
    Adjustment,
    AdjustmentKind,
    Draft,
    Quote,
)
from shopwright.modules.quotes.rules import make_quote
from tests.modules.promotions.weighing import (
    ITEM,
    NOW,
    ORDER,
    SHIPPING,
    draft_of,
    fixed,
    goods,
    judge,
    nth,
    off,
    percent,
    promotion,
    reasons,
)

DRAFT = draft_of(goods(1, 10000))
FREE = Benefit(BenefitKind.FREE_SHIPPING)


def test_an_exclusive_promotion_is_taken_alone_where_it_is_the_best() -> None:
    alone = promotion(1, ITEM, percent(3000), exclusive=True)
    two = (promotion(2, ITEM, percent(2000)), promotion(3, ITEM, percent(2000)))

    weak = judge(DRAFT, alone, *two)
    strong = judge(DRAFT, replace(alone, benefit=percent(4000)), *two)

    assert off(weak) == {0: 3600}
    assert reasons(weak) == ["applied", "applied", Reason.BETTER_COMBINATION]
    assert off(strong) == {0: 4000}
    assert reasons(strong) == ["applied", *[Reason.BETTER_COMBINATION] * 2]


def test_classes_go_together_only_where_both_say_so() -> None:
    items = promotion(1, ITEM, percent(1000))
    order = promotion(2, ORDER, percent(2000), combines_with=frozenset({SHIPPING}))
    free = promotion(3, SHIPPING, FREE)

    found = judge(DRAFT, items, order, free)

    assert off(found) == {0: 2000, None: 490}
    assert reasons(found) == ["applied", "applied", Reason.BETTER_COMBINATION]


def test_in_a_lane_the_best_counts() -> None:
    several = [promotion(i, ITEM, percent(i * 100), lane="sale") for i in range(1, 5)]

    assert off(judge(DRAFT, *several)) == {0: 400}


def test_many_that_exclude_each_other_leave_the_best() -> None:
    several = [promotion(i, ITEM, percent(i * 10), exclusive=True) for i in range(1, 101)]

    found = judge(DRAFT, *several)

    assert off(found) == {0: 1000}
    assert reasons(found).count("applied") == 1


def test_more_alternatives_than_are_tried_still_get_an_answer() -> None:
    pairs = [promotion(i, ITEM, percent(100), lane=f"lane {i // 2}") for i in range(60)]

    found = judge(DRAFT, *pairs)

    assert len(found.applied) == 30


def test_one_that_goes_with_nothing_is_weighed_beside_many_that_go_together() -> None:
    many = [promotion(i, ITEM, fixed(100), priority=9) for i in range(1, 21)]
    alone = promotion(50, ITEM, percent(5000), exclusive=True)

    found = judge(DRAFT, *many, alone)

    assert off(found) == {0: 5000}
    assert [each.label for each in found.applied] == ["No. 50"]


def test_a_discount_is_left_where_it_would_cost_more_shipping_than_it_saves() -> None:
    cent = promotion(1, ITEM, fixed(1))

    def fare(left: Money) -> Money:
        return Money(0 if left.minor >= 10000 else 490, "EUR")

    found = evaluate(DRAFT, [cent], Situation(now=NOW), fare)

    assert found.adjustments == ()
    assert reasons(found) == [Reason.NO_EFFECT]


MONEY = st.integers(min_value=0, max_value=50_000)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    currency = draw(CURRENCIES)
    sizes = draw(st.lists(st.tuples(MONEY, st.integers(1, 9)), min_size=1, max_size=6))
    lines = [goods(i + 1, price, count, currency) for i, (price, count) in enumerate(sizes)]
    return draft_of(*lines, currency=currency)


@st.composite
def benefits(draw: st.DrawFn, currency: str) -> tuple[object, Benefit]:
    numbers = st.frozensets(st.integers(1, 6).map(nth), max_size=3)
    target = Target(variant_ids=draw(numbers))
    most = draw(st.one_of(st.just({}), st.integers(1, 5000).map(lambda size: {currency: size})))
    kind = draw(st.sampled_from([ITEM, ORDER, SHIPPING]))
    hundredths = draw(st.integers(1, 10_000))
    choices = [Benefit(BenefitKind.PERCENT, target, hundredths, most=most)]
    for each in (BenefitKind.FIXED, BenefitKind.FIXED_PRICE):
        amounts = {currency: draw(st.integers(1, 9000))}
        choices.append(Benefit(each, target, amounts=amounts, most=most))
    if kind is ITEM:
        given = draw(st.tuples(st.integers(1, 3), st.integers(1, 2)))
        choices.append(Benefit(BenefitKind.BUY_X_GET_Y, target, hundredths, {}, most, *given))
    chosen = draw(st.sampled_from(choices))
    return kind, replace(chosen, target=Target()) if kind is SHIPPING else chosen


@st.composite
def sets(draw: st.DrawFn, currency: str, most: int = 6) -> list[Promotion]:
    found = []
    for i in range(draw(st.integers(0, most))):
        kind, benefit = draw(benefits(currency))
        fields = {
            "exclusive": draw(st.booleans()),
            "lane": draw(st.sampled_from(["", "", "a"])),
            "priority": draw(st.integers(0, 2)),
            "combines_with": draw(st.frozensets(st.sampled_from([ITEM, ORDER, SHIPPING]))),
        }
        found.append(promotion(100 + i, kind, benefit, **fields))  # type: ignore[arg-type]
    return found


def stepped(left: Money) -> Money:
    """Shipping that is free from some worth on."""
    return Money(0 if left.minor >= 20_000 else 490, left.currency)


def quoted(draft: Draft, promotions: list[Promotion]) -> tuple[Quote, Evaluation]:
    found = evaluate(draft, promotions, Situation(now=NOW), stepped)
    paid = sum(each.minor for each in draft.subtotals) + sum(
        each.amount.minor for each in found.adjustments if each.kind is AdjustmentKind.DISCOUNT
    )
    fare = stepped(Money(paid, draft.currency))
    shipping = Adjustment(AdjustmentKind.SHIPPING, fare, "Shipping")
    stages = (lambda _: found.adjustments, lambda _: (shipping,))
    return make_quote(draft.goods, draft.currency, stages), found


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_the_parts_are_the_whole_and_nothing_falls_below_nothing(data: st.DataObject) -> None:
    draft = data.draw(drafts())

    quote, found = quoted(draft, data.draw(sets(draft.currency)))

    told = sum(each.amount.minor for each in found.outcomes if each.amount)
    lowered = -sum(each.amount.minor for each in found.adjustments)
    assert told == lowered
    lines = -sum(each.amount.minor for each in found.adjustments if each.line is not None)
    assert quote.discount.minor == lines  # nothing had to be cut off
    assert all(line.discount <= line.subtotal for line in quote.lines)
    assert quote.shipping.minor >= 0
    assert quote.total == quote.subtotal - quote.discount + quote.shipping


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_neither_the_order_of_lines_nor_that_of_promotions_matters(data: st.DataObject) -> None:
    draft = data.draw(drafts())
    promotions = data.draw(sets(draft.currency))
    shuffled = draft_of(*data.draw(st.permutations(draft.goods)), currency=draft.currency)

    quote, _ = quoted(draft, promotions)
    other, _ = quoted(shuffled, data.draw(st.permutations(promotions)))

    assert other.total == quote.total
    assert {line.goods.variant_id: line.discount for line in other.lines} == {
        line.goods.variant_id: line.discount for line in quote.lines
    }


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_one_more_promotion_never_makes_it_dearer(data: st.DataObject) -> None:
    draft = data.draw(drafts())
    promotions = data.draw(sets(draft.currency))

    totals = [quoted(draft, promotions[:count])[0].total for count in range(len(promotions) + 1)]

    assert totals == sorted(totals, reverse=True)


def test_ties_between_lines_go_by_variant() -> None:
    three = [goods(1, 100), goods(2, 100), goods(3, 100)]
    cent = promotion(1, ORDER, fixed(1))

    found = set()
    for each in permutations(three):
        [adjustment] = judge(draft_of(*each), cent).adjustments
        assert adjustment.line is not None
        found.add(each[adjustment.line].variant_id)

    assert found == {nth(1)}
