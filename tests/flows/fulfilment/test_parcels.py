"""Packing and sending: each piece once, stock exactly, the order behind its parcels."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from shopwright.faces.services import Services
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.infra.work import Works
from shopwright.modules.inventory.models import StockMovementRow
from shopwright.modules.orders import queries
from shopwright.modules.orders.contracts import (
    Axis,
    FulfilmentStatus,
    Order,
    OrderStatus,
    Parcel,
    ParcelStatus,
)
from shopwright.modules.orders.errors import (
    IllegalParcelStep,
    NotCancellable,
    NothingLeft,
    NotShippable,
    PiecesGone,
)
from tests.support.buying import assert_sound, buy, stock_of, stocked
from tests.support.parcels import STAFF, bought, move_parcel, pack, parcels_of
from tests.support.paying import order_of

pytestmark = pytest.mark.anyio
F, P, S = FulfilmentStatus, ParcelStatus, OrderStatus


async def steps(works: Works, order: Order, axis: Axis) -> list[str]:
    async with works.reading() as db:
        return [each.to_state for each in await queries.history(db, order.id) if each.axis is axis]


async def shipped_pieces(works: Works, order: Order) -> list[int]:
    statement = select(StockMovementRow.quantity).where(
        StockMovementRow.reference == f"order:{order.id}"
    )
    async with works.reading() as db:
        return list((await db.execute(statement.order_by(StockMovementRow.id))).scalars())


async def test_the_pieces_of_a_parcel_leave_the_stock_when_it_is_sent(services: Services) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 3))

    first = await pack(services, order, 2)
    packed = await stock_of(services.works, tea)
    half = await move_parcel(services, first, P.SHIPPED)
    after_one = await stock_of(services.works, tea)
    second = await pack(services, order, is_sent=True)
    whole = await order_of(services.works, order.id)

    assert (packed, after_one, await stock_of(services.works, tea)) == ((5, 3), (3, 1), (2, 0))
    assert (half.fulfilment_status, half.status) == (F.PARTIALLY_SHIPPED, S.PROCESSING)
    assert (whole.fulfilment_status, whole.status) == (F.SHIPPED, S.SHIPPED)
    assert (whole.carrier, whole.tracking_number) == ("Parcel Post", "PP1")
    assert [first.number, second.number] == [f"{order.number}-1", f"{order.number}-2"]
    assert await shipped_pieces(services.works, order) == [-2, -1]
    await assert_sound(services.works)


async def test_an_order_is_delivered_when_its_last_parcel_is(services: Services) -> None:
    tea, cup = await stocked(services.works), await stocked(services.works)
    order = await bought(services, (tea, 1), (cup, 2))
    first = await pack(services, order, 1, is_sent=True)

    half = await move_parcel(services, first, P.IN_TRANSIT, P.OUT_FOR_DELIVERY, P.DELIVERED)
    second = await pack(services, order, is_sent=True)
    whole = await move_parcel(services, second, P.EXCEPTION, P.DELIVERED)

    assert (half.fulfilment_status, half.status) == (F.PARTIALLY_DELIVERED, S.PROCESSING)
    assert (whole.fulfilment_status, whole.status) == (F.DELIVERED, S.DELIVERED)
    assert await steps(services.works, order, Axis.FULFILMENT) == [
        *("partially_shipped", "partially_delivered", "delivered")
    ]
    assert await steps(services.works, order, Axis.ORDER) == [
        *("pending", "confirmed", "processing", "shipped", "delivered")
    ]
    await assert_sound(services.works)


async def test_two_packers_do_not_get_the_same_piece(services: Services) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 2))

    outcomes = await asyncio.gather(
        *(pack(services, order, 2, is_sent=True) for _ in range(6)), return_exceptions=True
    )

    assert sum(isinstance(outcome, Parcel) for outcome in outcomes) == 1
    assert {type(outcome) for outcome in outcomes} <= {Parcel, PiecesGone, NotShippable}
    assert await stock_of(services.works, tea) == (3, 0)
    await assert_sound(services.works)


async def test_sending_a_parcel_twice_at_once_takes_its_stock_once(services: Services) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 3))
    parcel = await pack(services, order, 2)

    await asyncio.gather(*(move_parcel(services, parcel, P.SHIPPED) for _ in range(6)))

    assert await stock_of(services.works, tea) == (3, 1)
    assert await shipped_pieces(services.works, order) == [-2]
    await assert_sound(services.works)


@pytest.mark.parametrize("quantities", [[3], [2, 1]])
async def test_no_more_than_was_ordered_is_packed(
    services: Services, quantities: Sequence[int]
) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 2))

    *packed, refused = quantities
    for quantity in packed:
        await pack(services, order, quantity)

    with pytest.raises(PiecesGone):
        await pack(services, order, refused)

    assert len(await parcels_of(services, order)) == len(packed)
    await assert_sound(services.works)


async def test_a_line_of_another_order_is_not_packed(services: Services) -> None:
    tea = await stocked(services.works)
    order, other = await bought(services, (tea, 1)), await bought(services, (tea, 1))

    with pytest.raises(PiecesGone):
        await pack(services, replace(order, lines=other.lines), 1)

    assert await parcels_of(services, order) == []
    await assert_sound(services.works)


async def test_an_order_that_is_not_paid_is_not_packed(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_challenge")

    with pytest.raises(NotShippable):
        await pack(services, placed.order)

    assert await stock_of(services.works, tea) == (5, 1)


async def test_staff_may_trust_a_customer_who_has_not_paid(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_challenge")
    async with services.works(STAFF) as work:
        await fulfilment.move(work, order_id=placed.order.id, to=S.CONFIRMED, reason="known")

    await pack(services, placed.order, is_sent=True)

    assert (await order_of(services.works, placed.order.id)).status is S.SHIPPED
    await assert_sound(services.works)


async def test_a_packed_parcel_is_unpacked_and_its_pieces_packed_again(services: Services) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 2))
    parcel = await pack(services, order)
    with pytest.raises(NothingLeft):
        await pack(services, order)

    await move_parcel(services, parcel, P.CANCELLED)
    again = await pack(services, order, is_sent=True)

    assert [each.quantity for each in again.lines] == [2]
    assert await stock_of(services.works, tea) == (3, 0)
    await assert_sound(services.works)


async def test_a_parcel_that_left_is_not_taken_back(services: Services) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 2))
    parcel = await pack(services, order, is_sent=True)

    with pytest.raises(IllegalParcelStep):
        await move_parcel(services, parcel, P.CANCELLED)

    assert await stock_of(services.works, tea) == (3, 0)
    await assert_sound(services.works)


async def test_cancelling_an_order_unpacks_what_has_not_left(services: Services) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 2))
    parcel = await pack(services, order, 1)

    await returns.cancel(services.desk, STAFF, order_id=order.id, reason="")

    [left] = await parcels_of(services, order)
    assert (left.id, left.status) == (parcel.id, P.CANCELLED)
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


async def test_an_order_of_which_a_parcel_left_is_not_cancelled_whole(services: Services) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 2))
    await pack(services, order, 1, is_sent=True)

    with pytest.raises(NotCancellable):
        await returns.cancel(services.desk, STAFF, order_id=order.id, reason="")

    assert (await order_of(services.works, order.id)).status is S.PROCESSING
    assert await stock_of(services.works, tea) == (4, 1)
    await assert_sound(services.works)


async def test_a_refund_of_half_shipped_goods_puts_back_what_had_not_left(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 3))
    await pack(services, order, 1, is_sent=True)
    await pack(services, order, 1)

    await returns.refund(services.desk, STAFF, RefundWanted(order.id, restock=True))

    refunded = await order_of(services.works, order.id)
    assert (refunded.status, refunded.refunded.amount) == (S.REFUNDED, "30.00")
    assert await stock_of(services.works, tea) == (5, 0)
    assert await shipped_pieces(services.works, order) == [-1, 1]
    await assert_sound(services.works)


async def test_moving_the_whole_order_is_one_parcel_with_everything(services: Services) -> None:
    tea, cup = await stocked(services.works), await stocked(services.works)
    order = await bought(services, (tea, 2), (cup, 1))
    for status in (S.SHIPPED, S.DELIVERED):
        async with services.works(STAFF) as work:
            await fulfilment.move(work, order_id=order.id, to=status)

    [parcel] = await parcels_of(services, order)
    assert parcel.status is P.DELIVERED
    assert sorted(each.quantity for each in parcel.lines) == [1, 2]
    assert (await order_of(services.works, order.id)).status is S.DELIVERED
    await assert_sound(services.works)


async def test_moving_the_whole_order_sends_what_is_packed_and_the_rest(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 3))
    await pack(services, order, 1)

    async with services.works(STAFF) as work:
        await fulfilment.move(work, order_id=order.id, to=S.SHIPPED)

    sent = await parcels_of(services, order)
    assert [(each.status, each.lines[0].quantity) for each in sent] == [
        (P.SHIPPED, 1),
        (P.SHIPPED, 2),
    ]
    assert await stock_of(services.works, tea) == (2, 0)
    await assert_sound(services.works)


async def test_what_needs_no_parcel_is_delivered_when_it_is_paid(services: Services) -> None:
    song = await stocked(services.works, requires_shipping=False)

    order = await bought(services, (song, 1))

    assert (order.status, order.fulfilment_status) == (S.DELIVERED, F.DELIVERED)
    assert await steps(services.works, order, Axis.ORDER) == [
        *("pending", "confirmed", "shipped", "delivered")
    ]
    assert await stock_of(services.works, song) == (4, 0)
    await assert_sound(services.works)


async def test_what_needs_no_parcel_goes_along_with_the_last_that_does(services: Services) -> None:
    tea = await stocked(services.works)
    song = await stocked(services.works, requires_shipping=False)
    order = await bought(services, (tea, 2), (song, 1))

    first = await pack(services, order, 1, 0, is_sent=True)
    last = await pack(services, order, 1, 0, is_sent=True)

    assert (len(first.lines), len(last.lines)) == (1, 2)
    assert (await order_of(services.works, order.id)).status is S.SHIPPED
    assert await stock_of(services.works, song) == (4, 0)
    await assert_sound(services.works)
