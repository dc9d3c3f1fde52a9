"""How fast promotions are decided: fifty lines, twenty promotions of every kind, one of them exclusive."""

from datetime import UTC, datetime
from time import process_time
from uuid import UUID

from shopwright.kernel.money import Money
from shopwright.modules.promotions.contracts import (
    AllOf,
    Benefit,
    BenefitKind,
    Pieces,
    Promotion,
    PromotionClass,
    PromotionState,
    Situation,
    Spend,
    Target,
)
from shopwright.modules.promotions.service import evaluate
from shopwright.modules.quotes.contracts import Draft, Goods

LINES, PROMOTIONS = 50, 20
_KINDS = (
    (PromotionClass.ITEM, BenefitKind.PERCENT),
    (PromotionClass.ITEM, BenefitKind.FIXED),
    (PromotionClass.ITEM, BenefitKind.BUY_X_GET_Y),
    (PromotionClass.ORDER, BenefitKind.PERCENT),
    (PromotionClass.SHIPPING, BenefitKind.FREE_SHIPPING),
)
_ASKED = AllOf((Spend({"EUR": 1000}), Pieces(2)))


def evaluations(seconds: float) -> float:
    """How many evaluations a second of computing is good for."""
    draft, promotions = _draft(), [_promotion(number) for number in range(PROMOTIONS)]
    situation = Situation(now=datetime(2026, 11, 2, tzinfo=UTC))
    fare = Money(490, "EUR")
    count, began = 0, process_time()
    while (spent := process_time() - began) < seconds:
        found = evaluate(draft, promotions, situation, lambda _: fare)
        assert found.applied
        count += 1
    return count / spent


def _draft() -> Draft:
    goods = [
        Goods(
            variant_id=UUID(int=number + 1),
            product_id=UUID(int=number + 1001),
            title="",
            quantity=1 + number % 4,
            unit_price=Money(1999 + 37 * number, "EUR"),
        )
        for number in range(LINES)
    ]
    return Draft.of(goods, "EUR")


def _promotion(number: int) -> Promotion:
    kind, gives = _KINDS[number % len(_KINDS)]
    some = frozenset(UUID(int=1001 + each) for each in range(number, number + 10))
    is_on_items = kind is PromotionClass.ITEM
    return Promotion(
        id=UUID(int=number + 1),
        name="",
        label="",
        kind=kind,
        benefit=Benefit(
            gives,
            Target(product_ids=some) if is_on_items else Target(),
            hundredths=500,
            amounts={"EUR": 50},
            buy=2,
            get=1,
        ),
        condition=_ASKED,
        lane="delivery" if kind is PromotionClass.SHIPPING else "",
        exclusive=number == PROMOTIONS - 4,
        state=PromotionState.ACTIVE,
    )
