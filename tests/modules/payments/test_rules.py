"""Where facts move a payment: forward only, to one place whatever order they come in."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.kernel.money import Money
from shopwright.modules.payments import rules
from shopwright.modules.payments.contracts import OPEN_STATES, FactKind, PaymentState

S, F = PaymentState, FactKind
ENDS = {F.AUTHORIZED: S.AUTHORIZED, F.CAPTURED: S.CAPTURED, F.VOIDED: S.VOIDED, F.FAILED: S.FAILED}
# The later a state stands here, the more final it is; the first line holds equals.
FINALITY = [{S.CREATED}, {S.PROCESSING, S.REQUIRES_ACTION}, {S.FAILED}, {S.AUTHORIZED}]
FINALITY += [{S.VOIDED}, {S.CAPTURED}]


def finality(state: PaymentState) -> int:
    return next(place for place, states in enumerate(FINALITY) if state in states)


@pytest.mark.parametrize(("state", "told"), list(product(S, S)), ids=str)
def test_the_more_final_of_two_states_stands(state: PaymentState, told: PaymentState) -> None:
    after = rules.further(state, told)

    if finality(state) == finality(told):
        assert after is told
    else:
        assert after is max(state, told, key=finality)


@pytest.mark.parametrize(("state", "kind"), list(product(S, F)), ids=str)
def test_no_fact_takes_a_payment_back(state: PaymentState, kind: FactKind) -> None:
    after = rules.after_fact(state, kind)

    assert finality(after) >= finality(state)
    assert after in {state, ENDS.get(kind)}


@pytest.mark.parametrize("kind", [F.REFUNDED, F.REFUND_FAILED])
def test_money_that_goes_back_leaves_the_state(kind: FactKind) -> None:
    assert [rules.after_fact(state, kind) for state in S] == list(S)


@pytest.mark.parametrize("facts", [f for n in (2, 3, 4) for f in permutations(ENDS, n)], ids=str)
def test_facts_in_any_order_lead_to_one_state(facts: tuple[FactKind, ...]) -> None:
    state = S.CREATED
    for fact in facts:
        state = rules.after_fact(state, fact)

    assert state is max((ENDS[fact] for fact in facts), key=finality)


@given(st.lists(st.sampled_from(F), max_size=12))
def test_a_fact_told_twice_is_told_once(facts: list[FactKind]) -> None:
    once = twice = S.CREATED
    for fact in facts:
        once = rules.after_fact(once, fact)
        twice = rules.after_fact(rules.after_fact(twice, fact), fact)

    assert once is twice


def test_a_captured_payment_stays_captured_whatever_is_told() -> None:
    assert {rules.further(S.CAPTURED, told) for told in S} == {S.CAPTURED}
    assert {rules.after_fact(S.CAPTURED, kind) for kind in F} == {S.CAPTURED}


def test_open_states_are_those_that_every_end_overtakes() -> None:
    assert set(OPEN_STATES) == {S.CREATED, S.PROCESSING, S.REQUIRES_ACTION}
    for state, end in product(OPEN_STATES, ENDS.values()):
        assert rules.further(state, end) is end
        assert rules.further(end, state) is end


@pytest.mark.parametrize(
    ("told", "fits"),
    [
        (Money(1000, "EUR"), True),
        (Money(1, "EUR"), True),
        (Money(0, "EUR"), True),
        (Money(1001, "EUR"), False),
        (Money(-1, "EUR"), False),
        (Money(1000, "USD"), False),
        (Money(0, "USD"), False),
    ],
)
def test_a_fact_fits_where_it_speaks_of_the_money_asked_for(told: Money, fits: bool) -> None:  # noqa: FBT001 - a column of the table
    assert rules.fits(Money(1000, "EUR"), told) is fits
