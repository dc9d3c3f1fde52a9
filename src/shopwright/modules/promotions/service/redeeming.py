"""Uses of promotions and codes, counted once each and given back once.

Locks are taken in one order: promotions by id, codes by id, and all of them before stock.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.promotions.contracts import Outcome, PromotionState, RedemptionState
from shopwright.modules.promotions.errors import PromotionUsedUp
from shopwright.modules.promotions.models import PromotionCodeRow, PromotionRow, RedemptionRow

_LIVE = (RedemptionState.RESERVED, RedemptionState.COMMITTED)


async def redeem(
    work: Work, *, order_id: UUID, applied: Sequence[Outcome], customer: str | None
) -> None:
    """Count the promotions that an order was given, all or none.

    Guarded statements: of two orders that want the last use, one gets it. No statement where nothing applied.

    Raises:
        PromotionUsedUp: names the first that another order was quicker with. The Work must not commit.
    """
    wanted = sorted(
        (each for each in applied if each.promotion_id is not None),
        key=lambda each: str(each.promotion_id),
    )
    if not wanted:
        return
    limits = await _count(work, [each.promotion_id for each in wanted if each.promotion_id])
    by_code = {each.code_id: each for each in wanted if each.code_id is not None}
    await _count_codes(work, list(by_code))
    for each in wanted:
        if each.promotion_id not in limits:
            raise PromotionUsedUp(promotion_id=str(each.promotion_id), label=each.label)
    limited = [promotion_id for promotion_id, most in limits.items() if most is not None]
    free = await _free_numbers(work, limited, customer or "")
    rows = [_row(work, each, order_id, customer or "") for each in wanted]
    for row in rows:
        most = limits[row["promotion_id"]]
        if most is not None:
            row["nth"] = free[row["promotion_id"]]
            if row["nth"] > most:
                raise PromotionUsedUp(promotion_id=str(row["promotion_id"]))
    await work.db.execute(insert(RedemptionRow), rows)


async def keep(work: Work, orders: Select[Any]) -> int:
    """Let what orders that came about were given be theirs for good; ``orders`` chooses their ids."""
    row = RedemptionRow
    result = await work.db.execute(
        update(row)
        .where(row.state == RedemptionState.RESERVED, row.order_id.in_(orders))
        .values(state=RedemptionState.COMMITTED, updated_at=work.now)
    )
    return result.rowcount


async def give_back(work: Work, *, order_id: UUID) -> bool:
    """Give back what an order was given: it came to nothing. Done twice, it is done once."""
    row = RedemptionRow
    released = await work.db.execute(
        update(row)
        .where(row.order_id == order_id, row.state.in_(_LIVE))
        .values(state=RedemptionState.RELEASED, updated_at=work.now)
        .returning(row.promotion_id, row.code_id)
    )
    found = released.all()
    if not found:
        return False
    await _uncount(work, PromotionRow, [each.promotion_id for each in found])
    await _uncount(work, PromotionCodeRow, [each.code_id for each in found if each.code_id])
    return True


async def _count(work: Work, promotion_ids: Collection[UUID]) -> Mapping[UUID, int | None]:
    """Count one use of each that still has one; answers them with their limit for one customer."""
    row = PromotionRow
    result = await work.db.execute(
        update(row)
        .where(
            row.id.in_(_in_turn(work, row, promotion_ids)),
            row.state == PromotionState.ACTIVE,
            row.usage_limit.is_(None) | (row.used < row.usage_limit),
        )
        .values(used=row.used + 1)
        .returning(row.id, row.customer_limit)
    )
    return {each.id: each.customer_limit for each in result}


async def _count_codes(work: Work, code_ids: Collection[UUID]) -> None:
    if not code_ids:
        return
    row = PromotionCodeRow
    result = await work.db.execute(
        update(row)
        .where(
            row.id.in_(_in_turn(work, row, code_ids)),
            row.is_active,
            row.usage_limit.is_(None) | (row.used < row.usage_limit),
        )
        .values(used=row.used + 1)
        .returning(row.id)
    )
    counted = set(result.scalars())
    for code_id in code_ids:
        if code_id not in counted:
            raise PromotionUsedUp(code_id=str(code_id))


async def _uncount(work: Work, row: Any, row_ids: Collection[UUID]) -> None:
    if row_ids:
        await work.db.execute(
            update(row).where(row.id.in_(_in_turn(work, row, row_ids))).values(used=row.used - 1)
        )


def _in_turn(work: Work, row: Any, row_ids: Collection[UUID]) -> Any:
    """The rows, locked in the order of their ids before any of them is changed."""
    return dialect.lock_rows(work.db, select(row.id).where(row.id.in_(row_ids)).order_by(row.id))


async def _free_numbers(
    work: Work, promotion_ids: Collection[UUID], customer: str
) -> Mapping[UUID, int]:
    """The number of a customer's next use of each promotion; those who use one wait for each other since its count."""
    if not promotion_ids:
        return {}
    row = RedemptionRow
    rows = await work.db.execute(
        select(row.promotion_id, row.nth).where(
            row.promotion_id.in_(promotion_ids), row.customer == customer, row.state.in_(_LIVE)
        )
    )
    taken: dict[UUID, set[int | None]] = defaultdict(set)
    count = Counter[UUID]()
    for promotion_id, nth in rows:
        taken[promotion_id].add(nth)
        count[promotion_id] += 1
    return {
        each: _first_free(taken[each], unnumbered=count[each] - len(taken[each] - {None}))
        for each in promotion_ids
    }


def _first_free(taken: Collection[int | None], *, unnumbered: int) -> int:
    """The lowest number that is free; uses from before there was a limit take the lowest."""
    number = 1
    while number in taken or unnumbered:
        if number not in taken:
            unnumbered -= 1
        number += 1
    return number


def _row(work: Work, outcome: Outcome, order_id: UUID, customer: str) -> dict[str, Any]:
    amount = outcome.amount
    assert amount is not None  # noqa: S101 - it applied
    return {
        "id": ids.new(),
        "promotion_id": outcome.promotion_id,
        "code_id": outcome.code_id,
        "order_id": order_id,
        "customer": customer,
        "nth": None,
        "amount": amount.minor,
        "currency": amount.currency,
        "state": RedemptionState.RESERVED,
        "created_at": work.now,
        "updated_at": work.now,
    }
