"""What a crash leaves of parcels and returns: all of a step or nothing, and money that goes back once."""

import pytest

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.modules.orders.contracts import FulfilmentStatus, ReturnStatus
from tests.conftest import SteppingClock
from tests.journeys.test_crashes import Die, die, tidy
from tests.support.buying import assert_sound, stock_of, stocked
from tests.support.parcels import bought, pack, parcels_of, sent
from tests.support.paying import order_of
from tests.support.returning import came_back, give_back, return_of

pytestmark = pytest.mark.anyio
__all__ = ["die"]


async def test_a_packer_that_is_killed_has_sent_nothing(services: Services, die: Die) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 2))

    await die("parcel.moved", "ship", order.id)

    assert await parcels_of(services, order) == []
    assert await stock_of(services.works, tea) == (5, 2)
    await pack(services, order, is_sent=True)
    now = await order_of(services.works, order.id)
    assert now.fulfilment_status is FulfilmentStatus.SHIPPED
    await assert_sound(services.works)


@pytest.mark.parametrize("failpoint", ["return.refund_begun", "refund.answered", "refund.applying"])
async def test_the_money_of_a_return_goes_back_once_whenever_its_sender_is_killed(
    services: Services, worker: Worker, clock: SteppingClock, die: Die, failpoint: str
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 2))
    received = await came_back(services, order, 1)
    await die(failpoint, "give_back", received.id)

    await tidy(services, worker, clock)
    again = await give_back(services, received)

    assert (await return_of(services, received)).status is ReturnStatus.REFUNDED
    assert str(again.amount) == "10.00 EUR"
    assert (await order_of(services.works, order.id)).refunded.amount == "10.00"
    await assert_sound(services.works)
