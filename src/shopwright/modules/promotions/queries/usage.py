"""How promotions are used."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.money import Money
from shopwright.modules.promotions.contracts import RedemptionState, Usage
from shopwright.modules.promotions.models import PromotionCodeRow, RedemptionRow
from shopwright.modules.promotions.rules import key_of


async def usage(db: AsyncConnection, promotion_id: UUID) -> Usage:
    """How many orders hold a promotion, how many gave it back, whose they are, and what it took off them."""
    row = RedemptionRow
    is_live = row.state != RedemptionState.RELEASED
    counts = select(
        func.count().filter(is_live),
        func.count().filter(~is_live),
        func.count(row.customer.distinct()).filter(is_live),
    ).where(row.promotion_id == promotion_id)
    orders, released, customers = (await db.execute(counts)).one()
    sums = (
        select(row.currency, func.sum(row.amount))
        .where(row.promotion_id == promotion_id, is_live)
        .group_by(row.currency)
        .order_by(row.currency)
    )
    amounts = tuple(Money(int(amount), currency) for currency, amount in await db.execute(sums))
    return Usage(orders, released, customers, amounts)


def orders_with_code(code: str) -> Select[UUID]:
    """The orders that were given something for a code, for a statement to choose by; those that gave it back too."""
    row = RedemptionRow
    return (
        select(row.order_id)
        .join(PromotionCodeRow, PromotionCodeRow.id == row.code_id)
        .where(PromotionCodeRow.code_key == key_of(code))
    )


async def count_unknown(db: AsyncConnection, codes: Sequence[str]) -> int:
    """How many of the codes there are not, each counted once however it is written."""
    keys = {key_of(code) for code in codes}
    row = PromotionCodeRow
    known = select(func.count()).select_from(row).where(row.code_key.in_(keys), row.is_active)
    return len(keys) - int((await db.execute(known)).scalar_one())
