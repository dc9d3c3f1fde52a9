"""The process is killed with -9 at every step; started again, the books are sound and nothing is lost or doubled."""

import multiprocessing
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

import pytest
from anyio import to_thread

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed, PlaceOrder, Replayed
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.work import Works
from shopwright.kernel.actors import GUEST
from shopwright.kernel.paging import PageRequest
from shopwright.modules.carts import queries as cart_queries
from shopwright.modules.carts.contracts import CartState
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.contracts import Order, OrderFilter, OrderStatus, PaymentStatus
from tests.conftest import SteppingClock
from tests.journeys import crashing
from tests.support.buying import assert_sound, buy, filled_cart, stock_of, stocked, wish
from tests.support.people import make_customer

pytestmark = pytest.mark.anyio

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.journeys.crashing"])

Die = Callable[[str, str, PlaceOrder | UUID], Awaitable[None]]


@pytest.fixture
def die(database_url: str, clock: SteppingClock) -> Die:
    """Do a deed in a child process that is killed at a failpoint."""

    async def child(failpoint: str, deed: str, subject: PlaceOrder | UUID) -> None:
        process = _forks.Process(
            target=crashing.run, args=(database_url, clock(), failpoint, deed, subject)
        )
        process.start()
        await to_thread.run_sync(process.join, 30)
        assert process.exitcode == -9, f"{failpoint} was not reached"

    return child


async def orders(works: Works) -> list[Order]:
    async with works.reading() as db:
        page = await order_queries.page(db, OrderFilter(), PageRequest(limit=50))
    return list(page.items)


async def tidy(services: Services, worker: Worker, clock: SteppingClock) -> None:
    """What the started shop does by itself within two hours."""
    for minutes in (0, 2, 61):
        clock.advance(minutes=minutes)
        await worker.run_until_idle()
        await checkout.reconcile(services.till)
        await checkout.expire_orders(services.till)


@pytest.mark.parametrize(
    ("failpoint", "token", "paid"),
    [
        ("checkout.claimed", "test_ok", None),
        ("checkout.reserved", "test_ok", None),
        ("checkout.opened", "test_ok", False),
        ("checkout.paid", "test_ok", True),
        ("checkout.paid", "test_declined", False),
        ("checkout.settling", "test_ok", True),
        ("checkout.settled", "test_ok", True),
    ],
)
async def test_a_checkout_that_is_killed_leaves_a_paid_order_or_none(
    services: Services,
    worker: Worker,
    clock: SteppingClock,
    die: Die,
    *,
    failpoint: str,
    token: str,
    paid: bool | None,
) -> None:
    tea = await stocked(services.works)
    cart_id = await filled_cart(services, (tea, 2))
    await die(failpoint, "place", replace(wish(token=token), cart_id=cart_id))

    await tidy(services, worker, clock)

    found = await orders(services.works)
    await assert_sound(services.works)
    if paid is None:
        assert found == []
    else:
        wanted = OrderStatus.CONFIRMED if paid else OrderStatus.CANCELLED
        assert [order.status for order in found] == [wanted]
    assert await stock_of(services.works, tea) == (5, 2 if paid else 0)
    async with services.works.reading() as db:
        cart = await cart_queries.by_id(db, cart_id)
    assert cart is not None
    assert cart.state is (CartState.COMPLETED if paid else CartState.OPEN)


@pytest.mark.parametrize("failpoint", ["checkout.paid", "checkout.settling", "checkout.settled"])
async def test_the_same_key_after_the_crash_answers_the_one_order(
    services: Services, clock: SteppingClock, die: Die, failpoint: str
) -> None:
    tea = await stocked(services.works)
    wanted = wish((tea, 1))
    await die(failpoint, "place", wanted)
    clock.advance(seconds=31)

    outcome = await checkout.place(services.till, GUEST, wanted, key=crashing.KEY)

    assert not isinstance(outcome, Replayed)
    assert isinstance(outcome, Placed)
    assert [order.id for order in await orders(services.works)] == [outcome.order.id]
    assert outcome.order.payment_status is PaymentStatus.PAID
    await assert_sound(services.works)


@pytest.mark.parametrize(
    "failpoint", ["cancel.cancelled", "cancel.refund_begun", "refund.answered", "refund.applying"]
)
async def test_a_cancellation_that_is_killed_is_carried_through(
    services: Services, worker: Worker, clock: SteppingClock, die: Die, failpoint: str
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))
    await die(failpoint, "cancel", placed.order.id)

    await tidy(services, worker, clock)

    [order] = await orders(services.works)
    assert (order.status, order.refunded.amount) == (OrderStatus.CANCELLED, "20.00")
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


@pytest.mark.parametrize("failpoint", ["refund.begun", "refund.answered", "refund.applying"])
async def test_a_refund_that_is_killed_is_paid_once(
    services: Services, worker: Worker, clock: SteppingClock, die: Die, failpoint: str
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))
    await die(failpoint, "refund", placed.order.id)

    await tidy(services, worker, clock)

    [order] = await orders(services.works)
    assert (order.status, order.refunded.amount) == (OrderStatus.REFUNDED, "20.00")
    await assert_sound(services.works)


async def test_a_payment_begun_and_never_sent_lets_the_order_be_paid_again(
    services: Services, worker: Worker, clock: SteppingClock, die: Die
) -> None:
    tea = await stocked(services.works)
    customer = await make_customer(services)
    placed = await buy(services, (tea, 1), token=None, user_id=customer.user_id)
    await die("payment.begun", "pay", placed.order.id)

    await tidy(services, worker, clock)

    [order] = await orders(services.works)
    assert (order.status, order.payment_status) == (OrderStatus.PENDING, PaymentStatus.FAILED)
    await assert_sound(services.works)


@pytest.mark.parametrize("paid", [True, False])
async def test_a_message_whose_hearer_is_killed_is_heard_when_it_comes_again(
    services: Services, worker: Worker, clock: SteppingClock, die: Die, *, paid: bool
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_lost" if paid else "test_challenge")
    await die("webhook.applying", "hear", placed.order.id)
    [before] = await orders(services.works)
    assert before.payment_status is PaymentStatus.PENDING

    await crashing.hear(services, placed.order.id)
    [order] = await orders(services.works)
    await tidy(services, worker, clock)

    wanted = PaymentStatus.PAID if paid else PaymentStatus.PENDING
    assert order.payment_status is wanted
    await assert_sound(services.works)


async def test_a_message_whose_hearer_is_killed_and_that_never_comes_again_is_made_up_for(
    services: Services, worker: Worker, clock: SteppingClock, die: Die
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_lost")
    await die("webhook.applying", "hear", placed.order.id)

    clock.advance(minutes=2)
    await checkout.reconcile(services.till)

    [order] = await orders(services.works)
    assert (order.status, order.paid.amount) == (OrderStatus.CONFIRMED, "10.00")
    await assert_sound(services.works)


async def test_a_charge_whose_caller_is_killed_is_found_by_comparing(
    services: Services, clock: SteppingClock, die: Die
) -> None:
    tea = await stocked(services.works)
    till = replace(services.till, terms=replace(services.till.terms, capture=False))
    placed = await buy(replace(services, till=till), (tea, 1))
    await die("capture.answered", "capture", placed.order.id)
    await die("compare.asked", "compare", placed.order.id)

    assert await checkout.compare(services.till) == 1

    [order] = await orders(services.works)
    assert (order.payment_status, order.paid.amount) == (PaymentStatus.PAID, "10.00")
    await assert_sound(services.works)


async def test_a_reconciler_that_is_killed_is_followed_by_another(
    services: Services, worker: Worker, clock: SteppingClock, die: Die
) -> None:
    tea = await stocked(services.works)
    await buy(services, (tea, 1), token="test_lost")
    clock.advance(minutes=2)
    await die("reconcile.asked", "reconcile", tea)

    await tidy(services, worker, clock)

    [order] = await orders(services.works)
    assert order.status is OrderStatus.CONFIRMED
    await assert_sound(services.works)
