"""PostgreSQL is killed with -9 under what runs beside the money, and under a whole crowd: all of it is there afterwards, once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import anyio
import httpx2
import pytest
from anyio import to_thread

from shopwright.flows.merchandising.contracts import BulkOperation, FileSubject, ProductPatch
from shopwright.flows.merchandising.run import file_tasks
from shopwright.flows.merchandising.run.bulk_edit import bulk_edit
from shopwright.flows.merchandising.run.create_product import create_product
from shopwright.flows.privacy import run as privacy
from shopwright.infra import faults
from shopwright.infra.files import tasks
from shopwright.infra.files.sheets import FileFormat
from shopwright.infra.jobs.worker import Worker, end
from shopwright.infra.mail.folder import letters
from shopwright.kernel.paging import PageRequest
from shopwright.main import create_app
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import ApprovalFilter, ApprovalState, ProductStatus
from shopwright.modules.customers import queries as customers
from shopwright.modules.customers.contracts import RequestState
from shopwright.modules.reviews import queries as reviews
from shopwright.satellites.webhooks.contracts import DeliveryState
from tests.journeys.killing import House, house
from tests.satellites.webhooks.test_send import all_deliveries
from tests.support.buying import buy, stock_of, stocked
from tests.support.goods import MERCHANT, make_product, record
from tests.support.hooks import Listener, add_hook
from tests.support.parcels import sent
from tests.support.people import actor_of, make_customer, make_vendor
from tests.support.reviewing import make_review

pytestmark = pytest.mark.anyio
__all__ = ["house"]
PATIENCE, MAILS = 30, 3
HOME = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the shop as it runs, with what runs in its background."""
    app = create_app(house.services.settings, services=house.services)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://shop.test/api/v1") as opened,
    ):
        yield opened


async def test_a_crowd_that_asks_again_has_one_order_each_and_pays_once(
    house: House, client: httpx2.AsyncClient
) -> None:
    tea = await stocked(house.services.works, stock=20)
    left, door = 9, asyncio.Semaphore(4)

    def kill_at_the_last() -> None:
        nonlocal left
        left -= 1
        if left:
            faults.arm("checkout.settling", kill_at_the_last)
        else:
            house.server.kill()

    faults.arm("checkout.settling", kill_at_the_last)
    first = await asyncio.gather(*(order(client, tea, place, door) for place in range(16)))
    faults.arm("")
    await to_thread.run_sync(house.server.start_again)
    house.clock.advance(seconds=31)
    again = await asyncio.gather(*(order(client, tea, place, door) for place in range(16)))

    statuses = Counter(each.status_code for each in first)
    assert left == 0
    assert set(statuses) == {201, 503}
    assert {each.headers.get("retry-after") for each in first if each.status_code == 503} == {"1"}
    assert {each.status_code for each in again} == {201}
    for before, after in zip(first, again, strict=True):
        if before.status_code == 201:
            assert before.json()["id"] == after.json()["id"]
    orders = await house.orders_with(tea)
    assert {str(each.id) for each in orders} == {each.json()["id"] for each in again}
    assert {await house.at_provider(each) for each in orders} == {(1000, 0)}
    assert await stock_of(house.services.works, tea) == (20, 16)
    await house.assert_sound()


async def order(
    client: httpx2.AsyncClient, variant_id: UUID, place: int, door: asyncio.Semaphore
) -> httpx2.Response:
    body: dict[str, Any] = {
        "email": f"guest{place}@example.com",
        "shipping_address": HOME,
        "items": [{"variant_id": str(variant_id)}],
        "payment": {"provider": "test", "token": "test_ok"},
    }
    headers = {"Idempotency-Key": f"of-the-crowd-{place}"}
    async with door:
        return await client.post("/orders", json=body, headers=headers)


async def test_the_shop_says_that_it_is_away_and_is_back_with_the_first_request(
    house: House, client: httpx2.AsyncClient
) -> None:
    await client.get("/products")

    house.server.kill()
    away = [(await client.get(f"http://shop.test{path}")) for path in PATHS]
    await to_thread.run_sync(house.server.start_again)
    back = [(await client.get(f"http://shop.test{path}")) for path in PATHS]

    assert [each.status_code for each in away] == [503, 503, 200]
    assert away[0].json()["code"] == "unavailable"
    assert [each.status_code for each in back] == [200, 200, 200]


PATHS = ("/api/v1/products", "/health/ready", "/health/live")


@pytest.mark.parametrize("failpoint", ["mail.sent", "webhooks.sent"])
async def test_a_worker_lives_through_it_and_takes_up_its_jobs(
    house: House, failpoint: str
) -> None:
    await house.worker.run_until_idle()
    listener = await Listener().open()
    hook, _ = await add_hook(house.services, listener.url, "order.confirmed")
    name = f"{failpoint}@example.com"
    placed = await buy(house.services, (await stocked(house.services.works), 1), email=name)
    died = asyncio.Event()

    def kill() -> None:
        house.server.kill()
        died.set()

    faults.arm(failpoint, kill)
    worker = Worker(house.services.works, house.services.bell, poll_seconds=0.1)
    task = asyncio.create_task(worker.run())
    try:
        with anyio.fail_after(PATIENCE):
            await died.wait()
            await to_thread.run_sync(house.server.start_again)
            while not await is_delivered(house, hook.id) or len(mails_to(house, name)) < MAILS:
                house.clock.advance(minutes=1)  # leases of what was in hand end, pauses too
                await anyio.sleep(0.1)
        still_runs = not task.done()
    finally:
        await end(worker, task, seconds=PATIENCE)
        await listener.close()

    assert still_runs
    assert len(set(mails_to(house, name))) == len(mails_to(house, name)) == MAILS
    assert {each.headers["webhook-id"] for each in listener.got} == {
        each.headers["webhook-id"] for each in listener.got[:1]
    }
    assert str(placed.order.id).encode() in listener.got[-1].body
    await house.assert_sound()


def mails_to(house: House, address: str) -> list[str]:
    found = letters(Path(house.services.settings.mail_folder))
    return [each.subject for each in found if each.to == address]


async def is_delivered(house: House, endpoint_id: UUID) -> bool:
    found = [
        each for each in await all_deliveries(house.services) if each.endpoint_id == endpoint_id
    ]
    return [each.state for each in found] == [DeliveryState.DELIVERED]


@pytest.mark.parametrize("failpoint", ["reviews.moderated", "reviews.counted"])
async def test_a_verdict_and_the_sums_are_there_together(house: House, failpoint: str) -> None:
    works = house.services.works
    kettle = await make_product(works, f"kettle-{failpoint.rpartition('.')[2]}")
    review = await make_review(house.services, await make_customer(house.services), kettle.id, 5)

    told = await house.killed_doing(failpoint, "moderate", review.id)

    async with works.reading() as db:
        left, sums = await reviews.by_id(db, review.id), await reviews.summary(db, kettle.id)
    assert (told, left, sums.counts) == (False, review, (0, 0, 0, 0, 0))
    await house.assert_sound()


async def test_an_approval_and_what_it_changes_are_there_together(house: House) -> None:
    works = house.services.works
    vendor = await actor_of(house.services, await make_vendor(house.services))
    async with works(vendor) as work:
        mug = await create_product(work, record=record("vendors-mug"), category_ids=[])
    wanted = ApprovalFilter(product_id=mug.id)
    async with works.reading() as db:
        [waiting] = (await catalog.approvals(db, wanted, PageRequest(limit=1))).items

    told = await house.killed_doing("merchandising.approved", "approve", waiting.id)

    async with works.reading() as db:
        left = await catalog.approval(db, waiting.id)
        shown = await catalog.product(db, mug.id)
    assert told is False
    assert left is not None
    assert shown is not None
    assert (left.state, shown.status) == (ApprovalState.PENDING, ProductStatus.DRAFT)
    await house.assert_sound()


async def test_a_bulk_edit_is_there_whole_or_not_at_all(house: House) -> None:
    works = house.services.works
    product = await make_product(works, "bulky")
    edit = BulkOperation(product_id=product.id, patch=ProductPatch(brand="Killed"))

    async def editing() -> None:
        async with works(MERCHANT) as work:
            await bulk_edit(work, operations=[edit], rejects_all=False)

    told = await house.killed("merchandising.bulk_written", editing())

    async with works.reading() as db:
        left = await catalog.product(db, product.id)
    assert told is False
    assert left is not None
    assert left.brand == product.brand
    await house.assert_sound()


@pytest.mark.parametrize(("failpoint", "files"), [("files.stored", 2), ("files.made", 1)])
async def test_a_file_counts_as_made_once(house: House, failpoint: str, files: int) -> None:
    clerk, subject = house.services.clerk, FileSubject.PRODUCTS
    async with house.services.works(MERCHANT) as work:
        asked = await file_tasks.ask_for_export(clerk, work, subject=subject, form=FileFormat.CSV)
    before = {each.key async for each in clerk.store.entries()}

    told = await house.killed_doing(failpoint, "export", asked.id)
    await house.worker.run_until_idle()

    async with house.services.works.reading() as db:
        made = await tasks.task(db, asked.id)
    stored = {each.key async for each in clerk.store.entries()} - before
    assert told is (failpoint == "files.made")
    assert (made.state, len(stored)) == (tasks.TaskState.DONE, files)
    assert made.file_key in stored


async def test_an_erasure_goes_on_where_it_was(house: House) -> None:
    person = await make_customer(house.services)
    await sent(house.services, (await stocked(house.services.works), 1), user_id=person.user_id)
    async with house.services.works(MERCHANT) as work:
        request = await privacy.ask_for_erasure(
            house.services.bureau, work, user_id=person.user_id, is_at_once=True
        )

    erasing = privacy.erase(house.services.bureau, request_id=request.id)
    told = await house.killed("privacy.erased_orders", erasing)
    house.clock.advance(hours=2)
    await house.worker.run_until_idle()

    async with house.services.works.reading() as db:
        found = await customers.data_request(db, request.id)
    assert (told, found.state) == (False, RequestState.DONE)
    await house.assert_sound()
