"""The process is killed with -9 while an order takes the last use of a promotion: it is used once, or not at all."""

import multiprocessing
from dataclasses import replace

import pytest
from anyio import to_thread

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.infra.jobs.worker import Worker
from shopwright.modules.promotions import queries
from tests.conftest import SteppingClock
from tests.journeys import crashing
from tests.modules.promotions.making import running
from tests.support.buying import assert_sound, filled_cart, stocked, wish

pytestmark = pytest.mark.anyio

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.journeys.crashing"])


@pytest.mark.parametrize(
    ("failpoint", "token", "uses"),
    [
        ("checkout.redeemed", "test_ok", 0),
        ("checkout.reserved", "test_ok", 0),
        ("checkout.opened", "test_ok", 0),
        ("checkout.paid", "test_declined", 0),
        ("checkout.paid", "test_ok", 1),
        ("checkout.settled", "test_ok", 1),
    ],
)
async def test_the_last_use_is_neither_lost_nor_doubled_by_a_crash(
    services: Services,
    worker: Worker,
    clock: SteppingClock,
    database_url: str,
    *,
    failpoint: str,
    token: str,
    uses: int,
) -> None:
    tea = await stocked(services.works)
    promotion = await running(services.works, usage_limit=1, customer_limit=1)
    cart_id = await filled_cart(services, (tea, 1))
    deed = replace(wish(token=token), cart_id=cart_id)
    child = _forks.Process(
        target=crashing.run, args=(database_url, clock(), failpoint, "place", deed)
    )
    child.start()
    await to_thread.run_sync(child.join, 30)
    assert child.exitcode == -9, f"{failpoint} was not reached"

    for minutes in (0, 2, 61):
        clock.advance(minutes=minutes)
        await worker.run_until_idle()
        await checkout.reconcile(services.till)
        await checkout.expire_orders(services.till)

    async with services.works.reading() as db:
        found = await queries.promotion(db, promotion.id)
        usage = await queries.usage(db, promotion.id)
    assert found is not None
    assert (found.used, usage.orders) == (uses, uses)
    await assert_sound(services.works)
