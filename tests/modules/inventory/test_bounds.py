"""What the books can't count is refused clearly, and what was counted on the shelf is written down."""

import pytest

from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.kernel.paging import PageRequest
from shopwright.modules.inventory import queries
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import (
    LARGEST_STOCK,
    MovementReason,
    StockSetting,
)
from shopwright.modules.inventory.errors import StockBelowReserved, TooMuchStock
from tests.support.buying import assert_sound, stock_of, stocked

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("change", [1, LARGEST_STOCK, LARGEST_STOCK + 1, 10**12])
async def test_more_than_can_be_counted_is_refused(works: Works, change: int) -> None:
    tea = await stocked(works, stock=10**9)
    async with works(system("test")) as work:
        more = LARGEST_STOCK - 10**9
        await inventory.adjust(work, variant_id=tea, change=more, reason=MovementReason.RECEIVED)

    with pytest.raises(TooMuchStock):
        async with works(system("test")) as work:
            await inventory.adjust(
                work, variant_id=tea, change=change, reason=MovementReason.RECEIVED
            )

    assert await stock_of(works, tea) == (LARGEST_STOCK, 0)
    await assert_sound(works)


async def test_so_is_a_setting_beyond_it(works: Works) -> None:
    tea = await stocked(works, stock=5)

    with pytest.raises(TooMuchStock):
        async with works(system("test")) as work:
            await inventory.set_levels(
                work, [StockSetting(tea, LARGEST_STOCK + 1)], reason=MovementReason.IMPORTED
            )

    assert await stock_of(works, tea) == (5, 0)


async def test_pieces_that_are_not_there_can_t_go(works: Works) -> None:
    tea = await stocked(works, stock=5)

    with pytest.raises(StockBelowReserved):
        async with works(system("test")) as work:
            await inventory.adjust(work, variant_id=tea, change=-6, reason=MovementReason.LOST)

    assert await stock_of(works, tea) == (5, 0)


async def test_a_count_writes_the_difference_into_the_ledger(works: Works) -> None:
    tea = await stocked(works, stock=5)

    for counted in (3, 3, 8):
        async with works(system("test")) as work:
            level = await inventory.count(work, variant_id=tea, counted=counted, note="Shelf 4")
        assert level.on_hand == counted

    async with works.reading() as db:
        moves = (await queries.movements(db, tea, PageRequest())).items
    assert [(move.quantity, move.reason) for move in moves] == [
        (5, MovementReason.COUNTED),
        (-2, MovementReason.COUNTED),
        (5, MovementReason.RECEIVED),
    ]
    await assert_sound(works)
