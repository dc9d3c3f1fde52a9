"""What a request says is decoded once, and what is looked at is what is used."""

import pytest
from httpx2 import AsyncClient

from tests.support.people import Person

pytestmark = pytest.mark.anyio


async def test_an_address_is_decoded_once(client: AsyncClient, admin: Person) -> None:
    role = {"name": "clerk", "title": "Order desk", "rights": []}
    await client.post("/api/v1/admin/roles", json=role, headers=admin.headers)

    plain = await client.get("/api/v1/admin/roles/%63lerk", headers=admin.headers)
    twice = await client.get("/api/v1/admin/roles/%2563lerk", headers=admin.headers)

    assert (plain.status_code, plain.json()["name"]) == (200, "clerk")
    assert twice.status_code == 422


async def test_a_query_is_decoded_once(
    client: AsyncClient, admin: Person, customer: Person
) -> None:
    name = customer.email.partition("@")[0]
    plain, twice = [
        await client.get(f"/api/v1/admin/users?q={sought}", headers=admin.headers)
        for sought in (f"%{ord(name[0]):x}{name[1:]}", f"%25{ord(name[0]):x}{name[1:]}")
    ]

    assert [each["email"] for each in plain.json()["items"]] == [customer.email]
    assert twice.json()["items"] == []


async def test_texts_are_measured_and_compared_after_they_were_brought_into_one_form(
    client: AsyncClient, customer: Person
) -> None:
    composed, decomposed = "Zo\u00eb", "Zoe\u0308"

    answer = await client.put(
        "/api/v1/users/me", json={"full_name": f"  {decomposed}  "}, headers=customer.headers
    )

    assert answer.json()["full_name"] == composed
