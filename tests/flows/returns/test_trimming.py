"""Pieces that are cancelled before they leave: stock and money back by their share, once."""

import asyncio

import pytest

from shopwright.faces.services import Services
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Unwanted
from shopwright.infra.idempotency import Key
from shopwright.kernel.errors import ShopError
from shopwright.modules.orders.contracts import (
    FulfilmentStatus,
    Order,
    OrderStatus,
    PaymentStatus,
    Pieces,
)
from shopwright.modules.orders.errors import (
    MoneyNotTaken,
    NotCancellable,
    NothingLeft,
    PiecesGone,
)
from tests.support.buying import assert_sound, buy, stock_of, stocked
from tests.support.parcels import STAFF, bought, pack
from tests.support.paying import order_of
from tests.support.returning import came_back, give_back

pytestmark = pytest.mark.anyio


async def cut(
    services: Services, order: Order, *pieces: int, key: Key | None = None
) -> Order | object:
    wanted = tuple(
        Pieces(line.id, quantity)
        for line, quantity in zip(order.lines, pieces, strict=False)
        if quantity
    )
    unwanted = Unwanted(order.id, wanted, "broke")
    return await returns.cancel_lines(services.desk, STAFF, unwanted, key=key)


async def test_stock_and_money_of_cancelled_pieces_come_back(services: Services) -> None:
    tea, cup = await stocked(services.works), await stocked(services.works, price="4.00")
    order = await bought(services, (tea, 3), (cup, 1))

    await cut(services, order, 2)

    now = await order_of(services.works, order.id)
    assert (now.status, now.payment_status) == (
        OrderStatus.CONFIRMED,
        PaymentStatus.PARTIALLY_REFUNDED,
    )
    assert (now.refunded.amount, now.lines[0].cancelled) == ("20.00", 2)
    assert await stock_of(services.works, tea) == (5, 1)
    await assert_sound(services.works)


async def test_the_rest_is_sent_and_the_order_is_shipped_whole(services: Services) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 3))
    await pack(services, order, 1, is_sent=True)

    await cut(services, order, 2)

    now = await order_of(services.works, order.id)
    assert (now.status, now.fulfilment_status) == (OrderStatus.SHIPPED, FulfilmentStatus.SHIPPED)
    assert await stock_of(services.works, tea) == (4, 0)
    await assert_sound(services.works)


async def test_cancelled_and_returned_pieces_together_are_the_line_exactly(
    services: Services,
) -> None:
    tea = await stocked(services.works, price="3.33")
    order = await bought(services, (tea, 3))
    await cut(services, order, 1)
    await pack(services, order, is_sent=True)

    await give_back(services, await came_back(services, order, 2))

    now = await order_of(services.works, order.id)
    assert (now.refunded, now.status) == (order.total, OrderStatus.REFUNDED)
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


async def test_the_same_key_cancels_once(services: Services) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 4))
    key = Key("user:1", "order_cancel_lines", "the-key-of-staff", "f" * 64)

    await asyncio.gather(
        *(cut(services, order, 1, key=key) for _ in range(4)), return_exceptions=True
    )

    now = await order_of(services.works, order.id)
    assert (now.lines[0].cancelled, now.refunded.amount) == (1, "10.00")
    await assert_sound(services.works)


async def test_a_packer_and_a_canceller_do_not_get_the_same_piece(services: Services) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 2))

    outcomes = await asyncio.gather(
        pack(services, order, 2), cut(services, order, 1), return_exceptions=True
    )

    assert [type(each) for each in outcomes].count(PiecesGone) == 1
    now = await order_of(services.works, order.id)
    assert (now.lines[0].packed, now.lines[0].cancelled) in {(2, 0), (0, 1)}
    await assert_sound(services.works)


@pytest.mark.parametrize(
    ("pieces", "packed", "token", "error"),
    [
        (3, 0, "test_ok", PiecesGone),
        (1, 2, "test_ok", PiecesGone),
        (2, 0, "test_ok", NothingLeft),
        (1, 0, "test_challenge", NotCancellable),
    ],
)
async def test_what_can_not_be_cancelled_changes_nothing(
    services: Services, pieces: int, packed: int, token: str, error: type[ShopError]
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2), token=token)
    order = await order_of(services.works, placed.order.id)
    if packed:
        await pack(services, order, packed)

    with pytest.raises(error):
        await cut(services, order, pieces)

    now = await order_of(services.works, order.id)
    assert (now.lines[0].cancelled, now.refunded.amount) == (0, "0.00")
    assert await stock_of(services.works, tea) == (5, 2)
    await assert_sound(services.works)


async def test_pieces_whose_money_was_not_taken_are_not_cancelled(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2), token="test_challenge")
    async with services.works(STAFF) as work:
        await fulfilment.move(work, order_id=placed.order.id, to=OrderStatus.CONFIRMED)
    order = await order_of(services.works, placed.order.id)

    with pytest.raises(MoneyNotTaken):
        await cut(services, order, 1)

    assert await stock_of(services.works, tea) == (5, 2)
    await assert_sound(services.works)
