"""Drafts and promotions of tests, made by hand."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shopwright.kernel.money import Money
from shopwright.modules.promotions.contracts import (
    Benefit,
    BenefitKind,
    CodeFacts,
    Evaluation,
    Promotion,
    PromotionClass,
    PromotionState,
    Situation,
)
from shopwright.modules.promotions.rules import evaluate
from shopwright.modules.quotes.contracts import Draft, Goods

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)  # a Monday
ITEM, ORDER, SHIPPING = PromotionClass.ITEM, PromotionClass.ORDER, PromotionClass.SHIPPING


def nth(number: int) -> UUID:
    return UUID(int=number)


def goods(number: int, price: int, quantity: int = 1, currency: str = "EUR") -> Goods:
    """A line of variant so-and-so, of the product with the same number and a thousand."""
    unit = Money(price, currency)
    return Goods(nth(number), nth(number + 1000), f"Thing {number}", quantity, unit)


def draft_of(*lines: Goods, currency: str = "EUR") -> Draft:
    return Draft.of(lines, currency)


def promotion(number: int, kind: PromotionClass, benefit: Benefit, **fields: Any) -> Promotion:
    given: dict[str, Any] = {"name": f"No. {number}", "label": f"No. {number}"} | fields
    return Promotion(
        id=nth(number), kind=kind, benefit=benefit, state=PromotionState.ACTIVE, **given
    )


def percent(hundredths: int, **fields: Any) -> Benefit:
    return Benefit(BenefitKind.PERCENT, hundredths=hundredths, **fields)


def fixed(minor: int, currency: str = "EUR", **fields: Any) -> Benefit:
    return Benefit(BenefitKind.FIXED, amounts={currency: minor}, **fields)


def named(number: int, code: str = "SPRING", **fields: Any) -> CodeFacts:
    """A code of the promotion with this number."""
    return CodeFacts(code=code, id=nth(number + 5000), promotion_id=nth(number), **fields)


def judge(
    draft: Draft, *promotions: Promotion, shipping: int | None = 490, **fields: Any
) -> Evaluation:
    """What promotions make of a draft whose shipping costs so much, whatever is in it."""
    fare = None if shipping is None else Money(shipping, draft.currency)
    situation = Situation(**{"now": NOW, **fields})
    return evaluate(draft, promotions, situation, lambda _: fare)


def off(evaluation: Evaluation) -> dict[int | None, int]:
    """What is taken off in minor units, by line; None is the shipping."""
    found: dict[int | None, int] = {}
    for each in evaluation.adjustments:
        found[each.line] = found.get(each.line, 0) - each.amount.minor
    return found


def reasons(evaluation: Evaluation) -> list[str]:
    return [each.reason.value for each in evaluation.outcomes]
