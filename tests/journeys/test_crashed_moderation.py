"""Staff's verdict on a review is killed with -9 on its way: verdict and sums are there together, or neither is."""

import multiprocessing

import pytest
from anyio import to_thread

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.reviews import queries
from shopwright.modules.reviews import service as reviews
from shopwright.modules.reviews.contracts import ReviewState
from tests.conftest import SteppingClock
from tests.journeys import crashing
from tests.support.buying import assert_sound
from tests.support.goods import make_product
from tests.support.people import Person, make_customer
from tests.support.reviewing import make_review

pytestmark = pytest.mark.anyio
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.journeys.crashing"])


@pytest.mark.parametrize("failpoint", ["reviews.moderated", "reviews.counted"])
async def test_a_verdict_that_is_killed_leaves_the_sums_exact(
    services: Services,
    database_url: str,
    clock: SteppingClock,
    customer: Person,
    failpoint: str,
) -> None:
    kettle = await make_product(services.works, "kettle")
    review = await make_review(services, customer, kettle.id, 5)
    await make_review(services, await make_customer(services), kettle.id, 3, is_shown=True)
    subject = (database_url, clock(), failpoint, "moderate", review.id)
    process = _forks.Process(target=crashing.run, args=subject)

    process.start()
    await to_thread.run_sync(process.join, 30)

    assert process.exitcode == -9
    async with services.works.reading() as db:
        left = await queries.by_id(db, review.id)
        summary = await queries.summary(db, kettle.id)
    assert left == review
    assert summary.counts == (0, 0, 1, 0, 0)
    await assert_sound(services.works)
    async with services.works(system("staff")) as work:
        await reviews.moderate(
            work, review_id=review.id, version=review.version, state=ReviewState.APPROVED
        )
    async with services.works.reading() as db:
        assert (await queries.summary(db, kettle.id)).counts == (0, 0, 1, 0, 1)
    await assert_sound(services.works)
