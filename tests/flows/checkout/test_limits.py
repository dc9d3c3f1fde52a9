"""So many pieces of a product go into one order, whichever variants they are of."""

from uuid import UUID

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.flows.checkout.errors import TooManyPieces
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import OrderFilter
from tests.support.buying import assert_sound, buy
from tests.support.people import Person

pytestmark = pytest.mark.anyio
LIMITED = {
    "title": "Rare mug",
    "most_per_order": 3,
    "tax_class": "reduced",
    "options": ["Colour"],
    "variants": [
        {"option_values": [colour], "price": "10.00", "stock_quantity": 20}
        for colour in ("Red", "Blue")
    ],
}


@pytest.fixture
async def rare(client: httpx2.AsyncClient, admin: Person) -> dict[str, object]:
    made = await client.post("/api/v1/products", json=LIMITED, headers=admin.headers)
    assert made.status_code == 201, made.text
    page = await client.get(f"/api/v1/products/{made.json()['id']}")
    answer: dict[str, object] = page.json()
    return answer


def variants_of(product: dict[str, object]) -> list[str]:
    found = product["variants"]
    assert isinstance(found, list)
    return [str(each["id"]) for each in found]


async def test_a_product_tells_its_limit_and_tax_class(
    client: httpx2.AsyncClient, admin: Person, rare: dict[str, object]
) -> None:
    path = f"/api/v1/products/{rare['id']}"

    free = await client.patch(path, json={"most_per_order": 0}, headers=admin.headers)

    assert (rare["most_per_order"], rare["tax_class"]) == (3, "reduced")
    assert free.status_code == 200, free.text
    assert (await client.get(path)).json()["most_per_order"] is None
    assert (await client.get(path)).json()["tax_class"] == "reduced"


async def test_more_than_the_limit_does_not_go_into_the_cart(
    client: httpx2.AsyncClient, rare: dict[str, object]
) -> None:
    red, _ = variants_of(rare)

    refused = await client.post("/api/v1/cart/items", json={"variant_id": red, "quantity": 4})

    assert (refused.status_code, refused.json()["code"]) == (409, "quantity_limit")
    assert refused.json()["limit"] == 3


async def test_two_variants_together_are_a_problem_and_no_order(
    client: httpx2.AsyncClient, services: Services, rare: dict[str, object]
) -> None:
    red, blue = variants_of(rare)
    added = await client.post("/api/v1/cart/items", json={"variant_id": red, "quantity": 2})
    token = {"x-cart-token": added.json()["cart_token"]}

    cart = await client.post(
        "/api/v1/cart/items", json={"variant_id": blue, "quantity": 2}, headers=token
    )

    [problem] = [each for each in cart.json()["problems"] if each["code"] == "quantity_limit"]
    assert problem["is_blocking"] is True
    assert problem["details"] == {"limit": 3, "requested": 4}
    with pytest.raises(TooManyPieces):
        await buy(services, *((UUID(each), 2) for each in (red, blue)))
    async with services.works.reading() as db:
        assert await orders.count(db, OrderFilter()) == 0
    placed = await buy(services, (UUID(red), 1), (UUID(blue), 2))
    assert placed.order.lines[0].tax_class == "reduced"
    await assert_sound(services.works)
