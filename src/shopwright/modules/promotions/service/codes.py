"""Codes, given out one by one or by the thousand."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.promotions import queries
from shopwright.modules.promotions.contracts import LARGEST_BATCH, Code, CodeBatch, PromotionState
from shopwright.modules.promotions.errors import (
    CodeExists,
    CodeNotFound,
    InvalidPromotion,
    LimitBelowUses,
    PromotionArchived,
)
from shopwright.modules.promotions.models import PromotionCodeRow
from shopwright.modules.promotions.rules import checked_code, key_of, random_codes
from shopwright.modules.promotions.service.making import found


async def add_code(
    work: Work, promotion_id: UUID, *, code: str, usage_limit: int | None = None
) -> Code:
    """Give out a code of one's own choosing.

    Raises:
        PromotionNotFound, PromotionArchived, InvalidCode.
        CodeExists: some promotion has it, in capitals or not.
    """
    code = checked_code(code)
    await _refuse_archived(work, promotion_id)
    made = Code(ids.new(), promotion_id, code, True, usage_limit, 0, work.now)
    row = PromotionCodeRow
    statement = dialect.insert_or_ignore(work.db, row, [row.code_key]).values(**_row(made))
    if (await work.db.execute(statement)).rowcount == 0:
        raise CodeExists
    return made


async def generate_codes(work: Work, promotion_id: UUID, batch: CodeBatch) -> Sequence[Code]:
    """Give out many codes that nobody guesses.

    Raises:
        PromotionNotFound, PromotionArchived, InvalidCode.
        InvalidPromotion: more than ``LARGEST_BATCH``, or none.
    """
    if not 1 <= batch.count <= LARGEST_BATCH:
        message = f"A batch has 1 to {LARGEST_BATCH} codes."
        raise InvalidPromotion(message)
    await _refuse_archived(work, promotion_id)
    made = [
        Code(ids.new(), promotion_id, code, True, batch.usage_limit, 0, work.now)
        for code in random_codes(batch.count, batch.prefix, secrets.choice)
    ]
    await work.db.execute(insert(PromotionCodeRow), [_row(each) for each in made])
    return made


async def set_code(
    work: Work, promotion_id: UUID, code_id: UUID, *, is_active: bool, usage_limit: int | None
) -> Code:
    """Withdraw a code, let it count again, or change how often it may be used.

    Raises:
        CodeNotFound: not one of this promotion.
        LimitBelowUses: it was used more often than it may be now.
    """
    row = PromotionCodeRow
    within = row.used <= usage_limit if usage_limit is not None else row.used >= 0
    changed = await work.db.execute(
        update(row)
        .where(row.id == code_id, row.promotion_id == promotion_id, within)
        .values(is_active=is_active, usage_limit=usage_limit)
    )
    after = await queries.code(work.db, code_id)
    if after is None or after.promotion_id != promotion_id:
        raise CodeNotFound
    if changed.rowcount == 0:
        raise LimitBelowUses
    return after


async def _refuse_archived(work: Work, promotion_id: UUID) -> None:
    if (await found(work, promotion_id)).state is PromotionState.ARCHIVED:
        raise PromotionArchived


def _row(code: Code) -> dict[str, object]:
    return {
        "id": code.id,
        "promotion_id": code.promotion_id,
        "code": code.code,
        "code_key": key_of(code.code),
        "is_active": code.is_active,
        "usage_limit": code.usage_limit,
        "used": code.used,
        "created_at": code.created_at,
    }
