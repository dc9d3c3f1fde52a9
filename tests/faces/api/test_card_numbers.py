"""Nobody's card ends up in the shop: free texts about people refuse its number, texts about goods don't."""

from typing import Any

import pytest
from httpx2 import AsyncClient

from shopwright.faces.services import Services
from tests.support.buying import stocked
from tests.support.canaries import dumped
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio
CARD = "4242 4242 4242 4242"
HOME = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}


async def _orders(services: Services) -> dict[str, Any]:
    variant_id = await stocked(services.works)
    item = {"variant_id": str(variant_id), "quantity": 1}
    return {"items": [item], "email": "robin@example.com", "shipping_address": HOME}


@pytest.mark.parametrize("field", ["recipient", "line1", "line2", "city", "region", "company"])
async def test_no_part_of_an_address_takes_one(
    client: AsyncClient, services: Services, customer: Person, field: str
) -> None:
    answer = await client.post(
        "/api/v1/users/me/addresses", json=HOME | {field: CARD}, headers=customer.headers
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    assert CARD not in answer.text
    assert CARD not in await dumped(services.works)


@pytest.mark.parametrize(
    "change",
    [
        {"note": f"Please charge {CARD}"},
        {"shipping_address": HOME | {"line2": CARD.replace(" ", "")}},
        {"billing_address": HOME | {"company": CARD.replace(" ", "-")}},
    ],
)
async def test_no_order_takes_one(
    client: AsyncClient, services: Services, change: dict[str, Any]
) -> None:
    order = await _orders(services)

    answer = await client.post("/api/v1/orders", json=order | change)

    assert answer.status_code == 422
    kept = await dumped(services.works)
    assert "4242" not in kept.replace(" ", "").replace("-", "")


async def test_no_account_and_no_note_takes_one(
    client: AsyncClient, customer: Person, admin: Person
) -> None:
    account = {"email": "robin@example.com", "password": PASSWORD}
    note = f"/api/v1/admin/customers/{customer.user_id}/notes"

    answers = [
        await client.post("/api/v1/auth/register", json=account | {"full_name": CARD}),
        await client.post("/api/v1/auth/register", json=account | {"username": "4242424242424242"}),
        await client.put("/api/v1/users/me", json={"full_name": CARD}, headers=customer.headers),
        await client.post(note, json={"text": CARD}, headers=admin.headers),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4


async def test_products_may_have_any_number(client: AsyncClient, admin: Person) -> None:
    product = {"title": "Sticker 4242424242424242", "price": "1.00", "sku": "4242424242424242"}

    answer = await client.post("/api/v1/products", json=product, headers=admin.headers)

    assert answer.status_code == 201


async def test_phone_numbers_of_any_length_pass(client: AsyncClient, customer: Person) -> None:
    home = HOME | {"phone": "+44 1904 555123", "line2": "ring 0044 1904 555123 4"}

    answer = await client.post("/api/v1/users/me/addresses", json=home, headers=customer.headers)

    assert answer.status_code == 201
    assert answer.json()["phone"] == "+441904555123"
