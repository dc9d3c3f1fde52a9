"""Sending: signed as others verify it, tried again, given up, and never held up by somebody else's machine."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook, WebhookVerificationError

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.mail.folder import letters
from shopwright.infra.outbox import OutboxEvent
from shopwright.kernel import ids
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog.events import ProductPublished
from shopwright.satellites.webhooks import queries, service
from shopwright.satellites.webhooks.contracts import (
    Delivery,
    DeliveryFilter,
    DeliveryState,
    DisabledReason,
)
from shopwright.satellites.webhooks.service import handing
from shopwright.wiring.people import courier_of
from tests.conftest import SteppingClock
from tests.support.hooks import ACTOR, Got, Listener, add_hook, tried_out

pytestmark = pytest.mark.anyio
_GONE = b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n"
_FAULT = b"HTTP/1.1 500 Oops\r\ncontent-length: 6\r\n\r\nsecret"


async def work_off(services: Services, worker: Worker) -> None:
    await worker.run_until_idle()
    await services.courier.idle()


async def all_deliveries(services: Services) -> list[Delivery]:
    async with services.works.reading() as db:
        return list((await queries.deliveries(db, DeliveryFilter(), PageRequest(100))).items)


def is_signed(secret: str, got: Got) -> bool:
    """Whether the library for receivers would sign it the same way, whatever its clock says."""
    moment = datetime.fromtimestamp(float(got.headers["webhook-timestamp"]), tz=UTC)
    made = Webhook(secret).sign(got.headers["webhook-id"], moment, got.body.decode())
    return made in got.headers["webhook-signature"].split(" ")


async def test_what_happened_is_sent_once_and_verifies(
    services: Services, worker: Worker, listener: Listener
) -> None:
    _, secret = await add_hook(services, listener.url, "product.*")
    await add_hook(services, listener.url, "order.*")
    product_id = ids.new()

    async with services.works(ACTOR) as work:
        work.record(ProductPublished(product_id))
    await work_off(services, worker)

    [got] = listener.got
    told = Webhook(secret).verify(got.body, got.headers)
    assert told["type"] == "product.published"
    assert told["data"] == {"product_id": str(product_id)}
    [delivery] = await all_deliveries(services)
    assert delivery.state is DeliveryState.DELIVERED
    assert got.headers["webhook-id"] == str(delivery.event_id)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(got.body + b" ", got.headers)


async def test_nobody_hears_where_nothing_wants_to_be_heard(
    services: Services, worker: Worker, listener: Listener
) -> None:
    await add_hook(services, listener.url, "order.*")

    async with services.works(ACTOR) as work:
        work.record(ProductPublished(ids.new()))
    await work_off(services, worker)

    assert await all_deliveries(services) == []
    assert listener.got == []


async def test_two_secrets_sign_for_a_day_after_one_was_renewed(
    services: Services, worker: Worker, listener: Listener, clock: SteppingClock
) -> None:
    endpoint, old = await add_hook(services, listener.url)
    async with services.works(ACTOR) as work:
        _, new = await service.rotate_secret(work, endpoint_id=endpoint.id)

    await tried_out(services, endpoint.id)
    await work_off(services, worker)
    clock.advance(hours=24)
    await tried_out(services, endpoint.id)
    await work_off(services, worker)

    within, after = listener.got
    assert [is_signed(old, each) for each in (within, after)] == [True, False]
    assert [is_signed(new, each) for each in (within, after)] == [True, True]


async def test_a_machine_that_is_down_gets_it_later_under_the_same_id(
    services: Services, worker: Worker, listener: Listener, clock: SteppingClock
) -> None:
    endpoint, _ = await add_hook(services, listener.url)
    listener.answer = _FAULT
    delivery_id = await tried_out(services, endpoint.id)

    await work_off(services, worker)
    clock.advance(seconds=3)
    await work_off(services, worker)
    early = len(listener.got)
    listener.answer = b"HTTP/1.1 204 No Content\r\n\r\n"
    clock.advance(seconds=3)
    await work_off(services, worker)

    assert early == 1
    assert len({each.headers["webhook-id"] for each in listener.got}) == 1
    assert len({each.body for each in listener.got}) == 1
    async with services.works.reading() as db:
        found = await queries.delivery(db, delivery_id)
        log = [each.status for each in await queries.attempts(db, delivery_id)]
        shown = await queries.endpoint(db, endpoint.id)
    assert found is not None
    assert shown is not None
    assert (found.state, found.attempts, log) == (DeliveryState.DELIVERED, 2, [500, 204])
    assert shown.failing_since is None


async def test_it_is_given_up_after_nearly_three_days_and_sent_when_asked_again(
    services: Services, worker: Worker, listener: Listener, clock: SteppingClock
) -> None:
    endpoint, _ = await add_hook(services, listener.url)
    listener.answer = _FAULT
    delivery_id = await tried_out(services, endpoint.id)
    start = clock.time
    for _ in range(13):
        await work_off(services, worker)
        [found] = await all_deliveries(services)
        clock.time = found.next_at or clock.time

    lasted = clock.time - start
    [given_up] = await all_deliveries(services)
    async with services.works(ACTOR) as work:
        await service.replay(work, delivery_id=delivery_id)
    listener.answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
    await work_off(services, worker)

    assert given_up.state is DeliveryState.DEAD
    assert timedelta(hours=60) < lasted < timedelta(hours=80)
    assert len(listener.got) == 14
    assert [each.state for each in await all_deliveries(services)] == [DeliveryState.DELIVERED]


async def test_who_answers_gone_gets_no_more_and_staff_is_told(
    services: Services, worker: Worker, listener: Listener
) -> None:
    endpoint, _ = await add_hook(services, listener.url)
    listener.answer = _GONE
    await tried_out(services, endpoint.id)

    await work_off(services, worker)
    await work_off(services, worker)

    async with services.works.reading() as db:
        found = await queries.endpoint(db, endpoint.id)
        names = list((await db.execute(select(OutboxEvent.name))).scalars())
    assert found is not None
    assert (found.is_active, found.disabled_reason) == (False, DisabledReason.GONE)
    assert names.count("webhook.disabled") == 1
    [delivery] = await all_deliveries(services)
    assert delivery.state is DeliveryState.DEAD
    [letter] = letters(Path(services.settings.mail_folder))
    assert letter.to == "staff@shop.example"
    assert listener.url in letter.text


@pytest.mark.parametrize(("days", "is_active"), [(4, True), (5, False)])
async def test_who_fails_for_days_gets_no_more(
    services: Services,
    worker: Worker,
    listener: Listener,
    clock: SteppingClock,
    *,
    days: int,
    is_active: bool,
) -> None:
    endpoint, _ = await add_hook(services, listener.url)
    listener.answer = _FAULT
    await tried_out(services, endpoint.id)
    await work_off(services, worker)
    clock.advance(days=days)

    await services.courier.wake(services.works, endpoint.id)
    await services.courier.idle()

    async with services.works.reading() as db:
        found = await queries.endpoint(db, endpoint.id)
    assert found is not None
    assert found.is_active is is_active


async def test_who_dies_between_sending_and_marking_is_replaced_and_the_id_stays(
    services: Services, worker: Worker, listener: Listener, clock: SteppingClock
) -> None:
    endpoint, _ = await add_hook(services, listener.url)
    await tried_out(services, endpoint.id)
    async with services.works(ACTOR) as work:
        lost = await handing.take(work, endpoint.id)  # and nobody marks it

    await work_off(services, worker)
    within_lease = len(listener.got)
    clock.advance(seconds=61)
    await work_off(services, worker)

    assert lost is not None
    assert within_lease == 0
    assert [each.headers["webhook-id"] for each in listener.got] == [str(lost.event_id)]
    [delivery] = await all_deliveries(services)
    assert (delivery.state, delivery.attempts) == (DeliveryState.DELIVERED, 2)


async def test_two_couriers_send_each_message_once(services: Services, listener: Listener) -> None:
    endpoint, _ = await add_hook(services, listener.url)
    for _ in range(6):
        await tried_out(services, endpoint.id)
    couriers = [courier_of(services.settings) for _ in range(2)]

    await asyncio.gather(*(each.wake(services.works, endpoint.id) for each in couriers))
    await asyncio.gather(*(each.idle() for each in couriers))

    assert len(listener.got) == 6
    assert len({each.headers["webhook-id"] for each in listener.got}) == 6


async def test_a_slow_machine_holds_up_nobody_else(
    services: Services, worker: Worker, listener: Listener
) -> None:
    slow = Listener(held=asyncio.Event())
    await slow.open()
    first, _ = await add_hook(services, slow.url)
    second, _ = await add_hook(services, listener.url)
    await tried_out(services, first.id)
    await tried_out(services, second.id)

    await worker.run_until_idle()
    await asyncio.wait_for(asyncio.gather(slow.arrived.wait(), listener.arrived.wait()), 5)

    assert (len(slow.got), len(listener.got)) == (1, 1)
    assert slow.held is not None
    slow.held.set()
    await services.courier.idle()
    await slow.close()
    states = {each.state for each in await all_deliveries(services)}
    assert states == {DeliveryState.DELIVERED}
