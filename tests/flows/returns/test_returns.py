"""Taking orders back: stock and money return, once, and never more than there was."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from shopwright.faces.services import Services
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Refunded, RefundWanted
from shopwright.flows.returns.errors import NothingPaid
from shopwright.infra.idempotency import Key
from shopwright.infra.work import Works
from shopwright.kernel.actors import Actor, system
from shopwright.kernel.money import Money
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.contracts import Axis, Order, OrderStatus, PaymentStatus, Tracking
from shopwright.modules.orders.errors import IllegalStep, NotArchivable, NotCancellable
from shopwright.modules.payments.errors import NothingToRefund, RefundInProgress
from shopwright.modules.payments.models import RefundRow
from tests.support.buying import assert_sound, buy, gateway_of, stock_of, stocked

pytestmark = pytest.mark.anyio
STAFF: Actor = system("staff")


async def order_of(works: Works, order_id: UUID) -> Order:
    async with works.reading() as db:
        order = await order_queries.by_id(db, order_id)
    assert order is not None
    return order


async def move(services: Services, order_id: UUID, *steps: OrderStatus) -> Order:
    for step in steps:
        async with services.works(STAFF) as work:
            await fulfilment.move(work, order_id=order_id, to=step, tracking=Tracking("DHL", "42"))
    return await order_of(services.works, order_id)


async def test_cancelling_gives_back_stock_and_money(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))

    order = await returns.cancel(
        services.desk, STAFF, order_id=placed.order.id, reason="changed his mind"
    )

    assert (order.status, order.payment_status) == (OrderStatus.CANCELLED, PaymentStatus.REFUNDED)
    assert (order.refunded.amount, order.cancel_reason) == ("20.00", "changed his mind")
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


async def test_cancelling_twice_at_once_gives_back_once(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))

    orders = await asyncio.gather(
        *(
            returns.cancel(services.desk, STAFF, order_id=placed.order.id, reason="")
            for _ in range(6)
        )
    )

    assert {order.status for order in orders} == {OrderStatus.CANCELLED}
    async with services.works.reading() as db:
        refunds = (await db.execute(select(RefundRow.amount, RefundRow.state))).all()
    assert [tuple(refund) for refund in refunds] == [(2000, "succeeded")]
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


async def test_a_shipped_order_is_not_cancelled(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))
    await move(services, placed.order.id, OrderStatus.PROCESSING, OrderStatus.SHIPPED)

    with pytest.raises(NotCancellable):
        await returns.cancel(services.desk, STAFF, order_id=placed.order.id, reason="")

    order = await order_of(services.works, placed.order.id)
    assert (order.status, order.payment_status) == (OrderStatus.SHIPPED, PaymentStatus.PAID)
    assert await stock_of(services.works, tea) == (3, 0)
    await assert_sound(services.works)


async def test_an_open_second_step_is_voided_when_its_order_is_cancelled(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_challenge")

    order = await returns.cancel(services.desk, STAFF, order_id=placed.order.id, reason="")

    assert (order.status, order.payment_status) == (OrderStatus.CANCELLED, PaymentStatus.VOIDED)
    assert placed.payment is not None
    assert not await gateway_of(services).answer_challenge(
        f"tst_{placed.payment.id.hex}", approved=True
    )
    await assert_sound(services.works)


async def test_two_clicks_refund_once(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))
    wanted = RefundWanted(placed.order.id, Money.parse("15.00", "EUR"))

    outcomes = await asyncio.gather(
        *(returns.refund(services.desk, STAFF, wanted) for _ in range(8)), return_exceptions=True
    )

    assert sum(isinstance(outcome, Refunded) for outcome in outcomes) == 1
    assert {type(outcome) for outcome in outcomes} <= {Refunded, RefundInProgress, NothingToRefund}
    order = await order_of(services.works, placed.order.id)
    assert (order.refunded.amount, order.payment_status) == (
        "15.00",
        PaymentStatus.PARTIALLY_REFUNDED,
    )
    await assert_sound(services.works)


async def test_the_same_key_refunds_once_one_after_the_other(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))
    wanted = RefundWanted(placed.order.id, Money.parse("5.00", "EUR"))
    key = Key("user:1", "order_refund", "my-refund-key", "f" * 64)

    first = await returns.refund(services.desk, STAFF, wanted, key=key)
    async with services.works(STAFF) as work:
        await work.db.exec_driver_sql("UPDATE idempotency_keys SET leased_until = created_at")
    again = await returns.refund(services.desk, STAFF, wanted, key=key)

    assert isinstance(first, Refunded)
    assert isinstance(again, Refunded)
    assert again.refund.id == first.refund.id
    assert (await order_of(services.works, placed.order.id)).refunded.amount == "5.00"


async def test_parts_add_up_to_a_refunded_order_and_no_further(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))
    await returns.refund(
        services.desk, STAFF, RefundWanted(placed.order.id, Money.parse("15.00", "EUR"))
    )

    with pytest.raises(NothingToRefund):
        await returns.refund(
            services.desk, STAFF, RefundWanted(placed.order.id, Money.parse("5.01", "EUR"))
        )
    await returns.refund(services.desk, STAFF, RefundWanted(placed.order.id))
    with pytest.raises(NothingPaid):
        await returns.refund(services.desk, STAFF, RefundWanted(placed.order.id))

    order = await order_of(services.works, placed.order.id)
    assert (order.status, order.refunded.amount) == (OrderStatus.REFUNDED, "20.00")
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


@pytest.mark.parametrize(("restock", "on_hand"), [(True, 5), (False, 3)])
async def test_shipped_goods_come_back_into_stock_only_where_said(
    services: Services, *, restock: bool, on_hand: int
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))
    await move(services, placed.order.id, OrderStatus.SHIPPED, OrderStatus.DELIVERED)

    await returns.refund(services.desk, STAFF, RefundWanted(placed.order.id, restock=restock))

    assert (await order_of(services.works, placed.order.id)).status is OrderStatus.REFUNDED
    assert await stock_of(services.works, tea) == (on_hand, 0)
    await assert_sound(services.works)


async def test_a_captured_amount_is_voided_or_charged_later_where_the_shop_says_so(
    services: Services,
) -> None:
    till = replace(services.till, terms=replace(services.till.terms, capture=False))
    manual = replace(services, till=till)
    tea = await stocked(services.works)
    first, second = await buy(manual, (tea, 1)), await buy(manual, (tea, 1))
    assert first.order.payment_status is PaymentStatus.AUTHORIZED

    captured = await returns.capture(services.desk, STAFF, order_id=first.order.id)
    voided = await returns.cancel(services.desk, STAFF, order_id=second.order.id, reason="")

    assert (captured.payment_status, captured.paid.amount) == (PaymentStatus.PAID, "10.00")
    assert (voided.payment_status, voided.paid.amount) == (PaymentStatus.VOIDED, "0.00")
    await assert_sound(services.works)


async def test_moving_along_writes_history_and_tracking(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1))

    order = await move(
        services,
        placed.order.id,
        OrderStatus.PROCESSING,
        OrderStatus.SHIPPED,
        OrderStatus.DELIVERED,
    )

    assert (order.carrier, order.tracking_number) == ("DHL", "42")
    async with services.works.reading() as db:
        steps = await order_queries.history(db, placed.order.id)
    assert [step.to_state for step in steps if step.axis is Axis.ORDER] == [
        "pending",
        "confirmed",
        "processing",
        "shipped",
        "delivered",
    ]
    assert await stock_of(services.works, tea) == (4, 0)
    await assert_sound(services.works)


@pytest.mark.parametrize("to", [OrderStatus.PENDING, OrderStatus.DELIVERED])
async def test_a_step_that_the_state_machine_does_not_know_is_refused(
    services: Services, to: OrderStatus
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1))

    with pytest.raises(IllegalStep):
        await move(services, placed.order.id, to)

    assert (await order_of(services.works, placed.order.id)).status is OrderStatus.CONFIRMED


async def test_an_archived_order_is_cancelled_first_and_never_lost(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1))
    shipped = await buy(services, (tea, 1))
    await move(services, shipped.order.id, OrderStatus.SHIPPED)

    await returns.archive(services.desk, STAFF, order_id=placed.order.id)
    with pytest.raises(NotArchivable):
        await returns.archive(services.desk, STAFF, order_id=shipped.order.id)

    order = await order_of(services.works, placed.order.id)
    assert order.archived_at is not None
    assert (order.status, order.payment_status) == (OrderStatus.CANCELLED, PaymentStatus.REFUNDED)
    await assert_sound(services.works)
