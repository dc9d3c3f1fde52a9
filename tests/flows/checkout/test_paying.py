"""Paying an order that waits for money: once, and again only after a failure."""

import asyncio
from uuid import UUID

import pytest

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed
from shopwright.infra.work import Works
from shopwright.kernel.actors import GUEST, system
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Order, OrderStatus, PaymentStatus
from shopwright.modules.orders.errors import OrderNotPayable
from shopwright.modules.payments.contracts import (
    PaymentChoice,
)
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, buy, stocked

pytestmark = pytest.mark.anyio


async def order_of(works: Works, order_id: UUID) -> Order:
    async with works.reading() as db:
        order = await order_queries.by_id(db, order_id)
    assert order is not None
    return order


async def test_an_order_that_waits_can_be_paid_and_only_once(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token=None)
    choice = PaymentChoice("test", "test_ok")

    outcomes = await asyncio.gather(
        *(
            checkout.begin_payment(services.till, GUEST, order_id=placed.order.id, choice=choice)
            for _ in range(6)
        ),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, Placed) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, OrderNotPayable) for outcome in outcomes) == 5
    order = await order_of(services.works, placed.order.id)
    assert (order.status, order.paid.amount) == (OrderStatus.CONFIRMED, "10.00")
    await assert_sound(services.works)


async def test_a_declined_attempt_leaves_a_waiting_order_waiting(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token=None)

    declined = await checkout.begin_payment(
        services.till,
        GUEST,
        order_id=placed.order.id,
        choice=PaymentChoice("test", "test_declined"),
    )
    assert isinstance(declined, Placed)
    assert declined.order.status is OrderStatus.PENDING
    paid = await checkout.begin_payment(
        services.till, GUEST, order_id=placed.order.id, choice=PaymentChoice("test", "test_ok")
    )

    assert isinstance(paid, Placed)
    assert paid.order.status is OrderStatus.CONFIRMED
    await assert_sound(services.works)


async def test_an_order_that_staff_confirmed_unpaid_can_be_paid_afterwards(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token=None)
    async with services.works(system("staff")) as work:
        await orders.move(work, order_id=placed.order.id, to=OrderStatus.CONFIRMED)

    paid = await checkout.begin_payment(
        services.till,
        GUEST,
        order_id=placed.order.id,
        choice=PaymentChoice("test", "test_ok"),
    )

    assert isinstance(paid, Placed)
    assert (paid.order.status, paid.order.payment_status) == (
        OrderStatus.CONFIRMED,
        PaymentStatus.PAID,
    )
    await assert_sound(services.works)


async def test_an_order_whose_first_payment_is_unheard_of_is_not_paid_a_second_time(
    services: Services, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_lost")
    assert placed.order.payment_status is PaymentStatus.PENDING

    with pytest.raises(OrderNotPayable):
        await checkout.begin_payment(
            services.till,
            GUEST,
            order_id=placed.order.id,
            choice=PaymentChoice("test", "test_ok"),
        )
    clock.advance(seconds=61)
    await checkout.reconcile(services.till)

    order = await order_of(services.works, placed.order.id)
    assert (order.status, order.paid.amount) == (OrderStatus.CONFIRMED, "10.00")
    await assert_sound(services.works)
