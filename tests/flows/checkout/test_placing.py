"""Placing an order: whole or not at all, once, at the total that was shown."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed
from shopwright.flows.checkout.errors import (
    AddressMissing,
    CartEmpty,
    EmailMissing,
    PricesMissing,
    TooManyPieces,
    TotalChanged,
    VariantsUnavailable,
)
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import GUEST
from shopwright.modules.carts import queries as cart_queries
from shopwright.modules.carts.contracts import CartState
from shopwright.modules.carts.errors import CartBeingCompleted, CartCompleted, CartNotFound
from shopwright.modules.inventory.errors import OutOfStock
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.contracts import OrderStatus, PaymentStatus
from shopwright.modules.orders.models import OrderRow
from shopwright.modules.payments.errors import (
    PaymentDeclined,
    UnknownProvider,
    UnknownToken,
)
from shopwright.modules.payments.models import PaymentRow
from tests.support.buying import assert_sound, buy, filled_cart, stock_of, stocked, wish
from tests.support.people import make_customer

pytestmark = pytest.mark.anyio


async def count(works: Works, table: type) -> int:
    async with works.reading() as db:
        return int((await db.execute(select(func.count()).select_from(table))).scalar_one())


async def test_a_paid_order_is_confirmed_and_its_stock_promised_for_good(
    services: Services,
) -> None:
    tea, cup = (
        await stocked(services.works, price="4.50"),
        await stocked(services.works, price="12.00"),
    )

    placed = await buy(services, (tea, 2), (cup, 1))

    order = placed.order
    assert (order.status, order.payment_status) == (OrderStatus.CONFIRMED, PaymentStatus.PAID)
    assert (order.total.amount, order.paid.amount) == ("21.00", "21.00")
    assert [(line.quantity, line.unit_price.amount, line.total.amount) for line in order.lines] == [
        (2, "4.50", "9.00"),
        (1, "12.00", "12.00"),
    ]
    assert await stock_of(services.works, tea) == (5, 2)
    await assert_sound(services.works)


async def test_numbers_follow_each_other(services: Services) -> None:
    tea = await stocked(services.works)

    numbers = [(await buy(services, (tea, 1))).order.number for _ in range(3)]

    assert numbers == ["1001", "1002", "1003"]


async def test_an_order_is_refused_whole_where_one_line_is_short(services: Services) -> None:
    tea, cup = await stocked(services.works, stock=5), await stocked(services.works, stock=1)

    with pytest.raises(OutOfStock) as refusal:
        await buy(services, (tea, 2), (cup, 3))

    assert [(s.variant_id, s.requested, s.available) for s in refusal.value.shortages] == [
        (cup, 3, 1)
    ]
    assert await stock_of(services.works, tea) == (5, 0)
    assert await count(services.works, OrderRow) == 0
    assert await count(services.works, PaymentRow) == 0


async def test_64_buyers_of_20_pieces_leave_20_paid_orders(services: Services) -> None:
    tea = await stocked(services.works, stock=20)

    outcomes = await asyncio.gather(
        *(buy(services, (tea, 1)) for _ in range(64)), return_exceptions=True
    )

    assert sum(isinstance(outcome, Placed) for outcome in outcomes) == 20
    assert sum(isinstance(outcome, OutOfStock) for outcome in outcomes) == 44
    assert await stock_of(services.works, tea) == (20, 20)
    await assert_sound(services.works)


async def test_two_completions_of_one_cart_give_one_order(services: Services) -> None:
    tea = await stocked(services.works)
    cart_id = await filled_cart(services, (tea, 2))
    wanted = replace(wish(), cart_id=cart_id)

    outcomes = await asyncio.gather(
        *(checkout.place(services.till, GUEST, wanted) for _ in range(8)), return_exceptions=True
    )

    orders = {outcome.order.id for outcome in outcomes if isinstance(outcome, Placed)}
    assert len(orders) == 1
    assert {type(outcome) for outcome in outcomes} <= {Placed, CartBeingCompleted}
    assert await count(services.works, OrderRow) == 1
    assert await stock_of(services.works, tea) == (5, 2)
    await assert_sound(services.works)


async def test_a_declined_payment_leaves_stock_and_cart_as_they_were(services: Services) -> None:
    tea = await stocked(services.works)
    cart_id = await filled_cart(services, (tea, 2))

    with pytest.raises(PaymentDeclined) as refusal:
        await checkout.place(
            services.till, GUEST, replace(wish(token="test_declined"), cart_id=cart_id)
        )

    assert refusal.value.extra["reason"] == "card_declined"
    assert await stock_of(services.works, tea) == (5, 0)
    async with services.works.reading() as db:
        cart = await cart_queries.by_id(db, cart_id)
        order = await order_queries.by_id(
            db, ids.parse(str(refusal.value.extra["order_id"])) or ids.new()
        )
    assert cart is not None
    assert cart.state is CartState.OPEN
    assert order is not None
    assert (order.status, order.payment_status) == (OrderStatus.CANCELLED, PaymentStatus.FAILED)
    await assert_sound(services.works)


async def test_after_a_declined_payment_the_cart_can_be_paid_by_another(services: Services) -> None:
    tea = await stocked(services.works)
    cart_id = await filled_cart(services, (tea, 2))
    with pytest.raises(PaymentDeclined):
        await checkout.place(
            services.till, GUEST, replace(wish(token="test_declined"), cart_id=cart_id)
        )

    placed = await checkout.place(services.till, GUEST, replace(wish(), cart_id=cart_id))

    assert isinstance(placed, Placed)
    assert placed.order.payment_status is PaymentStatus.PAID
    assert await stock_of(services.works, tea) == (5, 2)
    await assert_sound(services.works)


async def test_a_completed_cart_refuses_changes(services: Services) -> None:
    tea = await stocked(services.works)
    cart_id = await filled_cart(services, (tea, 1))
    await checkout.place(services.till, GUEST, replace(wish(), cart_id=cart_id))

    with pytest.raises(CartCompleted):
        async with services.works(GUEST) as work:
            await checkout.clear_cart(services.till, work, user_id=None, cart_id=cart_id)


async def test_another_total_than_was_shown_is_refused_with_the_new_one(services: Services) -> None:
    tea = await stocked(services.works, price="4.50")

    with pytest.raises(TotalChanged) as refusal:
        await buy(services, (tea, 2), expected_total="8.00")

    assert refusal.value.extra == {"expected_total": "8.00", "total": "9.00", "currency": "EUR"}
    assert await stock_of(services.works, tea) == (5, 0)
    assert (await buy(services, (tea, 2), expected_total="9.00")).order.total.amount == "9.00"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"email": ""}, EmailMissing),
        ({"shipping_address": None}, AddressMissing),
        ({"currency": "USD"}, PricesMissing),
    ],
    ids=["email", "address", "currency"],
)
async def test_an_order_without_what_it_needs_is_refused(
    services: Services, fields: dict[str, Any], error: type[Exception]
) -> None:
    tea = await stocked(services.works)

    with pytest.raises(error):
        await buy(services, (tea, 1), **fields)

    assert await count(services.works, OrderRow) == 0
    assert await stock_of(services.works, tea) == (5, 0)


async def test_nothing_too_much_and_unknown_goods_are_refused(services: Services) -> None:
    tea = await stocked(services.works, stock=3000)

    with pytest.raises(CartEmpty):
        await buy(services)
    with pytest.raises(TooManyPieces):
        await buy(services, (tea, 600), (tea, 600))
    with pytest.raises(VariantsUnavailable):
        await buy(services, (tea, 1), (ids.new(), 1))

    assert await count(services.works, OrderRow) == 0


async def test_an_unknown_provider_is_refused_before_anything_is_written(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    wanted = wish((tea, 1))
    assert wanted.payment is not None

    with pytest.raises(UnknownProvider):
        await checkout.place(
            services.till,
            GUEST,
            replace(wanted, payment=replace(wanted.payment, provider="barter")),
        )

    assert await count(services.works, OrderRow) == 0


async def test_an_unknown_token_undoes_the_order(services: Services) -> None:
    tea = await stocked(services.works)

    with pytest.raises(UnknownToken):
        await buy(services, (tea, 1), token="test_unheard_of")

    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


async def test_an_order_without_payment_waits_and_holds_its_stock(services: Services) -> None:
    tea = await stocked(services.works)

    placed = await buy(services, (tea, 2), token=None)

    assert (placed.order.status, placed.order.payment_status) == (
        OrderStatus.PENDING,
        PaymentStatus.UNPAID,
    )
    assert placed.payment is None
    assert await stock_of(services.works, tea) == (5, 2)
    await assert_sound(services.works)


async def test_an_order_that_costs_nothing_needs_no_payment(services: Services) -> None:
    sample = await stocked(services.works, price="0.00")

    placed = await buy(services, (sample, 1))

    assert (placed.order.status, placed.order.payment_status) == (
        OrderStatus.CONFIRMED,
        PaymentStatus.PAID,
    )
    assert await count(services.works, PaymentRow) == 0
    await assert_sound(services.works)


async def test_a_customers_cart_is_out_of_reach_for_others(services: Services) -> None:
    tea = await stocked(services.works)
    owner, stranger = await make_customer(services), await make_customer(services)
    cart_id = await filled_cart(services, (tea, 1), user_id=owner.user_id)

    with pytest.raises(CartNotFound):
        await checkout.place(
            services.till, GUEST, replace(wish(), cart_id=cart_id, user_id=stranger.user_id)
        )

    async with services.works.reading() as db:
        cart = await cart_queries.by_id(db, cart_id)
    assert cart is not None
    assert cart.state is CartState.OPEN


async def test_an_order_keeps_what_was_bought_when_prices_change(services: Services) -> None:
    tea = await stocked(services.works, price="4.50", handle="earl-grey")
    placed = await buy(services, (tea, 1))

    async with services.works(GUEST) as work:
        await work.db.exec_driver_sql("UPDATE prices SET amount_minor = 900")
        await work.db.exec_driver_sql("UPDATE products SET title = 'Something else'")

    async with services.works.reading() as db:
        order = await order_queries.by_id(db, placed.order.id)
    assert order is not None
    assert [(line.title, line.unit_price.amount) for line in order.lines] == [("Earl Grey", "4.50")]
