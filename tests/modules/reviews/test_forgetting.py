"""An erased person's reviews go, or stay as nobody's; the sums follow."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from shopwright.faces.services import Services
from shopwright.flows.privacy import run as privacy
from shopwright.infra.settings import ReviewsOnErasure, Settings
from shopwright.kernel.actors import system
from shopwright.modules.reviews import queries
from shopwright.modules.reviews import service as reviews
from shopwright.wiring import close_services, open_services
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound
from tests.support.goods import make_product
from tests.support.people import Person, make_customer
from tests.support.reviewing import make_review

pytestmark = pytest.mark.anyio


@pytest.fixture
async def keeping(settings: Settings, clock: SteppingClock) -> AsyncIterator[Services]:
    """A shop that keeps the words of those who are erased."""
    changed = settings.model_copy(update={"reviews_on_erasure": ReviewsOnErasure.KEEP})
    opened = open_services(changed, now=clock)
    yield opened
    await close_services(opened)


async def erase(services: Services, person: Person) -> None:
    async with services.works(system("test")) as work:
        request = await privacy.ask_for_erasure(
            services.bureau, work, user_id=person.user_id, is_at_once=True
        )
    assert await privacy.erase(services.bureau, request_id=request.id)


async def test_reviews_go_with_their_author_and_the_sums_follow(services: Services) -> None:
    kettle = (await make_product(services.works, "kettle")).id
    robin, other = await make_customer(services), await make_customer(services)
    gone = await make_review(services, robin, kettle, 1, is_shown=True)
    stays = await make_review(services, other, kettle, 5, is_shown=True)
    async with services.works(system("test")) as work:
        await reviews.report(
            work, review_id=stays.id, user_id=robin.user_id, reason="I am Robin Example."
        )

    await erase(services, robin)

    async with services.works.reading() as db:
        assert await queries.by_id(db, gone.id) is None
        assert await queries.by_id(db, stays.id) == replace(stays, reports=1)
        assert (await queries.summary(db, kettle)).counts == (0, 0, 0, 0, 1)
        assert [each.reason for each in await queries.reports(db, stays.id)] == [""]
    await assert_sound(services.works)


async def test_words_stay_as_nobodys_where_the_shop_is_set_so(keeping: Services) -> None:
    kettle = (await make_product(keeping.works, "kettle")).id
    robin = await make_customer(keeping)
    review = await make_review(keeping, robin, kettle, 1, is_shown=True)

    await erase(keeping, robin)

    async with keeping.works.reading() as db:
        assert await queries.by_id(db, review.id) == replace(review, user_id=None, author="")
        assert (await queries.summary(db, kettle)).counts == (1, 0, 0, 0, 0)
    await assert_sound(keeping.works)
