"""Sums of stars and votes stay exact, whoever writes at the same time."""

import asyncio
from collections.abc import Coroutine
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.kernel.paging import PageRequest
from shopwright.modules.reviews import queries
from shopwright.modules.reviews import service as reviews
from shopwright.modules.reviews.contracts import (
    Opinion,
    Review,
    ReviewFilter,
    ReviewSort,
    ReviewState,
)
from shopwright.modules.reviews.errors import AlreadyReviewed, ReviewChanged, ReviewNotFound
from shopwright.modules.reviews.models import ReviewRow, ReviewSummaryRow
from shopwright.satellites.bookkeeping.queries import violations
from tests.support.buying import assert_sound
from tests.support.goods import make_product
from tests.support.people import Person, make_customer
from tests.support.reviewing import make_review

pytestmark = pytest.mark.anyio
WRITERS = 64


async def _gathered(deeds: list[Coroutine[object, object, object]]) -> list[object]:
    found = await asyncio.gather(*deeds, return_exceptions=True)
    return [each for each in found if isinstance(each, BaseException)]


async def _change(services: Services, review: Review, rating: int) -> None:
    assert review.user_id is not None
    async with services.works(system("test")) as work:
        await reviews.change(
            work,
            user_id=review.user_id,
            review_id=review.id,
            opinion=Opinion(rating, "Other"),
            shows_at_once=True,
        )


async def _remove(services: Services, review: Review) -> None:
    assert review.user_id is not None
    async with services.works(system("test")) as work:
        await reviews.remove(work, user_id=review.user_id, review_id=review.id)


async def _moderate(services: Services, review: Review, state: ReviewState) -> None:
    async with services.works(system("test")) as work:
        await reviews.moderate(
            work, review_id=review.id, version=review.version, state=state, reason="Why not"
        )


async def test_sixty_four_writers_at_once_leave_exact_sums(
    services: Services, db: AsyncConnection
) -> None:
    kettle = (await make_product(services.works, "kettle")).id
    people = [await make_customer(services) for _ in range(WRITERS)]

    failed = await _gathered(
        [
            make_review(services, person, kettle, 1 + place % 5, is_shown=True)
            for place, person in enumerate(people)
        ]
    )

    assert failed == []
    assert (await queries.summary(db, kettle)).counts == (13, 13, 13, 13, 12)
    written = (await _all(db, kettle))[:48]
    failed = await _gathered(
        [
            deed
            for review in written
            for deed in (
                _change(services, review, 6 - review.rating),
                _moderate(services, review, ReviewState.REJECTED),
                _remove(services, review) if review.rating == 5 else _change(services, review, 3),
            )
        ]
    )
    assert {type(each) for each in failed} <= {ReviewNotFound, ReviewChanged}
    left = await _all(db, kettle)
    counts = [
        sum(review.rating == stars and review.is_shown for review in left) for stars in range(1, 6)
    ]
    assert list((await queries.summary(db, kettle)).counts) == counts
    await assert_sound(services.works)


async def _all(db: AsyncConnection, product_id: UUID) -> list[Review]:
    from_page = await queries.page(
        db,
        ReviewFilter(product_id=product_id),
        ReviewSort.NEWEST,
        PageRequest(limit=100),
    )
    return list(from_page.items)


async def test_of_many_reviews_of_one_customer_one_stays(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    kettle = (await make_product(services.works, "kettle")).id

    failed = await _gathered(
        [make_review(services, customer, kettle, 4, is_shown=True) for _ in range(8)]
    )

    assert [type(each) for each in failed] == [AlreadyReviewed] * 7
    assert (await queries.summary(db, kettle)).counts == (0, 0, 0, 1, 0)


async def test_votes_of_many_are_counted_once_each(services: Services, customer: Person) -> None:
    kettle = (await make_product(services.works, "kettle")).id
    review = await make_review(services, customer, kettle, is_shown=True)
    voters = [await make_customer(services) for _ in range(16)]

    async def vote(voter: Person) -> int:
        async with services.works(system("test")) as work:
            return await reviews.vote(work, review_id=review.id, user_id=voter.user_id)

    failed = await _gathered([vote(voter) for voter in voters for _ in range(3)])

    assert failed == []
    async with services.works.reading() as db:
        found = await queries.by_id(db, review.id)
    assert found is not None
    assert found.helpful == 16
    await assert_sound(services.works)


async def test_the_books_tell_of_wrong_sums(services: Services, customer: Person) -> None:
    kettle = (await make_product(services.works, "kettle")).id
    review = await make_review(services, customer, kettle, is_shown=True)

    async with services.works(system("test")) as work:
        await work.db.execute(update(ReviewSummaryRow).values(stars_4=1))
        await work.db.execute(update(ReviewRow).values(helpful=7))

    async with services.works.reading() as db:
        found = await violations(db)
    assert [(each.rule, each.subject.replace("-", "")) for each in found] == [
        ("a product's stars are those of its reviews", kettle.hex),
        ("a review's helpful votes are counted", review.id.hex),
    ]
