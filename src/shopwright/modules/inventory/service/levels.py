"""Counting, receiving and correcting what is on hand."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.inventory import queries
from shopwright.modules.inventory.contracts import (
    LARGEST_STOCK,
    MovementReason,
    StockLevel,
    StockSetting,
)
from shopwright.modules.inventory.errors import NoStockRecord, StockBelowReserved, TooMuchStock
from shopwright.modules.inventory.events import StockAdjusted, StockRanOut, StockReturned
from shopwright.modules.inventory.models import StockLevelRow, StockMovementRow

_Move = tuple[StockSetting, int, StockLevel | None]
"""A setting, the change of what is on hand, and the level before; None where there was none."""


async def set_levels(
    work: Work, settings: Sequence[StockSetting], *, reason: MovementReason, note: str = ""
) -> list[UUID]:
    """Make stock be what is said, and write the difference into the ledger; answers the variants that changed.

    A constant number of statements, however many variants; the same settings again change nothing.

    Raises:
        StockBelowReserved: names the variants of which more pieces are promised than would be on hand.
        TooMuchStock: more than the books can count.
    """
    if any((setting.on_hand or 0) > LARGEST_STOCK for setting in settings):
        raise TooMuchStock
    wanted = {setting.variant_id: setting for setting in settings}
    known = await _locked_levels(work, sorted(wanted))
    fresh = [setting for variant_id, setting in wanted.items() if variant_id not in known]
    changed = [
        (level, wanted[variant_id])
        for variant_id, level in known.items()
        if _differs(level, wanted[variant_id])
    ]
    _refuse_broken_promises(changed)
    await _create(work, fresh)
    await _overwrite(work, [setting for _, setting in changed])
    moves: list[_Move] = [(setting, setting.on_hand or 0, None) for setting in fresh]
    moves += [
        (setting, _target(level, setting) - level.on_hand, level) for level, setting in changed
    ]
    await _note_moves(work, moves, reason, note)
    return [setting.variant_id for setting, _, _ in moves]


async def adjust(
    work: Work,
    *,
    variant_id: UUID,
    change: int,
    reason: MovementReason,
    note: str = "",
    reference: str = "",
) -> StockLevel:
    """Add pieces to what is on hand, or take some away, with a reason.

    Raises:
        NoStockRecord: no stock is kept of the variant.
        StockBelowReserved: fewer would be on hand than none, or than are promised.
        TooMuchStock: more than the books can count.
    """
    if abs(change) > LARGEST_STOCK:
        raise TooMuchStock
    row = StockLevelRow
    result = await work.db.execute(
        update(row)
        .where(
            row.variant_id == variant_id,
            row.on_hand >= -change,  # no sum that PostgreSQL could find too large
            row.on_hand <= LARGEST_STOCK - max(change, 0),
            (row.on_hand - row.reserved >= -change) | row.backorder | ~row.tracked,
        )
        .values(on_hand=row.on_hand + change, updated_at=work.now)
        .returning(row.variant_id, row.on_hand, row.reserved, row.tracked, row.backorder)
    )
    found = result.one_or_none()
    if found is None:
        level = await queries.level(work.db, variant_id)
        if level is None:
            raise NoStockRecord
        if level.on_hand + change > LARGEST_STOCK:
            raise TooMuchStock
        raise StockBelowReserved(on_hand=level.on_hand, reserved=level.reserved)
    after = StockLevel(*found)
    before = StockLevel(
        variant_id, after.on_hand - change, after.reserved, after.tracked, after.backorder
    )
    await _write_ledger(work, [(variant_id, change, reason, reference, note)])
    work.record(StockAdjusted(variant_id=variant_id, change=change, reason=reason))
    record_crossing(work, before, after)
    return after


async def count(work: Work, *, variant_id: UUID, counted: int, note: str = "") -> StockLevel:
    """Write down what somebody counted on the shelf; the difference goes into the ledger.

    Raises:
        NoStockRecord, StockBelowReserved, TooMuchStock: as :func:`adjust`.
    """
    before = (await _locked_levels(work, [variant_id])).get(variant_id)
    if before is None:
        raise NoStockRecord
    change = counted - before.on_hand
    if change == 0:
        return before
    return await adjust(
        work, variant_id=variant_id, change=change, reason=MovementReason.COUNTED, note=note
    )


def record_crossing(work: Work, before: StockLevel, after: StockLevel) -> None:
    """State that a variant ran out, or came back, where a change made it so."""
    if before.can_sell and not after.can_sell:
        work.record(StockRanOut(variant_id=after.variant_id))
    elif after.can_sell and not before.can_sell:
        work.record(StockReturned(variant_id=after.variant_id))


async def _locked_levels(work: Work, variant_ids: Sequence[UUID]) -> dict[UUID, StockLevel]:
    row = StockLevelRow
    statement = (
        select(row.variant_id, row.on_hand, row.reserved, row.tracked, row.backorder)
        .where(row.variant_id.in_(variant_ids))
        .order_by(row.variant_id)
    )
    rows = await work.db.execute(dialect.lock_rows(work.db, statement))
    return {each.variant_id: StockLevel(*each) for each in rows}


def _target(level: StockLevel, setting: StockSetting) -> int:
    return level.on_hand if setting.on_hand is None else setting.on_hand


def _differs(level: StockLevel, setting: StockSetting) -> bool:
    return (_target(level, setting), setting.tracked, setting.backorder) != (
        level.on_hand,
        level.tracked,
        level.backorder,
    )


def _refuse_broken_promises(changed: Sequence[tuple[StockLevel, StockSetting]]) -> None:
    broken = [
        level.variant_id
        for level, setting in changed
        if setting.tracked and not setting.backorder and _target(level, setting) < level.reserved
    ]
    if broken:
        raise StockBelowReserved(variant_ids=[str(variant_id) for variant_id in broken])


async def _create(work: Work, fresh: Sequence[StockSetting]) -> None:
    if fresh:
        await work.db.execute(insert(StockLevelRow), [_row(work, setting) for setting in fresh])


async def _overwrite(work: Work, settings: Sequence[StockSetting]) -> None:
    counted = [_row(work, setting) for setting in settings if setting.on_hand is not None]
    uncounted = [_row(work, setting) for setting in settings if setting.on_hand is None]
    for rows, columns in (
        (counted, ("on_hand", "tracked", "backorder")),
        (uncounted, ("tracked", "backorder")),
    ):
        if rows:
            statement = dialect.insert_or_update(
                work.db, StockLevelRow, [StockLevelRow.variant_id], [*columns, "updated_at"]
            )
            await work.db.execute(statement.values(rows))


def _row(work: Work, setting: StockSetting) -> dict[str, object]:
    return {
        "variant_id": setting.variant_id,
        "on_hand": setting.on_hand or 0,
        "reserved": 0,
        "tracked": setting.tracked,
        "backorder": setting.backorder,
        "updated_at": work.now,
    }


async def _note_moves(
    work: Work,
    moves: Sequence[_Move],
    reason: MovementReason,
    note: str,
) -> None:
    await _write_ledger(
        work,
        [(setting.variant_id, change, reason, "", note) for setting, change, _ in moves if change],
    )
    for setting, change, before in moves:
        if before is None:
            continue
        after = StockLevel(
            setting.variant_id,
            before.on_hand + change,
            before.reserved,
            setting.tracked,
            setting.backorder,
        )
        work.record(StockAdjusted(variant_id=setting.variant_id, change=change, reason=reason))
        record_crossing(work, before, after)


async def _write_ledger(
    work: Work, moves: Sequence[tuple[UUID, int, MovementReason, str, str]]
) -> None:
    if moves:
        rows = [
            {
                "id": ids.new(),
                "variant_id": variant_id,
                "quantity": quantity,
                "reason": reason,
                "reference": reference,
                "note": note,
                "actor": work.actor.name,
                "created_at": work.now,
            }
            for variant_id, quantity, reason, reference, note in moves
        ]
        await work.db.execute(insert(StockMovementRow), rows)
