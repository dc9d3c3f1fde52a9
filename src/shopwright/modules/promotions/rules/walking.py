"""What the conditions and targets of promotions are made of."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from shopwright.modules.promotions.contracts import (
    AllOf,
    AnyOf,
    Condition,
    FirstOrder,
    InGroup,
    Not,
    Pieces,
    Promotion,
    PromotionDraft,
    RuleBook,
    Spend,
    Target,
)


def leaves_of(condition: Condition) -> Iterator[Condition]:
    """Every question that a condition asks, from left to right."""
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from leaves_of(part)
    elif isinstance(condition, Not):
        yield from leaves_of(condition.part)
    else:
        yield condition


def targets_in(promotion: PromotionDraft) -> Iterator[Target]:
    """The goods that a promotion names anywhere."""
    yield promotion.benefit.target
    if promotion.benefit.bought is not None:
        yield promotion.benefit.bought
    for leaf in leaves_of(promotion.condition):
        if isinstance(leaf, Spend | Pieces):
            yield leaf.among


def category_ids_in(promotion: PromotionDraft) -> frozenset[UUID]:
    return frozenset().union(*(target.category_ids for target in targets_in(promotion)))


def rule_book(promotions: Sequence[Promotion]) -> RuleBook:
    """Promotions with what any of them asks for, in the order in which they are taken off."""
    leaves = [leaf for each in promotions for leaf in leaves_of(each.condition)]
    return RuleBook(
        promotions=tuple(promotions),
        asks_for_groups=any(isinstance(leaf, InGroup) for leaf in leaves),
        asks_for_orders=any(isinstance(leaf, FirstOrder) for leaf in leaves),
        asks_for_marks=any(
            target.asks_for_marks for each in promotions for target in targets_in(each)
        ),
    )
