"""Who bought only after he wrote is a buyer too; what he wrote stays as it is."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.infra.jobs.worker import Worker
from shopwright.kernel.actors import system
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import OrderStatus
from shopwright.modules.reviews import queries
from shopwright.modules.reviews import service as reviews
from shopwright.modules.reviews.contracts import Review
from tests.support.buying import buy
from tests.support.goods import make_product
from tests.support.people import Person, make_customer
from tests.support.reviewing import make_review

pytestmark = pytest.mark.anyio
ACTOR = system("test")


async def read(db: AsyncConnection, review: Review) -> Review:
    found = await queries.by_id(db, review.id)
    assert found is not None
    return found


async def test_reviews_from_before_an_order_are_a_buyers_when_it_is_confirmed(
    services: Services, db: AsyncConnection, worker: Worker, customer: Person
) -> None:
    kettle, mug = [await make_product(services.works, name) for name in ("kettle", "mug")]
    stranger = await make_customer(services)
    of_kettle = await make_review(services, customer, kettle.id, is_shown=True)
    of_mug = await make_review(services, customer, mug.id)
    others = await make_review(services, stranger, kettle.id)
    summary = await queries.summary(db, kettle.id)

    await buy(services, (kettle.variants[0].id, 1), user_id=customer.user_id)
    await worker.run_until_idle()

    after = await read(db, of_kettle)
    assert (of_kettle.is_verified, after.is_verified) == (False, True)
    assert (after.version, after.text, after.state) == (1, of_kettle.text, of_kettle.state)
    assert after.updated_at == of_kettle.updated_at
    assert not (await read(db, of_mug)).is_verified
    assert not (await read(db, others)).is_verified
    assert await queries.summary(db, kettle.id) == summary


async def test_an_order_that_was_given_back_before_it_was_heard_of_makes_no_buyer(
    services: Services, db: AsyncConnection, worker: Worker, customer: Person
) -> None:
    kettle = await make_product(services.works, "kettle")
    review = await make_review(services, customer, kettle.id)
    placed = await buy(services, (kettle.variants[0].id, 1), user_id=customer.user_id)
    await returns.cancel(services.desk, ACTOR, order_id=placed.order.id, reason="changed my mind")

    await worker.run_until_idle()

    assert not (await read(db, review)).is_verified


async def test_a_review_written_between_two_steps_is_found_at_the_delivery(
    services: Services, db: AsyncConnection, worker: Worker, customer: Person
) -> None:
    kettle = await make_product(services.works, "kettle")
    review = await make_review(services, customer, kettle.id)
    tea = kettle.variants[0].id
    placed = await buy(services, (tea, 1), user_id=customer.user_id, token=None)

    async def move(to: OrderStatus) -> None:
        async with services.works(ACTOR) as work:
            await orders.move(work, order_id=placed.order.id, to=to)

    await worker.run_until_idle()
    before = (await read(db, review)).is_verified
    for step in ("confirmed", "processing", "shipped", "delivered"):
        await move(OrderStatus(step))
    await worker.run_until_idle()

    assert (before, (await read(db, review)).is_verified) == (False, True)


async def test_done_twice_it_is_done_once_and_a_guests_order_does_nothing(
    services: Services, customer: Person
) -> None:
    kettle = await make_product(services.works, "kettle")
    await make_review(services, customer, kettle.id)
    tea = kettle.variants[0].id
    own = await buy(services, (tea, 1), user_id=customer.user_id)
    guests = await buy(services, (tea, 1))

    async with services.works(ACTOR) as work:
        marked = [
            await reviews.verify_bought(work, order_id=each.order.id) for each in (guests, own, own)
        ]

    assert marked == [0, 1, 0]
