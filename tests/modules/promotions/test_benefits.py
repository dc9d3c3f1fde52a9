"""What promotions take off, reckoned by hand."""

from shopwright.kernel.money import Money
from shopwright.modules.promotions.contracts import (
    Benefit,
    BenefitKind,
    Marks,
    Reason,
    Target,
)
from tests.modules.promotions.weighing import (
    ITEM,
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


def test_a_percentage_of_items_is_rounded_line_by_line() -> None:
    # 12.5 % of 9.99 x 3 = 29.97 is 3.74625; of 0.99 it is 0.12375
    draft = draft_of(goods(1, 999, 3), goods(2, 99))

    found = judge(draft, promotion(1, ITEM, percent(1250)))

    assert off(found) == {0: 375, 1: 12}
    assert found.outcomes[0].amount == Money(387, "EUR")
    assert {each.source for each in found.adjustments} == {f"promotion:{nth(1)}"}


def test_a_percentage_of_the_order_is_rounded_once_and_shared_by_largest_remainder() -> None:
    # 10 % of 100.00 over three lines of 33.33, 33.33 and 33.34
    draft = draft_of(goods(1, 3333), goods(2, 3333), goods(3, 3334))

    found = judge(draft, promotion(1, ORDER, percent(1000)))

    assert off(found) == {0: 333, 1: 333, 2: 334}


def test_a_fixed_amount_is_off_each_piece_of_an_item_and_never_more_than_it_costs() -> None:
    draft = draft_of(goods(1, 1000, 3), goods(2, 150))

    found = judge(draft, promotion(1, ITEM, fixed(200)))

    assert off(found) == {0: 600, 1: 150}


def test_a_fixed_amount_off_the_order_is_no_more_than_the_order() -> None:
    draft = draft_of(goods(1, 300), goods(2, 100))

    found = judge(draft, promotion(1, ORDER, fixed(1000)))

    assert off(found) == {0: 300, 1: 100}


def test_a_fixed_price_lowers_each_piece_and_raises_none() -> None:
    benefit = Benefit(BenefitKind.FIXED_PRICE, amounts={"EUR": 500})
    draft = draft_of(goods(1, 800, 2), goods(2, 400))

    found = judge(draft, promotion(1, ITEM, benefit))

    assert off(found) == {0: 600}


def test_a_cap_is_shared_by_what_each_line_would_have_had() -> None:
    draft = draft_of(goods(1, 30000), goods(2, 10000))

    found = judge(draft, promotion(1, ITEM, percent(5000, most={"EUR": 1000})))

    assert off(found) == {0: 750, 1: 250}


def test_three_for_two_gives_the_cheapest_for_nothing() -> None:
    benefit = Benefit(BenefitKind.BUY_X_GET_Y, hundredths=10000, buy=2, get=1)
    draft = draft_of(goods(1, 500, 4), goods(2, 200), goods(3, 300))

    found = judge(draft, promotion(1, ITEM, benefit))

    assert off(found) == {1: 200, 2: 300}  # six pieces: two are given


def test_what_is_given_is_limited_by_repeats() -> None:
    benefit = Benefit(BenefitKind.BUY_X_GET_Y, hundredths=5000, buy=1, get=1, repeats=2)
    draft = draft_of(goods(1, 1000, 10))

    found = judge(draft, promotion(1, ITEM, benefit))

    assert off(found) == {0: 1000}


def test_a_piece_is_not_both_bought_and_given() -> None:
    tea, mug = Target(variant_ids=frozenset({nth(1)})), Target(variant_ids=frozenset({nth(2)}))
    benefit = Benefit(BenefitKind.BUY_X_GET_Y, mug, hundredths=10000, buy=2, get=1, bought=tea)

    short = judge(draft_of(goods(1, 1000, 1), goods(2, 500, 3)), promotion(1, ITEM, benefit))
    enough = judge(draft_of(goods(1, 1000, 5), goods(2, 500, 3)), promotion(1, ITEM, benefit))

    assert off(short) == {}
    assert off(enough) == {1: 1000}


def test_free_shipping_takes_off_what_shipping_costs() -> None:
    free = promotion(1, SHIPPING, Benefit(BenefitKind.FREE_SHIPPING))

    found = judge(draft_of(goods(1, 1000)), free, shipping=490)
    unknown = judge(draft_of(goods(1, 1000)), free, shipping=None)
    nothing = judge(draft_of(goods(1, 1000)), free, shipping=0)

    assert off(found) == {None: 490}
    assert reasons(unknown) == [Reason.NO_SHIPPING]
    assert reasons(nothing) == [Reason.NO_EFFECT]


def test_free_shipping_up_to_a_limit_leaves_the_rest() -> None:
    free = promotion(1, SHIPPING, Benefit(BenefitKind.FREE_SHIPPING, most={"EUR": 300}))

    assert off(judge(draft_of(goods(1, 1000)), free, shipping=490)) == {None: 300}


def test_percentages_are_of_what_earlier_promotions_left() -> None:
    items = promotion(1, ITEM, percent(5000))
    order = promotion(2, ORDER, percent(1000))

    found = judge(draft_of(goods(1, 10000)), order, items)

    assert [each.amount for each in found.outcomes] == [Money(5000, "EUR"), Money(500, "EUR")]


def test_the_higher_priority_is_taken_off_first() -> None:
    fifth, five = promotion(1, ITEM, percent(2000)), promotion(2, ITEM, fixed(500), priority=5)

    found = judge(draft_of(goods(1, 1500)), fifth, five)

    assert [each.label for each in found.outcomes] == ["No. 2", "No. 1"]
    assert off(found) == {0: 700}  # 15.00 - 5.00 = 10.00; a fifth of that is 2.00


def test_yen_and_dinars_are_exact() -> None:
    yen = judge(
        draft_of(goods(1, 999, 1, "JPY"), goods(2, 1, 1, "JPY"), currency="JPY"),
        promotion(1, ORDER, percent(1500)),
    )
    dinar = judge(
        draft_of(goods(1, 12345, 1, "KWD"), currency="KWD"), promotion(1, ITEM, percent(333))
    )

    assert off(yen) == {0: 150}
    assert off(dinar) == {0: 411}  # 3.33 % of 12.345 is 0.4110885


def test_an_amount_in_another_currency_gives_nothing() -> None:
    found = judge(draft_of(goods(1, 1000)), promotion(1, ITEM, fixed(500, "USD")))

    assert found.adjustments == ()
    assert reasons(found) == [Reason.WRONG_CURRENCY]


def test_targets_are_categories_brands_and_tags_of_products() -> None:
    marks = {
        nth(1001): Marks(category_ids=frozenset({nth(70), nth(7)})),
        nth(1002): Marks(brand="acme"),
        nth(1003): Marks(tags=frozenset({"sale", "red"})),
    }
    target = Target(
        category_ids=frozenset({nth(7)}), brands=frozenset({"acme"}), tags=frozenset({"sale"})
    )
    draft = draft_of(goods(1, 100), goods(2, 100), goods(3, 100), goods(4, 100))

    found = judge(draft, promotion(1, ITEM, percent(1000, target=target)), marks=marks)

    assert off(found) == {0: 10, 1: 10, 2: 10}
