"""Sending again by a range of time, forgetting what is old, and what production refuses."""

import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.settings import Environment, Settings
from shopwright.kernel import ids
from shopwright.modules.catalog.events import ProductPublished
from shopwright.satellites.webhooks import service
from shopwright.satellites.webhooks.contracts import DeliveryState
from shopwright.satellites.webhooks.errors import EndpointNotFound
from tests.conftest import SteppingClock
from tests.satellites.webhooks.test_send import all_deliveries, work_off
from tests.support.buying import stocked
from tests.support.hooks import ACTOR, Listener, add_hook
from tests.support.parcels import bought

pytestmark = pytest.mark.anyio


async def publish(services: Services, worker: Worker, clock: SteppingClock, times: int) -> None:
    """So many messages, an hour between them."""
    for _ in range(times):
        async with services.works(ACTOR) as work:
            work.record(ProductPublished(ids.new()))
        await work_off(services, worker)
        clock.advance(hours=1)


def ids_of(listener: Listener) -> list[str]:
    return [each.headers["webhook-id"] for each in listener.got]


async def test_a_range_of_time_is_sent_again_under_the_same_ids_and_nothing_else(
    services: Services, worker: Worker, listener: Listener, clock: SteppingClock
) -> None:
    endpoint, _ = await add_hook(services, listener.url, "product.*")
    other, _ = await add_hook(services, listener.url, "product.published")
    await publish(services, worker, clock, 4)
    before = clock() - timedelta(hours=4)
    mine = [each for each in await all_deliveries(services) if each.endpoint_id == endpoint.id]
    mine.sort(key=lambda each: each.created_at)
    listener.got.clear()

    async with services.works(ACTOR) as work:
        count = await service.replay_range(
            work,
            endpoint_id=endpoint.id,
            since=before + timedelta(hours=1),
            until=before + timedelta(hours=3),
        )
    await work_off(services, worker)

    assert count == 2
    assert sorted(ids_of(listener)) == sorted(str(each.event_id) for each in mine[1:3])
    assert {each.state for each in await all_deliveries(services)} == {DeliveryState.DELIVERED}
    assert other.id != endpoint.id


async def test_no_range_of_nobody_is_sent_again(services: Services, clock: SteppingClock) -> None:
    with pytest.raises(EndpointNotFound):
        async with services.works(ACTOR) as work:
            await service.replay_range(
                work, endpoint_id=ids.new(), since=clock() - timedelta(days=1), until=clock()
            )


async def test_what_was_sent_is_forgotten_after_its_time(
    services: Services, worker: Worker, listener: Listener, clock: SteppingClock
) -> None:
    await add_hook(services, listener.url, "product.*")
    await publish(services, worker, clock, 3)

    async with services.works(ACTOR) as work:
        gone = await service.sweep(work, kept=timedelta(hours=2, minutes=30))

    left = await all_deliveries(services)
    assert (gone, len(left)) == (1, 2)
    assert all(each.created_at >= clock() - timedelta(hours=2, minutes=30) for each in left)


async def test_an_order_is_told_from_its_placing_to_its_invoice(
    services: Services, worker: Worker, listener: Listener
) -> None:
    await add_hook(services, listener.url, "order.placed", "invoice.*")

    order = await bought(services, (await stocked(services.works, price="10.00"), 2))
    await work_off(services, worker)

    told: dict[str, Any] = {}
    for got in listener.got:
        message = json.loads(got.body)
        told[message["type"]] = message["data"]
    assert sorted(told) == ["invoice.issued", "order.placed"]
    assert told["order.placed"]["total"] == told["invoice.issued"]["total"] == 2000
    assert told["order.placed"]["order"]["id"] == str(order.id)
    assert told["invoice.issued"]["number"].endswith("-00001")
    assert "guest@example.com" not in json.dumps(told)


def test_production_sends_nothing_to_private_addresses() -> None:
    with pytest.raises(ValidationError, match="WEBHOOKS_ALLOW_PRIVATE"):
        Settings(
            _env_file=None,
            environment=Environment.PRODUCTION,
            secret_key="k" * 64,
            public_url="https://shop.example",
            webhooks_allow_private=True,
            payment_providers="",
        )
