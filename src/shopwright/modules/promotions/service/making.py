"""Promotions made and changed by staff."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from shopwright.infra import versions
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.promotions import queries
from shopwright.modules.promotions.contracts import (
    Promotion,
    PromotionDraft,
    PromotionState,
)
from shopwright.modules.promotions.errors import (
    LimitBelowUses,
    PromotionArchived,
    PromotionChanged,
    PromotionNotFound,
)
from shopwright.modules.promotions.models import PromotionRow
from shopwright.modules.promotions.rules import (
    checked_promotion,
    plain_benefit,
    plain_condition,
)


async def create(work: Work, draft: PromotionDraft) -> Promotion:
    """Make a promotion; it rests until it is set going.

    Raises:
        InvalidPromotion: says what of it can't be.
    """
    draft = checked_promotion(draft)
    await versions.raised(work, versions.TRADE)
    promotion_id = ids.new()
    await work.db.execute(
        insert(PromotionRow).values(
            id=promotion_id,
            state=PromotionState.INACTIVE,
            used=0,
            version=1,
            created_at=work.now,
            updated_at=work.now,
            **_values(draft),
        )
    )
    return await found(work, promotion_id)


async def change(
    work: Work, promotion_id: UUID, draft: PromotionDraft, *, version: int | None = None
) -> Promotion:
    """Make a promotion another; orders keep what they were given.

    Raises:
        PromotionNotFound, PromotionArchived, InvalidPromotion.
        PromotionChanged: it is not the ``version`` any more that somebody saw.
        LimitBelowUses: it was used more often than it may be now.
    """
    draft = checked_promotion(draft)
    await versions.raised(work, versions.TRADE)
    await _refuse_other(work, promotion_id, version)
    row = PromotionRow
    within = row.used <= draft.usage_limit if draft.usage_limit is not None else row.used >= 0
    changed = await work.db.execute(
        update(row)
        .where(row.id == promotion_id, within)
        .values(version=row.version + 1, updated_at=work.now, **_values(draft))
    )
    if changed.rowcount == 0:
        raise LimitBelowUses
    return await found(work, promotion_id)


async def set_state(
    work: Work, promotion_id: UUID, state: PromotionState, *, version: int | None = None
) -> Promotion:
    """Set a promotion going, let it rest, or put it away for good.

    Raises:
        PromotionNotFound, PromotionArchived, PromotionChanged: see :func:`change`.
    """
    await versions.raised(work, versions.TRADE)
    before = await _refuse_other(work, promotion_id, version)
    if before.state is state:
        return before
    row = PromotionRow
    await work.db.execute(
        update(row)
        .where(row.id == promotion_id)
        .values(state=state, version=row.version + 1, updated_at=work.now)
    )
    return await found(work, promotion_id)


async def found(work: Work, promotion_id: UUID) -> Promotion:
    """The promotion as it is in this Work.

    Raises:
        PromotionNotFound: no such promotion.
    """
    promotion = await queries.promotion(work.db, promotion_id)
    if promotion is None:
        raise PromotionNotFound
    return promotion


async def _refuse_other(work: Work, promotion_id: UUID, version: int | None) -> Promotion:
    """Changes take turns since the version of all rules was raised, so that what is read here still holds."""
    before = await found(work, promotion_id)
    if version is not None and before.version != version:
        raise PromotionChanged(version=before.version)
    if before.state is PromotionState.ARCHIVED:
        raise PromotionArchived
    return before


def _values(draft: PromotionDraft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "label": draft.label,
        "kind": draft.kind,
        "needs_code": draft.needs_code,
        "is_announced": draft.is_announced,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "priority": draft.priority,
        "lane": draft.lane,
        "exclusive": draft.exclusive,
        "combines_with": sorted(draft.combines_with),
        "benefit": plain_benefit(draft.benefit),
        "condition": plain_condition(draft.condition),
        "usage_limit": draft.usage_limit,
        "customer_limit": draft.customer_limit,
    }
