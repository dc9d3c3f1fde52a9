"""Why a promotion applied or did not, and what is missing."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from shopwright.kernel.money import Money
from shopwright.modules.promotions.contracts import (
    AllOf,
    AnyOf,
    CodeFacts,
    Condition,
    FirstOrder,
    GoesTo,
    Hours,
    InGroup,
    Not,
    Pieces,
    Promotion,
    Reason,
    Spend,
    Target,
)
from tests.modules.promotions.weighing import (
    ITEM,
    NOW,
    draft_of,
    goods,
    judge,
    named,
    nth,
    off,
    percent,
    promotion,
    reasons,
)

DRAFT = draft_of(goods(1, 1000, 3), goods(2, 750))
MUG = Target(variant_ids=frozenset({nth(9)}))


def tenth(condition: Condition = AllOf(()), **fields: Any) -> Promotion:  # noqa: B008
    return promotion(1, ITEM, percent(1000), condition=condition, **fields)


def test_what_is_missing_to_spend_is_told_to_the_cent() -> None:
    [found] = judge(DRAFT, tenth(Spend({"EUR": 5000}))).outcomes

    assert found.reason is Reason.SPEND_MORE
    assert found.missing_amount == Money(1250, "EUR")
    assert not found.applied


def test_spending_is_reckoned_before_promotions() -> None:
    half = promotion(2, ITEM, percent(5000), priority=9)

    assert reasons(judge(DRAFT, half, tenth(Spend({"EUR": 3750})))) == ["applied", "applied"]


def test_pieces_that_are_missing_are_counted() -> None:
    more = judge(DRAFT, tenth(Pieces(6)))
    none = judge(DRAFT, tenth(Pieces(1, MUG)))

    assert (more.outcomes[0].reason, more.outcomes[0].missing_quantity) == (Reason.ADD_MORE, 2)
    assert (none.outcomes[0].reason, none.outcomes[0].missing_quantity) == (Reason.NOT_IN_CART, 1)


@pytest.mark.parametrize(
    ("condition", "known", "reason"),
    [
        (FirstOrder(), {"is_first_order": False}, Reason.NOT_FIRST_ORDER),
        (FirstOrder(), {"is_first_order": True}, Reason.APPLIED),
        (InGroup(frozenset({nth(5)})), {"groups": frozenset({nth(6)})}, Reason.NOT_IN_GROUP),
        (InGroup(frozenset({nth(5)})), {"groups": frozenset({nth(5)})}, Reason.APPLIED),
        (GoesTo(frozenset({"DE"})), {"country": "AT"}, Reason.WRONG_COUNTRY),
        (GoesTo(frozenset({"DE"})), {"country": "DE"}, Reason.APPLIED),
        (Not(GoesTo(frozenset({"DE"}))), {"country": "DE"}, Reason.WRONG_COUNTRY),
        (Not(FirstOrder()), {"is_first_order": True}, Reason.NOT_FIRST_ORDER),
        (Hours(frozenset({5, 6})), {}, Reason.WRONG_TIME),
        (Hours(frozenset({0})), {}, Reason.APPLIED),
    ],
)
def test_who_and_when_decide(condition: Condition, known: dict[str, Any], reason: Reason) -> None:
    assert reasons(judge(DRAFT, tenth(condition), **known)) == [reason]


@pytest.mark.parametrize(
    ("hours", "at", "holds"),
    [
        (Hours(begins=time(9), ends=time(17)), "2026-11-02T09:00", True),
        (Hours(begins=time(9), ends=time(17)), "2026-11-02T17:00", False),
        (Hours(begins=time(9), ends=time(17)), "2026-11-02T08:59", False),
        (Hours(begins=time(22), ends=time(2)), "2026-11-02T23:00", True),
        (Hours(begins=time(22), ends=time(2)), "2026-11-03T01:59", True),
        (Hours(begins=time(22), ends=time(2)), "2026-11-03T02:00", False),
        # the window belongs to the day on which it begins
        (Hours(frozenset({0}), time(22), time(2)), "2026-11-03T01:00", True),
        (Hours(frozenset({1}), time(22), time(2)), "2026-11-03T01:00", False),
        # ten in Berlin is nine in UTC
        (Hours(begins=time(10), zone="Europe/Berlin"), "2026-11-02T09:00", True),
        (Hours(begins=time(10), zone="Europe/Berlin"), "2026-11-02T08:59", False),
    ],
)
def test_hours_are_those_of_their_zone(hours: Hours, at: str, *, holds: bool) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)

    assert judge(DRAFT, tenth(hours), now=now).outcomes[0].applied is holds


def test_of_alternatives_the_one_to_be_had_is_told() -> None:
    condition = AnyOf((GoesTo(frozenset({"DE"})), Spend({"EUR": 4000})))

    [found] = judge(DRAFT, tenth(condition)).outcomes

    assert (found.reason, found.missing_amount) == (Reason.SPEND_MORE, Money(250, "EUR"))


def test_a_window_opens_with_its_first_moment_and_closes_before_its_last() -> None:
    late = tenth(starts_at=NOW + timedelta(seconds=1), needs_code=True)
    over = tenth(ends_at=NOW, needs_code=True)
    open_now = tenth(starts_at=NOW, ends_at=NOW + timedelta(seconds=1), needs_code=True)

    found = [reasons(judge(DRAFT, each, codes=(named(1),))) for each in (late, over, open_now)]

    assert found == [[Reason.NOT_STARTED], [Reason.EXPIRED], [Reason.APPLIED]]


def test_what_is_over_or_to_come_is_not_spoken_of_unless_somebody_asks() -> None:
    late = tenth(starts_at=NOW + timedelta(days=1))

    assert judge(DRAFT, late).outcomes == ()


def test_limits_end_a_promotion_for_all_for_one_and_for_a_code() -> None:
    limited = tenth(usage_limit=3, customer_limit=1, needs_code=True)
    code = named(1, usage_limit=1)

    all_used = judge(DRAFT, limited, codes=(code,), used={nth(1): 3})
    own_used = judge(DRAFT, limited, codes=(code,), used_by_customer={nth(1): 1})
    code_used = judge(DRAFT, limited, codes=(named(1, usage_limit=1, used=1),))
    free = judge(DRAFT, limited, codes=(code,), used={nth(1): 2})

    assert [reasons(each) for each in (all_used, own_used, code_used, free)] == [
        [Reason.USED_UP],
        [Reason.CUSTOMER_LIMIT],
        [Reason.CODE_USED_UP],
        [Reason.APPLIED],
    ]


def test_a_promotion_by_code_waits_for_it_in_silence() -> None:
    coded = tenth(needs_code=True)

    silent, asked = judge(DRAFT, coded), judge(DRAFT, coded, codes=(named(1),))

    assert silent.outcomes == ()
    assert (asked.outcomes[0].code, asked.outcomes[0].code_id) == ("SPRING", nth(5001))
    assert off(asked) == {0: 300, 1: 75}


def test_codes_that_mean_nothing_are_told_so() -> None:
    unknown = CodeFacts("NOPE")
    withdrawn = named(1, "OLD", is_active=False)

    found = judge(DRAFT, tenth(needs_code=True), codes=(unknown, withdrawn))

    assert [(each.reason, each.code) for each in found.outcomes] == [
        (Reason.UNKNOWN_CODE, "NOPE"),
        (Reason.UNKNOWN_CODE, "OLD"),
    ]


def test_of_two_codes_of_one_promotion_one_counts_and_it_is_one_that_is_left() -> None:
    spent, fresh = named(1, "A", usage_limit=1, used=1), named(1, "B", usage_limit=1)

    found = judge(DRAFT, tenth(needs_code=True), codes=(spent, fresh))

    assert [(each.reason, each.code) for each in found.outcomes] == [
        (Reason.APPLIED, "B"),
        (Reason.NO_EFFECT, "A"),
    ]


def test_what_is_not_announced_is_told_only_where_it_applies() -> None:
    secret = tenth(InGroup(frozenset({nth(5)})), is_announced=False)

    assert judge(DRAFT, secret).outcomes == ()
    assert reasons(judge(DRAFT, secret, groups=frozenset({nth(5)}))) == [Reason.APPLIED]
