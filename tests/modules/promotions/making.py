"""Promotions of a test shop, made through the services."""

from typing import Any
from uuid import UUID

from shopwright.infra.work import Works
from shopwright.modules.promotions import service as promotions
from shopwright.modules.promotions.contracts import (
    Benefit,
    BenefitKind,
    Code,
    Promotion,
    PromotionClass,
    PromotionDraft,
    PromotionState,
)
from tests.support.goods import MERCHANT

TENTH = Benefit(BenefitKind.PERCENT, hundredths=1000)


def described(benefit: Benefit = TENTH, **fields: Any) -> PromotionDraft:
    """A tenth off the order, unless told."""
    given: dict[str, Any] = {"name": "Spring", "label": "Spring", "kind": PromotionClass.ORDER}
    return PromotionDraft(benefit=benefit, **given | fields)


async def running(works: Works, benefit: Benefit = TENTH, **fields: Any) -> Promotion:
    """A promotion that staff have set going."""
    async with works(MERCHANT) as work:
        made = await promotions.create(work, described(benefit, **fields))
        return await promotions.set_state(work, made.id, PromotionState.ACTIVE)


async def code_of(
    works: Works, promotion_id: UUID, code: str = "SPRING", usage_limit: int | None = None
) -> Code:
    async with works(MERCHANT) as work:
        return await promotions.add_code(work, promotion_id, code=code, usage_limit=usage_limit)
