"""What a crash leaves of money by hand, cut orders, mails and webhooks: all or nothing, and nothing twice."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Refunded, RefundWanted
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.mail.folder import letters
from shopwright.infra.settings import Settings
from shopwright.kernel import ids
from shopwright.modules.orders.contracts import OrderStatus, PaymentStatus, ReturnStatus
from shopwright.satellites.webhooks.contracts import DeliveryState
from tests.conftest import SteppingClock
from tests.journeys import crashing
from tests.journeys.test_crashes import Die, die, tidy
from tests.satellites.webhooks.test_send import all_deliveries
from tests.support.buying import assert_sound, buy, stock_of, stocked
from tests.support.hooks import Listener, add_hook
from tests.support.parcels import STAFF, bought, sent
from tests.support.paying import buy_by, order_of, payments_of
from tests.support.returning import ask, decide, return_of

pytestmark = pytest.mark.anyio
__all__ = ["die"]
NOTHING = ids.new()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update=crashing.BY_HAND)


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    opened = await Listener().open()
    yield opened
    await opened.close()


@pytest.mark.parametrize("failpoint", ["trim.refund_begun", "refund.answered", "refund.applying"])
async def test_pieces_are_cut_once_and_their_money_goes_back_once(
    services: Services, worker: Worker, clock: SteppingClock, die: Die, failpoint: str
) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 2))
    await die(failpoint, "trim", order.id)

    await tidy(services, worker, clock)

    now = await order_of(services.works, order.id)
    assert (now.refunded.amount, now.lines[0].cancelled) == ("10.00", 1)
    assert now.payment_status is PaymentStatus.PARTIALLY_REFUNDED
    assert await stock_of(services.works, tea) == (5, 1)
    await assert_sound(services.works)


async def test_money_by_hand_is_noted_whole_or_not_at_all(services: Services, die: Die) -> None:
    tea = await stocked(services.works)
    order = (await buy_by(services, "bank_transfer", (tea, 2))).order
    await die("record.applying", "record", order.id)
    before = await order_of(services.works, order.id)

    await crashing.record(services, order.id)

    now = await order_of(services.works, order.id)
    assert (before.status, before.paid.amount) == (OrderStatus.PENDING, "0.00")
    assert (now.status, now.paid.amount) == (OrderStatus.CONFIRMED, "20.00")

    begun = await returns.refund(services.desk, STAFF, RefundWanted(order.id))
    assert isinstance(begun, Refunded)
    await die("sent.applying", "send_back", begun.refund.id)
    [waiting] = await payments_of(services.works, order.id)
    await crashing.send_back(services, begun.refund.id)
    assert (waiting.refunded.minor, waiting.refund_pending.amount) == (0, "20.00")
    assert (await order_of(services.works, order.id)).refunded.amount == "20.00"
    await assert_sound(services.works)


async def test_a_return_is_received_whole_or_not_at_all(services: Services, die: Die) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 2))
    found = await decide(services, await ask(services, order, 2), ReturnStatus.APPROVED)
    await die("return.received", "receive", found.id)
    before = await return_of(services, found), await stock_of(services.works, tea)

    await crashing.receive(services, found.id)

    assert (before[0].status, before[1]) == (ReturnStatus.APPROVED, (3, 0))
    assert (await return_of(services, found)).status is ReturnStatus.RECEIVED
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


async def test_an_order_that_is_being_given_up_is_given_up_by_another(
    services: Services, worker: Worker, clock: SteppingClock, die: Die
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token=None)
    clock.advance(hours=80)
    await die("expire.asked", "expire", tea)
    assert (await order_of(services.works, placed.order.id)).status is OrderStatus.PENDING

    await tidy(services, worker, clock)

    assert (await order_of(services.works, placed.order.id)).status is OrderStatus.CANCELLED
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)


async def test_a_mail_whose_sender_is_killed_goes_out_again_and_counts_once(
    services: Services, clock: SteppingClock, die: Die, worker: Worker
) -> None:
    await bought(services, (await stocked(services.works), 1))
    await die("mail.sent", "work_off", NOTHING)

    clock.advance(hours=2)
    await worker.run_until_idle()

    found: list[Any] = [each.subject for each in letters(Path(services.settings.mail_folder))]
    assert len(found) == len(set(found)) == 3


async def test_a_message_whose_courier_is_killed_is_sent_again_under_its_id(
    services: Services, clock: SteppingClock, die: Die, worker: Worker, listener: Listener
) -> None:
    await add_hook(services, listener.url, "order.confirmed")
    await bought(services, (await stocked(services.works), 1))
    await die("webhooks.sent", "work_off", NOTHING)

    clock.advance(minutes=10)
    await worker.run_until_idle()
    await services.courier.idle()

    got = [each.headers["webhook-id"] for each in listener.got]
    assert len(got) == 2
    assert len(set(got)) == 1
    assert [each.state for each in await all_deliveries(services)] == [DeliveryState.DELIVERED]
