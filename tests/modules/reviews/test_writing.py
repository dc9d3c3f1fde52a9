"""Customers write, change and remove reviews; each product has one of each."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.flows.merchandising.contracts import RecordStatus
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.modules.catalog.errors import ProductNotFound
from shopwright.modules.orders.contracts import OrderStatus
from shopwright.modules.reviews import queries
from shopwright.modules.reviews import service as reviews
from shopwright.modules.reviews.contracts import Opinion, RatingSummary, ReviewState
from shopwright.modules.reviews.errors import AlreadyReviewed, ReviewNotFound
from tests.support.buying import assert_sound, buy
from tests.support.goods import make_product
from tests.support.people import Person, make_customer
from tests.support.reviewing import make_review

pytestmark = pytest.mark.anyio


@pytest.fixture
async def kettle(services: Services) -> UUID:
    return (await make_product(services.works, "kettle")).id


async def change(services: Services, person: Person, review_id: UUID, opinion: Opinion) -> None:
    async with services.works(system("test")) as work:
        await reviews.change(
            work,
            user_id=person.user_id,
            review_id=review_id,
            opinion=opinion,
            shows_at_once=True,
        )


async def test_a_second_review_of_a_product_is_refused(
    services: Services, db: AsyncConnection, customer: Person, kettle: UUID
) -> None:
    await make_review(services, customer, kettle, 5, is_shown=True)

    with pytest.raises(AlreadyReviewed):
        await make_review(services, customer, kettle, 1, is_shown=True)

    assert (await queries.summary(db, kettle)).counts == (0, 0, 0, 0, 1)


async def test_a_review_waits_for_staff_where_the_shop_is_set_so(
    services: Services, db: AsyncConnection, customer: Person, kettle: UUID
) -> None:
    review = await make_review(services, customer, kettle)

    assert (review.is_shown, review.state, review.author) == (False, ReviewState.NEW, "Robin E.")
    assert await queries.summary(db, kettle) == RatingSummary()


@pytest.mark.parametrize("status", [RecordStatus.DRAFT, RecordStatus.ARCHIVED])
async def test_what_is_not_for_sale_is_not_reviewed(
    services: Services, customer: Person, status: RecordStatus
) -> None:
    hidden = await make_product(services.works, "hidden", status=status)

    for product_id in (hidden.id, ids.new()):
        with pytest.raises(ProductNotFound):
            await make_review(services, customer, product_id)


async def test_a_review_is_verified_by_an_order_that_was_confirmed(
    services: Services, customer: Person
) -> None:
    product = await make_product(services.works, "teapot")
    await buy(services, (product.variants[0].id, 1), user_id=customer.user_id)
    stranger = await make_customer(services)

    bought = await make_review(services, customer, product.id)
    heard = await make_review(services, stranger, product.id)

    assert (bought.is_verified, heard.is_verified) == (True, False)


async def test_an_order_that_is_not_paid_or_was_cancelled_verifies_nothing(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    product = await make_product(services.works, "teapot")
    tea = product.variants[0].id
    await buy(services, (tea, 1), user_id=customer.user_id, token=None)

    review = await make_review(services, customer, product.id)

    assert not review.is_verified
    placed = await buy(services, (tea, 1), user_id=customer.user_id)
    async with services.works(system("test")) as work:
        await fulfilment.move(work, order_id=placed.order.id, to=OrderStatus.PROCESSING)
    await change(services, customer, review.id, Opinion(4))
    changed = await queries.by_id(db, review.id)
    assert changed is not None
    assert changed.is_verified


async def test_an_edit_moves_one_star_to_another(
    services: Services, db: AsyncConnection, customer: Person, kettle: UUID
) -> None:
    review = await make_review(services, customer, kettle, 5, is_shown=True)

    await change(services, customer, review.id, Opinion(2, "Rusty"))

    found = await queries.by_id(db, review.id)
    assert found is not None
    assert (found.opinion, found.version) == (Opinion(2, "Rusty"), 2)
    assert (await queries.summary(db, kettle)).counts == (0, 1, 0, 0, 0)
    await assert_sound(services.works)


async def test_the_same_again_changes_nothing(
    services: Services, db: AsyncConnection, customer: Person, kettle: UUID
) -> None:
    review = await make_review(services, customer, kettle, 5, is_shown=True)

    await change(services, customer, review.id, review.opinion)

    assert await queries.by_id(db, review.id) == review


async def test_nobody_changes_or_removes_anothers(
    services: Services, db: AsyncConnection, customer: Person, kettle: UUID
) -> None:
    review = await make_review(services, customer, kettle, 5, is_shown=True)
    stranger = await make_customer(services)

    with pytest.raises(ReviewNotFound):
        await change(services, stranger, review.id, Opinion(1))
    with pytest.raises(ReviewNotFound):
        async with services.works(system("test")) as work:
            await reviews.remove(work, user_id=stranger.user_id, review_id=review.id)

    assert await queries.by_id(db, review.id) == review


async def test_a_removed_review_counts_no_more_and_may_be_written_anew(
    services: Services, db: AsyncConnection, customer: Person, kettle: UUID
) -> None:
    review = await make_review(services, customer, kettle, 5, is_shown=True)

    async with services.works(system("test")) as work:
        await reviews.remove(work, user_id=customer.user_id, review_id=review.id)

    assert (await queries.summary(db, kettle)).count == 0
    again = await make_review(services, customer, kettle, 3, is_shown=True)
    assert again.id != review.id
    assert (await queries.summary(db, kettle)).counts == (0, 0, 1, 0, 0)
    await assert_sound(services.works)
