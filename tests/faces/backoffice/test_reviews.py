"""Reviews: read by staff, let through or not, answered."""

import httpx2
import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from shopwright.modules.reviews import queries
from shopwright.modules.reviews import service as reviews
from shopwright.modules.reviews.contracts import Opinion, Review
from tests.faces.backoffice.test_products import ESCAPED, PROBE
from tests.support.desk import Clerk, at_the_desk, form_of
from tests.support.goods import make_product
from tests.support.people import Person, actor_of
from tests.support.reviewing import make_review
from tests.support.roles import person_with

pytestmark = pytest.mark.anyio
QUEUE = "/admin/reviews"


@pytest.fixture
async def said(services: Services, customer: Person) -> Review:
    """A review of a mug that waits for staff."""
    mug = await make_product(services.works, "mug", title=PROBE)
    async with services.works(await actor_of(services, customer)) as work:
        return await reviews.add(
            work,
            user_id=customer.user_id,
            product_id=mug.id,
            opinion=Opinion(2, PROBE, f"Cold. {PROBE}"),
            shows_at_once=False,
        )


async def stored(services: Services, review: Review) -> Review:
    async with services.works.reading() as db:
        found = await queries.by_id(db, review.id)
    assert found is not None
    return found


async def test_new_reviews_wait_in_the_queue_and_are_let_through(
    clerk: Clerk, services: Services, said: Review
) -> None:
    queue = await clerk.look(QUEUE)

    done = await clerk.send(QUEUE, f"{QUEUE}/{said.id}/moderate", state="approved")

    assert queue.text.count(ESCAPED) >= 3
    assert "2 stars" in queue.text
    assert "<script>alert" not in queue.text
    assert done.headers["location"] == QUEUE
    assert (await stored(services, said)).is_shown is True
    assert "There is none." in (await clerk.look(QUEUE)).text
    assert str(said.id) in (await clerk.look(QUEUE, state="approved")).text


async def test_a_review_is_rejected_with_a_reason(
    clerk: Clerk, services: Services, said: Review
) -> None:
    at = f"{QUEUE}/{said.id}"

    await clerk.send(at, f"{at}/moderate", state="rejected", reason=PROBE)

    after, page = await stored(services, said), await clerk.look(at)
    assert (after.state, after.reason, after.is_shown) == ("rejected", PROBE, False)
    assert f"Rejected because: {ESCAPED}" in " ".join(page.text.split())


async def test_a_review_that_was_rewritten_while_it_was_read_is_not_let_through(
    clerk: Clerk, services: Services, customer: Person, said: Review
) -> None:
    at = f"{QUEUE}/{said.id}"
    read = form_of((await clerk.look(at)).text, f"{at}/moderate")
    async with services.works(await actor_of(services, customer)) as work:
        await reviews.change(
            work,
            user_id=customer.user_id,
            review_id=said.id,
            opinion=Opinion(1, "Other words", "Free money"),
            shows_at_once=False,
        )

    refused = await clerk.browser.post(f"{at}/moderate", data={**read, "state": "approved"})

    assert refused.status_code == 409
    assert "Free money" in refused.text
    assert (await stored(services, said)).is_shown is False


@pytest.mark.parametrize("state", ["", "adored"])
async def test_an_unknown_decision_is_refused(
    clerk: Clerk, services: Services, said: Review, state: str
) -> None:
    refused = await clerk.send(QUEUE, f"{QUEUE}/{said.id}/moderate", state=state)

    assert refused.status_code == 422
    assert await stored(services, said) == said


async def test_what_people_complain_of_is_shown(
    clerk: Clerk, services: Services, client: httpx2.AsyncClient, customer: Person, admin: Person
) -> None:
    mug = await make_product(services.works, "mug")
    seen = await make_review(services, customer, mug.id, is_shown=True)
    body = {"reason": f"Rude. {PROBE}"}
    told = await client.post(f"/api/v1/reviews/{seen.id}/report", json=body, headers=admin.headers)

    queue = await clerk.look(QUEUE, is_reported="true")
    page = await clerk.look(f"{QUEUE}/{seen.id}")

    assert told.status_code == 204, told.text
    assert str(seen.id) in queue.text
    assert f"Rude. {ESCAPED}" in page.text
    assert "<script>alert" not in page.text


async def test_staff_answers_a_review(clerk: Clerk, services: Services, said: Review) -> None:
    at = f"{QUEUE}/{said.id}"

    done = await clerk.send(at, f"{at}/answer", text=f"Sorry. {PROBE}")

    page = await clerk.follow(done)
    assert (await stored(services, said)).answer == f"Sorry. {PROBE}"
    assert f"Sorry. {ESCAPED}" in page.text
    assert "<script>alert" not in page.text


async def test_without_the_right_there_is_no_queue_and_no_decision(
    app: FastAPI, services: Services, client: httpx2.AsyncClient, admin: Person, said: Review
) -> None:
    narrow = await person_with(client, services, admin, "products:read", "products:write")
    at = f"{QUEUE}/{said.id}"

    async with at_the_desk(app, narrow) as other:
        token = (await other.look("/api/v1/auth/csrf")).json()["csrf_token"]
        form = {"csrf_token": token, "version": "1", "state": "approved", "text": "x"}
        answers = [
            await other.look(QUEUE),
            await other.look(at),
            await other.browser.post(f"{at}/moderate", data=form),
            await other.browser.post(f"{at}/answer", data=form),
        ]

    assert [each.status_code for each in answers] == [403] * 4
    assert f'href="{QUEUE}"' not in answers[0].text
    assert await stored(services, said) == said
