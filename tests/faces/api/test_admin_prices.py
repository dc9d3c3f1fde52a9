"""Discounts and the history of prices over HTTP, for staff."""

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.conftest import SteppingClock
from tests.support.goods import make_product
from tests.support.people import Person

pytestmark = pytest.mark.anyio
DISCOUNTS = "/api/v1/admin/discounts"


async def test_a_discount_is_given_shown_listed_and_ended(
    client: httpx2.AsyncClient, services: Services, admin: Person, clock: SteppingClock
) -> None:
    kettle = await make_product(services.works)
    clock.advance(minutes=1)
    body = {
        "name": "Spring",
        "scope": "product",
        "target_id": str(kettle.id),
        "percent": "12.5",
        "ends_at": "2026-12-01T00:00:00Z",
    }

    made = await client.post(DISCOUNTS, json=body, headers=admin.headers)
    during = (await client.get("/api/v1/products/kettle")).json()
    listed = (await client.get(DISCOUNTS, headers=admin.headers)).json()["items"]
    ended = await client.delete(f"{DISCOUNTS}/{made.json()['id']}", headers=admin.headers)
    again = await client.delete(f"{DISCOUNTS}/{made.json()['id']}", headers=admin.headers)
    after = (await client.get("/api/v1/products/kettle")).json()
    path = f"/api/v1/admin/variants/{kettle.variants[0].id}/prices"
    past = (await client.get(path, headers=admin.headers)).json()["items"]

    assert (made.status_code, made.json()["percent"]) == (201, "12.50")
    assert (during["price"], during["compare_at_price"], during["lowest_prior_price"]) == (
        "8.75",
        "10.00",
        "10.00",
    )
    assert listed == [made.json()]
    assert (ended.status_code, ended.json()["ends_at"]) == (200, "2026-11-02T09:01:00.000Z")
    assert (again.status_code, again.json()["code"]) == (404, "discount_not_found")
    assert (after["price"], after["lowest_prior_price"]) == ("10.00", None)
    # All in one instant: begun and ended.
    assert [(each["price"], each["reason"]) for each in past] == [
        ("10.00", "discount"),
        ("8.75", "discount"),
        ("10.00", "set"),
    ]
    assert past[1]["discount_id"] == made.json()["id"]
    assert past[1]["actor"] == f"user:{admin.user_id}"


@pytest.mark.parametrize(
    "fault",
    [
        {"percent": None},
        {"percent": "12.345"},
        {"amount": "3.00"},
        {"percent": "100"},
        {"percent": "0"},
        {"ends_at": "2026-11-02T09:00:00Z"},
        {"ends_at": "2026-12-01T00:00:00"},
        {"scope": "brand"},
    ],
)
async def test_a_discount_that_cannot_be_is_refused(
    client: httpx2.AsyncClient, services: Services, admin: Person, fault: dict[str, str | None]
) -> None:
    kettle = await make_product(services.works)
    body = {
        "name": "Spring",
        "scope": "product",
        "target_id": str(kettle.id),
        "percent": "12.5",
        "ends_at": "2026-12-01T00:00:00Z",
    }

    refused = await client.post(DISCOUNTS, json=body | fault, headers=admin.headers)

    assert refused.status_code == 422
    assert (await client.get(DISCOUNTS, headers=admin.headers)).json()["items"] == []


async def test_customers_see_neither_discounts_nor_history(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    kettle = await make_product(services.works)
    path = f"/api/v1/admin/variants/{kettle.variants[0].id}/prices"

    answers = [await client.get(each, headers=customer.headers) for each in (DISCOUNTS, path)]

    assert [answer.status_code for answer in answers] == [403, 403]
