"""What promotions make of a draft, and why each of them does or does not apply."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shopwright.kernel.money import Money
from shopwright.modules.promotions.contracts import (
    CodeFacts,
    Evaluation,
    Fare,
    Outcome,
    Promotion,
    PromotionClass,
    Reason,
    Situation,
)
from shopwright.modules.promotions.rules.benefits import is_in_currency
from shopwright.modules.promotions.rules.combining import (
    MOST_TOGETHER,
    Combination,
    Taken,
    in_order,
)
from shopwright.modules.promotions.rules.conditions import Finding, find
from shopwright.modules.promotions.rules.lines import Lines
from shopwright.modules.quotes.contracts import Adjustment, AdjustmentKind, Draft

_SILENT = frozenset({Reason.NOT_STARTED, Reason.EXPIRED})
"""What is not said of a promotion that nobody named a code of."""


def evaluate(
    draft: Draft, promotions: Sequence[Promotion], situation: Situation, fare: Fare
) -> Evaluation:
    """The best that the customer can have of these promotions, and what became of each.

    Percentages are of what earlier promotions left; conditions look at what goods cost before any. Discounts lie on
    lines, those on the order shared by what is left of each (largest remainder, ties by variant).
    """
    lines = Lines.of(draft, situation.marks)
    named = _named(situation.codes)
    asked = [each for each in promotions if not each.needs_code or each.id in named]
    found = {each.id: _standing(each, lines, situation, named.get(each.id)) for each in asked}
    able = [each for each in asked if found[each.id].reason is None]
    able = in_order(sorted(able, key=lambda each: (-each.priority, each.id))[:MOST_TOGETHER])
    search = Combination(lines, able, fare)
    taken = search.search()
    judged = _Judged(lines, {able[each.place].id: each for each in taken}, search)
    outcomes = [
        outcome
        for each in in_order(asked)
        if (outcome := judged.outcome(each, found[each.id], named.get(each.id))) is not None
    ]
    outcomes.sort(key=lambda each: not each.applied)
    adjustments = [one for each in taken for one in _adjustments(able[each.place], each, lines)]
    unknown = _unusable(situation.codes, {each.id for each in promotions}, named)
    return Evaluation(tuple(adjustments), (*outcomes, *unknown))


def _named(codes: Sequence[CodeFacts]) -> Mapping[UUID, CodeFacts]:
    """The code by which each promotion is asked for; of several one that can be used."""
    found: dict[UUID, CodeFacts] = {}
    for each in sorted(codes, key=lambda code: (_is_used_up(code), code.code)):
        if each.promotion_id is not None and each.is_active:
            found.setdefault(each.promotion_id, each)
    return found


def _is_used_up(code: CodeFacts) -> bool:
    return code.usage_limit is not None and code.used >= code.usage_limit


def _unusable(
    codes: Sequence[CodeFacts], known: set[UUID], named: Mapping[UUID, CodeFacts]
) -> Iterator[Outcome]:
    for each in codes:
        promotion_id = each.promotion_id
        if promotion_id is None or promotion_id not in known or not each.is_active:
            yield Outcome(Reason.UNKNOWN_CODE, code=each.code)
        elif named[promotion_id] is not each:
            yield Outcome(Reason.NO_EFFECT, promotion_id=promotion_id, code=each.code)


def _standing(
    promotion: Promotion, lines: Lines, situation: Situation, code: CodeFacts | None
) -> Finding:
    """What stands in a promotion's way before any other is looked at."""
    if reason := _closed(promotion, situation, code):
        return Finding(reason)
    if not is_in_currency(promotion.benefit, lines.currency):
        return Finding(Reason.WRONG_CURRENCY)
    found = find(promotion.condition, lines, situation)
    if found.reason is None and not lines.among(promotion.benefit.target):
        return Finding(Reason.NOT_IN_CART)
    return found


def _closed(promotion: Promotion, situation: Situation, code: CodeFacts | None) -> Reason | None:
    if promotion.starts_at is not None and situation.now < promotion.starts_at:
        return Reason.NOT_STARTED
    if promotion.ends_at is not None and situation.now >= promotion.ends_at:
        return Reason.EXPIRED
    if code is not None and _is_used_up(code):
        return Reason.CODE_USED_UP
    used = situation.used.get(promotion.id, 0)
    if promotion.usage_limit is not None and used >= promotion.usage_limit:
        return Reason.USED_UP
    own = situation.used_by_customer.get(promotion.id, 0)
    if promotion.customer_limit is not None and own >= promotion.customer_limit:
        return Reason.CUSTOMER_LIMIT
    return None


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was decided, to be told promotion by promotion."""

    lines: Lines
    taken: Mapping[UUID, Taken]
    search: Combination

    def outcome(
        self, promotion: Promotion, found: Finding, code: CodeFacts | None
    ) -> Outcome | None:
        taken = self.taken.get(promotion.id)
        reason = Reason.APPLIED if taken else found.reason or self._why_not(promotion)
        if code is None and not taken and (not promotion.is_announced or reason in _SILENT):
            return None
        currency = self.lines.currency
        return Outcome(
            reason,
            label=promotion.label,
            promotion_id=promotion.id,
            code=code.code if code else "",
            code_id=code.id if code else None,
            amount=Money(sum(taken.off) + taken.shipping, currency) if taken else None,
            missing_amount=None if found.amount is None else Money(found.amount, currency),
            missing_quantity=found.quantity,
        )

    def _why_not(self, promotion: Promotion) -> Reason:
        """Why a promotion that could be had was not taken."""
        able = self.search.promotions
        place = next((i for i, each in enumerate(able) if each.id == promotion.id), None)
        chosen = list(self.taken.values())
        if place is None or self.search.are_apart(place, chosen):
            return Reason.BETTER_COMBINATION
        is_on_shipping = promotion.kind is PromotionClass.SHIPPING
        if is_on_shipping and self.search.shipping_of(self._left(chosen)) is None:
            return Reason.NO_SHIPPING
        return Reason.NO_EFFECT

    def _left(self, chosen: Sequence[Taken]) -> list[int]:
        return [
            most - sum(each.off[i] for each in chosen) for i, most in enumerate(self.lines.left)
        ]


def _adjustments(promotion: Promotion, taken: Taken, lines: Lines) -> Iterator[Adjustment]:
    for place, off in zip(lines.places, taken.off, strict=True):
        if off:
            amount = Money(-off, lines.currency)
            kind = AdjustmentKind.DISCOUNT
            yield Adjustment(kind, amount, promotion.label, promotion.source, place)
    if taken.shipping:
        amount = Money(-taken.shipping, lines.currency)
        kind = AdjustmentKind.SHIPPING_DISCOUNT
        yield Adjustment(kind, amount, promotion.label, promotion.source)
