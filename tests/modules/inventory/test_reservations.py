"""Stock that is promised: all lines or none, never more than there is, given back once."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from shopwright.infra.outbox import OutboxEvent
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.modules.inventory import queries
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import (
    MovementReason,
    StockLevel,
    StockLine,
    StockSetting,
    merged,
)
from shopwright.modules.inventory.errors import (
    NotOnHand,
    OutOfStock,
    ReservationGone,
    StockBelowReserved,
)
from shopwright.modules.inventory.models import StockLevelRow, StockMovementRow
from tests.conftest import START

pytestmark = pytest.mark.anyio
ACTOR = system("test")
SOON = START + timedelta(minutes=15)


async def stock(
    works: Works, *on_hand: int, tracked: bool = True, backorder: bool = False
) -> list[UUID]:
    variants = sorted(ids.new() for _ in on_hand)
    async with works(ACTOR) as work:
        settings = [
            StockSetting(v, n, tracked, backorder) for v, n in zip(variants, on_hand, strict=True)
        ]
        await inventory.set_levels(work, settings, reason=MovementReason.RECEIVED)
    return variants


async def level(works: Works, variant: UUID) -> tuple[int, int]:
    async with works.reading() as db:
        found = await queries.level(db, variant)
    assert found is not None
    return found.on_hand, found.reserved


async def reserve(works: Works, order_id: UUID, lines: Sequence[StockLine]) -> None:
    async with works(ACTOR) as work:
        await inventory.reserve(work, order_id=order_id, lines=lines, until=SOON)


async def events(works: Works) -> list[str]:
    async with works.reading() as db:
        return list((await db.execute(select(OutboxEvent.name).order_by(OutboxEvent.id))).scalars())


async def assert_ledger_agrees(works: Works) -> None:
    async with works.reading() as db:
        sums = select(StockMovementRow.variant_id, func.sum(StockMovementRow.quantity)).group_by(
            StockMovementRow.variant_id
        )
        by_ledger = {variant: int(total) for variant, total in await db.execute(sums)}
        rows = await db.execute(select(StockLevelRow.variant_id, StockLevelRow.on_hand))
        assert {variant: on_hand for variant, on_hand in rows if on_hand} == {
            k: v for k, v in by_ledger.items() if v
        }


async def test_reserve_promises_pieces_and_leaves_them_on_hand(works: Works) -> None:
    tea, cup = await stock(works, 5, 2)

    await reserve(works, ids.new(), [StockLine(tea, 3), StockLine(cup, 1)])

    assert await level(works, tea) == (5, 3)
    assert await level(works, cup) == (2, 1)


async def test_reserve_refuses_all_lines_when_one_is_short_and_names_it(works: Works) -> None:
    tea, cup = await stock(works, 5, 2)

    with pytest.raises(OutOfStock) as refusal:
        await reserve(works, ids.new(), [StockLine(tea, 3), StockLine(cup, 3)])

    assert refusal.value.extra == {
        "shortages": [{"variant_id": str(cup), "name": "", "requested": 3, "available": 2}]
    }
    assert await level(works, tea) == (5, 0)
    assert await level(works, cup) == (2, 0)


async def test_reserve_refuses_a_variant_of_which_no_stock_is_kept(works: Works) -> None:
    with pytest.raises(OutOfStock):
        await reserve(works, ids.new(), [StockLine(ids.new(), 1)])


async def test_two_lines_of_one_variant_count_together(works: Works) -> None:
    [tea] = await stock(works, 5)

    with pytest.raises(OutOfStock):
        await reserve(works, ids.new(), [StockLine(tea, 3), StockLine(tea, 3)])

    assert await level(works, tea) == (5, 0)


async def test_64_buyers_for_20_pieces_get_exactly_20(works: Works) -> None:
    [tea] = await stock(works, 20)

    outcomes = await asyncio.gather(
        *(reserve(works, ids.new(), [StockLine(tea, 1)]) for _ in range(64)), return_exceptions=True
    )

    assert sum(outcome is None for outcome in outcomes) == 20
    assert sum(isinstance(outcome, OutOfStock) for outcome in outcomes) == 44
    assert await level(works, tea) == (20, 20)


async def test_buyers_of_the_same_goods_in_opposite_order_do_not_block_each_other(
    works: Works,
) -> None:
    tea, cup, pot = await stock(works, 100, 100, 100)
    forth = [StockLine(tea, 1), StockLine(cup, 1), StockLine(pot, 1)]

    await asyncio.gather(
        *(reserve(works, ids.new(), forth if i % 2 else forth[::-1]) for i in range(40))
    )

    assert [await level(works, v) for v in (tea, cup, pot)] == [(100, 40)] * 3


async def test_untracked_and_backordered_variants_can_always_be_promised(works: Works) -> None:
    [ebook] = await stock(works, 0, tracked=False)
    [lamp] = await stock(works, 1, backorder=True)

    await reserve(works, ids.new(), [StockLine(ebook, 7), StockLine(lamp, 4)])

    assert await level(works, ebook) == (0, 7)
    assert await level(works, lamp) == (1, 4)


async def test_release_gives_back_once_however_often_it_is_asked(works: Works) -> None:
    [tea] = await stock(works, 5)
    order = ids.new()
    await reserve(works, order, [StockLine(tea, 3)])

    async def release() -> bool:
        async with works(ACTOR) as work:
            return await inventory.release(work, order_id=order)

    outcomes = await asyncio.gather(*(release() for _ in range(8)))

    assert sorted(outcomes) == [False] * 7 + [True]
    assert await level(works, tea) == (5, 0)


async def test_dispatch_lets_pieces_leave_and_writes_the_ledger(works: Works) -> None:
    [tea] = await stock(works, 5)
    order = ids.new()
    await reserve(works, order, [StockLine(tea, 3)])
    async with works(ACTOR) as work:
        await inventory.confirm(work, order_id=order)

    async with works(ACTOR) as work:
        await inventory.dispatch(work, order_id=order)

    assert await level(works, tea) == (2, 0)
    await assert_ledger_agrees(works)


async def test_dispatch_needs_a_paid_promise_and_happens_once(works: Works) -> None:
    [tea] = await stock(works, 5)
    order = ids.new()
    await reserve(works, order, [StockLine(tea, 3)])

    with pytest.raises(ReservationGone):
        async with works(ACTOR) as work:
            await inventory.dispatch(work, order_id=order)
    async with works(ACTOR) as work:
        await inventory.confirm(work, order_id=order)
        await inventory.dispatch(work, order_id=order)
    with pytest.raises(ReservationGone):
        async with works(ACTOR) as work:
            await inventory.dispatch(work, order_id=order)

    assert await level(works, tea) == (2, 0)


async def test_backordered_pieces_leave_only_when_they_are_there(works: Works) -> None:
    [lamp] = await stock(works, 1, backorder=True)
    order = ids.new()
    await reserve(works, order, [StockLine(lamp, 4)])
    async with works(ACTOR) as work:
        await inventory.confirm(work, order_id=order)

    with pytest.raises(NotOnHand):
        async with works(ACTOR) as work:
            await inventory.dispatch(work, order_id=order)

    assert await level(works, lamp) == (1, 4)


async def test_confirm_after_release_is_refused(works: Works) -> None:
    [tea] = await stock(works, 5)
    order = ids.new()
    await reserve(works, order, [StockLine(tea, 3)])
    async with works(ACTOR) as work:
        await inventory.release(work, order_id=order)

    with pytest.raises(ReservationGone):
        async with works(ACTOR) as work:
            await inventory.confirm(work, order_id=order)


async def test_running_out_and_coming_back_are_stated_once_each(works: Works) -> None:
    [tea] = await stock(works, 3)
    first, second = ids.new(), ids.new()
    await reserve(works, first, [StockLine(tea, 2)])
    await reserve(works, second, [StockLine(tea, 1)])

    async with works(ACTOR) as work:
        await inventory.release(work, order_id=first)

    assert await events(works) == ["stock.ran_out", "stock.returned"]


async def test_counting_below_what_is_promised_is_refused_and_changes_nothing(works: Works) -> None:
    [tea] = await stock(works, 5)
    await reserve(works, ids.new(), [StockLine(tea, 3)])

    with pytest.raises(StockBelowReserved):
        async with works(ACTOR) as work:
            await inventory.set_levels(work, [StockSetting(tea, 2)], reason=MovementReason.COUNTED)
    with pytest.raises(StockBelowReserved):
        async with works(ACTOR) as work:
            await inventory.adjust(work, variant_id=tea, change=-3, reason=MovementReason.LOST)

    assert await level(works, tea) == (5, 3)
    await assert_ledger_agrees(works)


async def test_the_same_count_again_writes_nothing(works: Works) -> None:
    [tea] = await stock(works, 5)

    async with works(ACTOR) as work:
        changed = await inventory.set_levels(
            work, [StockSetting(tea, 5)], reason=MovementReason.COUNTED
        )

    assert changed == []
    assert await events(works) == []


async def test_adjust_adds_to_the_ledger_with_reason_and_actor(works: Works) -> None:
    [tea] = await stock(works, 5)

    async with works(ACTOR) as work:
        after = await inventory.adjust(
            work, variant_id=tea, change=-2, reason=MovementReason.DAMAGED, note="wet box"
        )

    assert (after.on_hand, after.available) == (3, 3)
    async with works.reading() as db:
        row = StockMovementRow
        rows = await db.execute(
            select(row.quantity, row.reason, row.note, row.actor).order_by(row.id)
        )
        assert [tuple(each) for each in rows] == [
            (5, "received", "", "system:test"),
            (-2, "damaged", "wet box", "system:test"),
        ]


@pytest.mark.parametrize(
    "statement", ["UPDATE stock_movements SET quantity = 9", "DELETE FROM stock_movements"]
)
async def test_the_database_refuses_to_change_the_ledger(works: Works, statement: str) -> None:
    await stock(works, 5)

    with pytest.raises(Exception, match="append-only"):
        async with works(ACTOR) as work:
            await work.db.exec_driver_sql(statement)

    await assert_ledger_agrees(works)


@pytest.mark.parametrize(
    "change",
    ["reserved = -1", "on_hand = -1", "reserved = on_hand + 1"],
    ids=["reserved", "on_hand", "promised"],
)
async def test_the_database_refuses_impossible_levels(works: Works, change: str) -> None:
    [tea] = await stock(works, 5)

    with pytest.raises(Exception, match=r"(?i)check"):
        async with works(ACTOR) as work:
            await work.db.exec_driver_sql(f"UPDATE stock_levels SET {change}")  # noqa: S608 - our own words

    assert await level(works, tea) == (5, 0)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_merged_lines_keep_every_piece_in_the_order_of_ids(picks: list[tuple[int, int]]) -> None:
    variants = [UUID(int=n) for n in (3, 1, 2, 0)]
    lines = [StockLine(variants[index], quantity) for index, quantity in picks]

    result = merged(lines)

    assert [line.variant_id for line in result] == sorted({line.variant_id for line in lines})
    assert sum(line.quantity for line in result) == sum(quantity for _, quantity in picks)


def test_available_is_never_negative() -> None:
    assert StockLevel(ids.new(), on_hand=1, reserved=4, tracked=True, backorder=True).available == 0
