"""Customers as staff sees them, and what everybody may know about addresses and about himself."""

import pytest
from httpx2 import AsyncClient

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.kernel.actors import system
from tests.support.buying import buy, stocked
from tests.support.people import Person, actor_of, make_customer
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
CUSTOMERS = "/api/v1/admin/customers"
HOME = {
    "recipient": "Robin Example",
    "line1": "Lindenweg 4",
    "city": "Graz",
    "country": "AT",
    "postal_code": "8010",
}


async def _buy(services: Services, person: Person, *, pieces: int = 1) -> str:
    actor = await actor_of(services, person)
    placed = await buy(
        services, (await stocked(services.works), pieces), actor=actor, user_id=person.user_id
    )
    return str(placed.order.id)


async def test_what_one_bought_is_counted_without_what_was_cancelled(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    await _buy(services, customer)
    await _buy(services, customer, pieces=2)
    cancelled = await buy(
        services,
        (await stocked(services.works), 1),
        actor=await actor_of(services, customer),
        user_id=customer.user_id,
    )
    await returns.cancel(services.desk, system("test"), order_id=cancelled.order.id, reason="")
    await buy(services, (await stocked(services.works), 3))

    answer = await client.get("/api/v1/users/me/summary", headers=customer.headers)

    assert answer.json() == {
        "orders": 2,
        "spent": [{"amount": "30.00", "currency": "EUR"}],
        "first_at": "2026-11-02T09:00:00.000Z",
        "last_at": "2026-11-02T09:00:00.000Z",
    }


async def test_who_bought_nothing_spent_nothing(client: AsyncClient, customer: Person) -> None:
    answer = await client.get("/api/v1/users/me/summary", headers=customer.headers)

    assert answer.json() == {"orders": 0, "spent": [], "first_at": None, "last_at": None}


async def test_staff_sees_a_customer_whole(
    client: AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    await _buy(services, customer)
    await client.post("/api/v1/users/me/addresses", json=HOME, headers=customer.headers)
    profile = {"marketing_consent": True, "consent_version": "2026-11"}
    await client.put("/api/v1/users/me", json=profile, headers=customer.headers)
    noted = await client.post(
        f"{CUSTOMERS}/{customer.user_id}/notes",
        json={"text": "Asked for the invoice by post."},
        headers=admin.headers,
    )

    answer = await client.get(f"{CUSTOMERS}/{customer.user_id}", headers=admin.headers)

    shown = answer.json()
    assert answer.headers["cache-control"] == "private, no-store"
    assert shown["account"]["email"] == customer.email
    assert (shown["account"]["marketing_consent"], shown["account"]["consent_version"]) == (
        True,
        "2026-11",
    )
    assert shown["summary"]["orders"] == 1
    assert [each["line1"] for each in shown["addresses"]] == ["Lindenweg 4"]
    assert shown["notes"] == [noted.json()]


async def test_a_note_is_removed_by_its_customers_page_alone(
    client: AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    other = await make_customer(services)
    place = f"{CUSTOMERS}/{customer.user_id}/notes"
    note = (await client.post(place, json={"text": "One"}, headers=admin.headers)).json()

    astray = await client.delete(
        f"{CUSTOMERS}/{other.user_id}/notes/{note['id']}", headers=admin.headers
    )
    removed = await client.delete(f"{place}/{note['id']}", headers=admin.headers)
    again = await client.delete(f"{place}/{note['id']}", headers=admin.headers)

    assert [each.status_code for each in (astray, removed, again)] == [404, 204, 404]


async def test_a_list_costs_the_same_however_many_customers_it_holds(
    client: AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    await _buy(services, customer)
    with counted(services.works.engine) as few:
        await client.get(CUSTOMERS, headers=admin.headers)
    for _ in range(4):
        await _buy(services, await make_customer(services))

    with counted(services.works.engine) as many:
        answer = await client.get(CUSTOMERS, headers=admin.headers)

    items = answer.json()["items"]
    assert [each["summary"]["orders"] for each in items] == [1] * 5
    assert len(many) <= len(few)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_customers_are_shown_to_staff_alone(
    client: AsyncClient, customer: Person, vendor: Person, method: str
) -> None:
    place = f"{CUSTOMERS}/{customer.user_id}" + ("/notes" if method == "POST" else "")
    body = {"json": {"text": "x"}} if method == "POST" else {}

    answers = [
        await client.request(method, place, headers=person.headers, **body)
        for person in (customer, vendor)
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


async def test_everybody_may_know_what_an_address_is_made_of(client: AsyncClient) -> None:
    answer = await client.get("/api/v1/addresses/rules/us")

    rules = answer.json()
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert rules["country"] == "US"
    assert set(rules["required"]) == {"recipient", "line1", "city", "region", "postal_code"}
    assert {"code": "CA", "name": "California"} in rules["regions"]
    assert (rules["region_kind"], rules["postal_code_kind"]) == ("state", "zip")


@pytest.mark.parametrize("country", ["XX", "USA", "u"])
async def test_there_are_no_rules_of_no_country(client: AsyncClient, country: str) -> None:
    answer = await client.get(f"/api/v1/addresses/rules/{country}")

    assert answer.status_code == 404


async def test_a_checkout_refuses_an_address_that_its_country_does_not_know(
    client: AsyncClient, services: Services
) -> None:
    variant_id = await stocked(services.works)
    order = {
        "items": [{"variant_id": str(variant_id), "quantity": 1}],
        "email": "robin@example.com",
        "shipping_address": HOME | {"postal_code": "80100"},
    }

    answer = await client.post("/api/v1/orders", json=order)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid_address")
    assert problem["field"] == "postal_code"
    assert problem["errors"][0]["pointer"] == "/postal_code"
    assert "AT" in problem["detail"]
