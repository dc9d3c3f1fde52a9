"""Texts and times at the edges of what a client may send: refused by name, on both databases alike."""

import httpx2
import pytest

from tests.support.people import Person

pytestmark = pytest.mark.anyio
SWELLING = "\ufb2c" * 255  # each becomes three characters as it is cleaned


async def test_a_text_that_grows_beyond_its_limit_in_cleaning_is_a_422(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    account = {"email": "a@example.com", "password": "correct horse battery", "full_name": SWELLING}
    product = {"title": SWELLING, "price": "1.00"}

    registered = await client.post("/api/v1/auth/register", json=account)
    created = await client.post("/api/v1/products", json=product, headers=admin.headers)
    filed = await client.post("/api/v1/categories", json={"name": SWELLING}, headers=admin.headers)

    assert [each.status_code for each in (registered, created, filed)] == [422, 422, 422]
    assert registered.json()["errors"][0]["pointer"] == "/full_name"


async def test_a_name_of_blanks_is_no_name(client: httpx2.AsyncClient, admin: Person) -> None:
    answer = await client.post("/api/v1/categories", json={"name": "  "}, headers=admin.headers)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_a_time_that_utc_does_not_know_is_a_422(
    client: httpx2.AsyncClient, admin: Person, moment: str
) -> None:
    asked = {"since": moment}

    answer = await client.get("/api/v1/admin/audit", params=asked, headers=admin.headers)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/since")
