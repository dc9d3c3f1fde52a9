"""Promotions and codes as they are kept."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.modules.promotions.contracts import (
    Code,
    Promotion,
    PromotionClass,
    PromotionState,
    RuleBook,
)
from shopwright.modules.promotions.models import PromotionCodeRow, PromotionRow
from shopwright.modules.promotions.rules import benefit_of, condition_of, rule_book

Item = TypeVar("Item")
_PROMOTION = select(*PromotionRow.__table__.c)
_CODE = select(*PromotionCodeRow.__table__.c)


async def rules(db: AsyncConnection, *, also: Collection[UUID] = ()) -> RuleBook:
    """Every promotion that staff have set going, those to come and those that are over too, in one statement.

    ``also`` are some that rest, to see what they would do.
    """
    row = PromotionRow
    is_going = row.state == PromotionState.ACTIVE
    chosen = is_going | row.id.in_(also) if also else is_going
    rows = await db.execute(_PROMOTION.where(chosen).order_by(row.id))
    return rule_book([_promotion(each) for each in rows])


async def promotion(db: AsyncConnection, promotion_id: UUID) -> Promotion | None:
    found = await promotions_by_id(db, [promotion_id])
    return found.get(promotion_id)


async def promotions_by_id(
    db: AsyncConnection, promotion_ids: Collection[UUID]
) -> dict[UUID, Promotion]:
    rows = await db.execute(_PROMOTION.where(PromotionRow.id.in_(promotion_ids)))
    return {row.id: _promotion(row) for row in rows}


async def promotions(
    db: AsyncConnection, page: PageRequest, state: PromotionState | None = None
) -> Page[Promotion]:
    """Promotions, the newest first; archived ones only where they are asked for."""
    row = PromotionRow
    is_wanted = row.state != PromotionState.ARCHIVED if state is None else row.state == state
    return await _page(db, _PROMOTION.where(is_wanted), row.id, page, _promotion)


async def code(db: AsyncConnection, code_id: UUID) -> Code | None:
    row = (await db.execute(_CODE.where(PromotionCodeRow.id == code_id))).one_or_none()
    return None if row is None else _code(row)


async def codes_beginning_with(db: AsyncConnection, beginning: str, *, limit: int) -> list[Code]:
    """Codes of any promotion that begin so; capitals do not matter."""
    key, lowered = PromotionCodeRow.code_key, beginning.lower()
    begins = key.between(lowered, lowered + dialect.LAST)
    return [_code(row) for row in await db.execute(_CODE.where(begins).order_by(key).limit(limit))]


async def codes(db: AsyncConnection, promotion_id: UUID, page: PageRequest) -> Page[Code]:
    """The codes of a promotion, the newest first."""
    row = PromotionCodeRow
    chosen = _CODE.where(row.promotion_id == promotion_id)
    return await _page(db, chosen, row.id, page, _code)


async def _page(
    db: AsyncConnection, chosen: Any, row_id: Any, page: PageRequest, read: Callable[[Any], Item]
) -> Page[Item]:
    chosen = chosen.order_by(row_id.desc()).limit(page.limit + 1)
    if page.cursor:
        chosen = chosen.where(row_id < id_in_cursor(page.cursor, "promotions"))
    rows = list(await db.execute(chosen))
    shown = rows[: page.limit]
    more = encode_cursor("promotions", str(shown[-1].id)) if len(rows) > page.limit else None
    return Page([read(row) for row in shown], page.limit, next_cursor=more)


def _promotion(row: Any) -> Promotion:
    return Promotion(
        id=row.id,
        name=row.name,
        label=row.label,
        kind=PromotionClass(row.kind),
        benefit=benefit_of(row.benefit),
        condition=condition_of(row.condition),
        needs_code=row.needs_code,
        is_announced=row.is_announced,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        priority=row.priority,
        lane=row.lane,
        exclusive=row.exclusive,
        combines_with=frozenset(map(PromotionClass, row.combines_with)),
        usage_limit=row.usage_limit,
        customer_limit=row.customer_limit,
        state=PromotionState(row.state),
        version=row.version,
        used=row.used,
    )


def _code(row: Any) -> Code:
    return Code(
        id=row.id,
        promotion_id=row.promotion_id,
        code=row.code,
        is_active=row.is_active,
        usage_limit=row.usage_limit,
        used=row.used,
        created_at=row.created_at,
    )
