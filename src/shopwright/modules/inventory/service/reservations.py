"""Stock that is promised but not yet gone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, case, select, update

from shopwright.infra.db import dialect
from shopwright.infra.db.types import Id
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.inventory import queries
from shopwright.modules.inventory.contracts import (
    LARGEST_STOCK,
    MovementReason,
    ReservationState,
    Shortage,
    StockLevel,
    StockLine,
    merged,
)
from shopwright.modules.inventory.errors import NotOnHand, OutOfStock, ReservationGone
from shopwright.modules.inventory.models import ReservationRow, StockLevelRow, StockMovementRow
from shopwright.modules.inventory.service.levels import record_crossing

HELD, COMMITTED = ReservationState.HELD, ReservationState.COMMITTED


async def reserve(
    work: Work, *, order_id: UUID, lines: Sequence[StockLine], until: datetime
) -> None:
    """Promise stock to an order until a time, all lines or none.

    One statement whatever the number of lines, a guarded update in the order of ids; the promise is written by the commit.

    Raises:
        OutOfStock: names every line that can't be promised, and how many pieces could be. The Work must not commit.
    """
    wanted = merged(lines)
    level = StockLevelRow
    granted = await _change_levels(
        work,
        wanted,
        guard=lambda quantity: (
            (~level.tracked | level.backorder | (level.on_hand - level.reserved >= quantity))
            & (level.reserved <= LARGEST_STOCK - quantity)
        ),
        values=lambda quantity: {"reserved": level.reserved + quantity},
    )
    if len(granted) < len(wanted):
        raise OutOfStock(
            await _shortages(work, [line for line in wanted if line.variant_id not in granted])
        )
    rows = [
        {
            "order_id": order_id,
            "variant_id": line.variant_id,
            "quantity": line.quantity,
            "state": HELD,
            "expires_at": until,
            "updated_at": work.now,
        }
        for line in wanted
    ]
    work.write(ReservationRow, rows)
    for line in wanted:
        after = granted[line.variant_id]
        record_crossing(work, _with_reserved(after, after.reserved - line.quantity), after)


async def confirm(work: Work, *, order_id: UUID) -> None:
    """Make the promise to an order last: it is paid for. Done twice, it is done once.

    Raises:
        ReservationGone: the hold expired and the pieces were given back.
    """
    row = ReservationRow
    result = await work.db.execute(
        update(row)
        .where(row.order_id == order_id, row.state.in_([HELD, COMMITTED]))
        .values(state=COMMITTED, expires_at=None, updated_at=work.now)
    )
    if result.rowcount == 0:
        raise ReservationGone


async def release(work: Work, *, order_id: UUID, pieces: Sequence[StockLine] | None = None) -> bool:
    """Give back what is promised to an order and has not left; False where there was nothing to give back.

    ``pieces`` are those of an order that is paid for which it does not want any more; None is all of them.

    Raises:
        ReservationGone: fewer than those are promised to it. The Work must not commit.
    """
    if pieces is None:
        lines = await _end(work, order_id, (HELD, COMMITTED), ReservationState.RELEASED)
    else:
        lines = await _take_part(work, order_id, pieces, ReservationState.RELEASED)
    if not lines:
        return False
    level = StockLevelRow
    released = await _change_levels(
        work,
        lines,
        guard=lambda quantity: level.reserved >= quantity,
        values=lambda quantity: {"reserved": level.reserved - quantity},
    )
    for line in lines:
        after = released[line.variant_id]
        record_crossing(work, _with_reserved(after, after.reserved + line.quantity), after)
    return True


async def dispatch(
    work: Work, *, order_id: UUID, pieces: Sequence[StockLine] | None = None
) -> list[StockLine]:
    """Promised pieces leave the house, all of an order's or those named: on hand falls, and the ledger says so.

    Raises:
        ReservationGone: nothing is promised to the order any more, or less than that.
        NotOnHand: pieces were promised beyond what is there and have not arrived. The Work must not commit.
    """
    if pieces is None:
        lines = await _end(work, order_id, (COMMITTED,), ReservationState.SHIPPED)
    else:
        lines = await _take_part(work, order_id, pieces, ReservationState.SHIPPED)
    if not lines:
        raise ReservationGone
    level = StockLevelRow
    left = await _change_levels(
        work,
        lines,
        guard=lambda quantity: (
            (level.reserved >= quantity) & (~level.tracked | (level.on_hand >= quantity))
        ),
        values=lambda quantity: {
            "reserved": level.reserved - quantity,
            "on_hand": case((level.tracked, level.on_hand - quantity), else_=level.on_hand),
        },
    )
    if len(left) < len(lines):
        raise NotOnHand(
            variant_ids=[str(line.variant_id) for line in lines if line.variant_id not in left]
        )
    tracked = [line for line in lines if left[line.variant_id].tracked]
    _write_ledger(work, tracked, order_id, MovementReason.SHIPPED, sign=-1)
    return lines


async def take_back(work: Work, *, order_id: UUID, lines: Sequence[StockLine]) -> None:
    """Pieces that had left come back into stock."""
    returned = merged(lines)
    level = StockLevelRow
    back = await _change_levels(
        work,
        returned,
        guard=lambda _: level.tracked,
        values=lambda quantity: {"on_hand": level.on_hand + quantity},
    )
    counted = [line for line in returned if line.variant_id in back]
    _write_ledger(work, counted, order_id, MovementReason.RETURNED, sign=1)
    for line in counted:
        after = back[line.variant_id]
        before = StockLevel(after.variant_id, after.on_hand - line.quantity, *_rest(after))
        record_crossing(work, before, after)


async def _change_levels(
    work: Work, lines: Sequence[StockLine], *, guard: Any, values: Any
) -> dict[UUID, StockLevel]:
    """One guarded UPDATE over all lines; rows are locked in the order of ids. Answers the levels it changed."""
    level = StockLevelRow
    wanted = dialect.rows_of(
        "wanted",
        {"variant_id": Id, "quantity": Integer},
        [(line.variant_id, line.quantity) for line in lines],
    )
    locked = dialect.lock_rows(
        work.db,
        select(level.variant_id, wanted.c.quantity)
        .join(wanted, wanted.c.variant_id == level.variant_id)
        .order_by(level.variant_id),
        of=level,
    ).subquery("locked")
    quantity: ColumnElement[int] = locked.c.quantity
    result = await work.db.execute(
        update(level)
        .where(level.variant_id == locked.c.variant_id, guard(quantity))
        .values(**values(quantity), updated_at=work.now)
        .returning(level.variant_id, level.on_hand, level.reserved, level.tracked, level.backorder)
    )
    return {row.variant_id: StockLevel(*row) for row in result}


async def _shortages(work: Work, short: Sequence[StockLine]) -> list[Shortage]:
    levels = await queries.levels(work.db, [line.variant_id for line in short])
    return [
        Shortage(
            line.variant_id,
            line.quantity,
            level.available if (level := levels.get(line.variant_id)) else 0,
        )
        for line in short
    ]


async def _end(
    work: Work, order_id: UUID, states: Sequence[ReservationState], ending: ReservationState
) -> list[StockLine]:
    """Take an order's reservations out of ``states``; of two who try, one gets the lines."""
    row = ReservationRow
    result = await work.db.execute(
        update(row)
        .where(row.order_id == order_id, row.state.in_(states))
        .values(state=ending, expires_at=None, updated_at=work.now)
        .returning(row.variant_id, row.quantity)
    )
    return merged([StockLine(*each) for each in result])


async def _take_part(
    work: Work, order_id: UUID, pieces: Sequence[StockLine], ending: ReservationState
) -> list[StockLine]:
    """Take pieces out of what is promised for good; what nothing is left of ends, and keeps its last quantity."""
    lines, row = merged(pieces), ReservationRow
    wanted = dialect.rows_of(
        "wanted",
        {"variant_id": Id, "quantity": Integer},
        [(line.variant_id, line.quantity) for line in lines],
    )
    is_last = row.quantity == wanted.c.quantity
    result = await work.db.execute(
        update(row)
        .where(
            row.order_id == order_id,
            row.variant_id == wanted.c.variant_id,
            row.state == COMMITTED,
            row.quantity >= wanted.c.quantity,
        )
        .values(
            quantity=case((is_last, row.quantity), else_=row.quantity - wanted.c.quantity),
            state=case((is_last, ending.value), else_=COMMITTED.value),
            updated_at=work.now,
        )
        .returning(row.variant_id)
    )
    if len(result.all()) < len(lines):
        raise ReservationGone
    return lines


def _write_ledger(
    work: Work, lines: Sequence[StockLine], order_id: UUID, reason: MovementReason, *, sign: int
) -> None:
    if lines:
        rows = [
            {
                "id": ids.new(),
                "variant_id": line.variant_id,
                "quantity": sign * line.quantity,
                "reason": reason,
                "reference": f"order:{order_id}",
                "note": "",
                "actor": work.actor.name,
                "created_at": work.now,
            }
            for line in lines
        ]
        work.write(StockMovementRow, rows)


def _with_reserved(level: StockLevel, reserved: int) -> StockLevel:
    return StockLevel(level.variant_id, level.on_hand, reserved, level.tracked, level.backorder)


def _rest(level: StockLevel) -> tuple[int, bool, bool]:
    return level.reserved, level.tracked, level.backorder
