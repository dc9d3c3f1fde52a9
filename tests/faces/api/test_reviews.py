"""Reviews over HTTP: written, read, voted for, reported, approved, answered."""

from typing import Any

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.modules.audit import queries as audit
from shopwright.modules.catalog.contracts import Product
from tests.support.goods import make_product
from tests.support.people import Person, actor_of, make_customer, make_vendor
from tests.support.reviewing import make_review
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
ADMIN = "/api/v1/admin/reviews"
SAID = {"rating": 4, "title": "Good", "text": "<b>Pours</b> well."}


@pytest.fixture
async def kettle(services: Services) -> Product:
    return await make_product(services.works, "kettle")


async def approve(
    client: httpx2.AsyncClient, admin: Person, review_id: object, **fields: Any
) -> httpx2.Response:
    verdict = {"state": "approved", "version": 1} | fields
    return await client.put(f"{ADMIN}/{review_id}/moderation", json=verdict, headers=admin.headers)


async def test_a_review_shows_when_it_is_approved_and_counts_on_page_and_card(
    client: httpx2.AsyncClient, customer: Person, admin: Person, kettle: Product
) -> None:
    path = f"/api/v1/products/{kettle.id}/reviews"
    written = await client.post(path, json=SAID, headers=customer.headers)
    before = (await client.get(path)).json()

    approved = await approve(client, admin, written.json()["id"])

    assert (written.status_code, approved.status_code) == (201, 200)
    assert written.json()["state"] == "new"
    assert before["items"] == []
    assert before["summary"]["review_count"] == 0
    after = (await client.get("/api/v1/products/kettle/reviews")).json()
    assert [each["text"] for each in after["items"]] == ["<b>Pours</b> well."]
    assert after["items"][0]["author"] == "Robin E."
    assert after["summary"] == {
        "rating": 4.0,
        "review_count": 1,
        "distribution": {"1": 0, "2": 0, "3": 0, "4": 1, "5": 0},
    }
    page = (await client.get("/api/v1/products/kettle")).json()
    [card] = (await client.get("/api/v1/products", params={"min_rating": 4})).json()["items"]
    assert (page["rating"], page["review_count"]) == (4.0, 1)
    assert (card["rating"], card["review_count"]) == (4.0, 1)
    none = await client.get("/api/v1/products", params={"min_rating": 5})
    assert none.json()["items"] == []


async def test_what_was_changed_since_it_was_read_is_not_approved(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person, kettle: Product
) -> None:
    review = await make_review(services, customer, kettle.id)
    changed = await client.put(f"/api/v1/reviews/{review.id}", json=SAID, headers=customer.headers)

    refused = await approve(client, admin, review.id)

    assert changed.status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (409, "review_changed")
    assert (await client.get("/api/v1/products/kettle/reviews")).json()["items"] == []
    assert (await approve(client, admin, review.id, version=2)).status_code == 200


async def test_a_rejection_has_a_reason_that_the_author_reads(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person, kettle: Product
) -> None:
    review = await make_review(services, customer, kettle.id, is_shown=True)

    bare = await approve(client, admin, review.id, state="rejected")
    rejected = await approve(client, admin, review.id, state="rejected", reason="Insulting.")

    assert (bare.status_code, rejected.status_code) == (422, 200)
    own = (await client.get("/api/v1/users/me/reviews", headers=customer.headers)).json()["items"]
    assert [(each["state"], each["reason"], each["is_shown"]) for each in own] == [
        ("rejected", "Insulting.", False)
    ]
    page = (await client.get("/api/v1/products/kettle")).json()
    assert (page["rating"], page["review_count"]) == (None, 0)
    async with services.works.reading() as db:
        noted = await audit.batch(
            db, audit.EntryFilter(action="review.moderated"), after=0, until=99
        )
    assert [entry.after for entry in noted] == [
        {"state": "rejected", "is_shown": False, "version": 1}
    ]


async def test_reviews_are_filtered_and_sorted_and_paged_without_gaps(
    client: httpx2.AsyncClient, services: Services, kettle: Product
) -> None:
    people = [await make_customer(services) for _ in range(7)]
    for place, person in enumerate(people):
        await make_review(services, person, kettle.id, 1 + place % 3, is_shown=True)
    path = "/api/v1/products/kettle/reviews"
    newest = (await client.get(path)).json()["items"]
    voted = newest[4]["id"]
    await client.put(f"/api/v1/reviews/{voted}/vote", headers=people[0].headers)

    for sort, expected in (
        ("newest", [1, 3, 2, 1, 3, 2, 1]),
        ("rating", [3, 3, 2, 2, 1, 1, 1]),
        ("lowest", [1, 1, 1, 2, 2, 3, 3]),
        ("helpful", [3, 1, 3, 2, 1, 2, 1]),
    ):
        seen: list[dict[str, Any]] = []
        query: dict[str, Any] = {"sort": sort, "limit": 2}
        while True:
            answer = (await client.get(path, params=query)).json()
            seen += answer["items"]
            if answer["page"]["next_cursor"] is None:
                break
            query["cursor"] = answer["page"]["next_cursor"]
        assert [each["rating"] for each in seen] == expected
        assert len({each["id"] for each in seen}) == 7

    three = (await client.get(path, params={"stars": 3, "total": True})).json()
    assert ([each["rating"] for each in three["items"]], three["page"]["total"]) == ([3, 3], 2)
    assert three["summary"]["review_count"] == 7
    cursor = (await client.get(path, params={"limit": 2})).json()["page"]["next_cursor"]
    other = await client.get(path, params={"sort": "rating", "cursor": cursor})
    assert (other.status_code, other.json()["code"]) == (422, "invalid_cursor")


async def test_a_page_of_reviews_costs_three_statements_whatever_is_on_it(
    client: httpx2.AsyncClient, services: Services, kettle: Product
) -> None:
    sent = []
    for _ in range(2):
        for _ in range(4):
            await make_review(services, await make_customer(services), kettle.id, is_shown=True)
        await client.get("/api/v1/products/kettle/reviews")
        with counted(services.works.engine) as statements:
            await client.get("/api/v1/products/kettle/reviews")
        sent.append(len(statements))

    assert sent == [3, 3]


async def test_ones_own_reviews_and_staffs_cost_the_same_however_many_they_are(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    sent = []
    for round_ in range(2):
        for number in range(4):
            product = await make_product(services.works, f"mug-{round_}-{number}")
            await make_review(services, customer, product.id)
        found = []
        for path, who in (("/api/v1/users/me/reviews", customer), (ADMIN, admin)):
            await client.get(path, headers=who.headers)
            with counted(services.works.engine) as statements:
                page = await client.get(path, headers=who.headers)
            found.append((len(page.json()["items"]), len(statements)))
        sent.append(found)

    assert [[items for items, _ in each] for each in sent] == [[4, 4], [8, 8]]
    assert sent[0][0][1] == sent[1][0][1] == 1
    assert sent[0][1][1] == sent[1][1][1] == 2  # and what their products are called


async def test_votes_count_once_and_not_for_oneself(
    client: httpx2.AsyncClient, services: Services, customer: Person, kettle: Product
) -> None:
    review = await make_review(services, customer, kettle.id, is_shown=True)
    reader, path = await make_customer(services), f"/api/v1/reviews/{review.id}/vote"

    own = await client.put(path, headers=customer.headers)
    votes = [(await client.put(path, headers=reader.headers)).json() for _ in range(2)]
    back = [(await client.delete(path, headers=reader.headers)).json() for _ in range(2)]

    assert (own.status_code, own.json()["code"]) == (403, "own_review")
    assert votes == [{"helpful": 1}] * 2
    assert back == [{"helpful": 0}] * 2


async def test_a_complaint_brings_a_review_before_staff_once(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person, kettle: Product
) -> None:
    review = await make_review(services, customer, kettle.id, is_shown=True)
    reader = await make_customer(services)

    for _ in range(2):
        told = await client.post(
            f"/api/v1/reviews/{review.id}/report",
            json={"reason": "Spam."},
            headers=reader.headers,
        )
        assert told.status_code == 204

    query = {"is_reported": True}
    listed = (await client.get(ADMIN, params=query, headers=admin.headers)).json()["items"]
    assert [(each["id"], each["reports"]) for each in listed] == [(str(review.id), 1)]
    one = (await client.get(f"{ADMIN}/{review.id}", headers=admin.headers)).json()
    assert [each["reason"] for each in one["complaints"]] == ["Spam."]
    await approve(client, admin, review.id)
    settled = (await client.get(ADMIN, params=query, headers=admin.headers)).json()["items"]
    assert settled == []


async def test_a_vendor_answers_reviews_of_his_products_alone(
    client: httpx2.AsyncClient, services: Services, customer: Person, vendor: Person
) -> None:
    own = await make_product(services.works, "own-kettle", actor=await actor_of(services, vendor))
    review = await make_review(services, customer, own.id, is_shown=True)
    path, rival = f"/api/v1/reviews/{review.id}/answer", await make_vendor(services)

    strange = await client.put(path, json={"text": "Buy mine!"}, headers=rival.headers)
    not_staff = await client.put(path, json={"text": "Me too."}, headers=customer.headers)
    answered = await client.put(path, json={"text": "Thank you."}, headers=vendor.headers)

    assert [each.status_code for each in (strange, not_staff, answered)] == [404, 403, 200]
    listed = (await client.get("/api/v1/products/own-kettle/reviews")).json()["items"]
    assert [each["answer"]["text"] for each in listed] == ["Thank you."]
    back = await client.put(path, json={"text": ""}, headers=vendor.headers)
    assert back.json()["answer"] is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rating": 0},
        {"rating": 6},
        {"rating": 4.5},
        {"rating": "5"},
        {"rating": True},
        {"rating": 5, "text": "x" * 5001},
        {"rating": 5, "title": "x" * 256},
        {"rating": 5, "text": "4111 1111 1111 1111"},
        {"rating": 5, "text": "a\u0000b"},
        {"rating": 5, "is_verified": True},
    ],
)
async def test_what_is_no_review_is_refused(
    client: httpx2.AsyncClient, customer: Person, kettle: Product, body: dict[str, Any]
) -> None:
    path = f"/api/v1/products/{kettle.id}/reviews"
    answer = await client.post(path, json=body, headers=customer.headers)

    assert answer.status_code == 422
    own = await client.get("/api/v1/users/me/reviews", headers=customer.headers)
    assert own.json()["items"] == []
