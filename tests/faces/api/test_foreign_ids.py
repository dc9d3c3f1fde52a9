"""What is somebody else's is not there: every path of the document that names a thing, asked by a stranger."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.kernel import ids
from tests.faces.api.small_shop import SmallShop, furnish
from tests.support.contents import contents
from tests.support.people import Person

pytestmark = pytest.mark.anyio
# Names in paths that stand for what belongs to a customer; what else a path may name is the shop's, or guarded by a right.
OWNED = {"user_id", "address_id", "item_id", "order_id"}
HOME = {
    "recipient": "Mallory",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}
PAYMENT = {"provider": "test", "token": "test_ok"}
# What an honest owner would send, so that nothing but the ownership can be what refuses.
BODIES: dict[str, dict[str, Any]] = {
    "user_change": {"full_name": "Mallory"},
    "user_administer": {"full_name": "Mallory"},
    "user_assign_role": {"role": "admin"},
    "address_change": HOME,
    "cart_update": {"quantity": 1},
    "cart_item_update": {"quantity": 1},
    "order_cancel": {"reason": "not mine"},
    "order_move": {"status": "shipped"},
    "order_refund": {"reason": "mine now"},
}


def owned_operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation whose path names a thing that belongs to somebody."""
    for path, operations in document["paths"].items():
        named = {part.strip("{}") for part in path.split("/") if part.startswith("{")}
        if named & OWNED:
            for verb, operation in operations.items():
                yield verb.upper(), path, operation


@pytest.fixture
async def shop(services: Services) -> SmallShop:
    return await furnish(services)


async def test_a_stranger_and_a_guest_reach_nothing_that_is_somebodys(
    client: httpx2.AsyncClient, services: Services, shop: SmallShop
) -> None:
    document = (await client.get("/openapi.json")).json()
    operations = list(owned_operations(document))
    before = await contents(services.works)

    reached = [
        (verb, path, status)
        for (verb, path, operation), who in product(operations, ("stranger", "vendor", "guest"))
        if (status := await ask(client, shop, (verb, path), operation, shop.people.get(who)))
        not in (401, 403, 404)
    ]

    assert len(operations) > 15
    assert reached == []
    assert await contents(services.works) == before


async def test_what_is_there_and_not_ones_own_answers_as_what_is_not_there(
    client: httpx2.AsyncClient, shop: SmallShop
) -> None:
    stranger = shop.people["stranger"]
    document = (await client.get("/openapi.json")).json()
    nothing = SmallShop(shop.people, dict.fromkeys(shop.ids, str(ids.new())))

    for verb, path, operation in owned_operations(document):
        there = await ask(client, shop, (verb, path), operation, stranger)
        not_there = await ask(client, nothing, (verb, path), operation, stranger)
        assert there == not_there, (verb, path)


async def ask(
    client: httpx2.AsyncClient,
    shop: SmallShop,
    route: tuple[str, str],
    operation: dict[str, Any],
    person: Person | None,
) -> int:
    """Ask with the ids of the shop and a body that its owner could send."""
    verb, path = route
    for name, value in shop.ids.items():
        path = path.replace(f"{{{name}}}", value)
    body = BODIES[operation["operationId"]] if "requestBody" in operation else None
    answer = await client.request(
        verb, path, json=body, headers=person.headers if person is not None else {}
    )
    client.cookies.clear()
    return answer.status_code


async def test_an_order_of_another_is_not_paid_by_its_id(
    client: httpx2.AsyncClient, services: Services, shop: SmallShop
) -> None:
    before = await contents(services.works)

    answer = await client.post(
        "/api/v1/payments/create-intent",
        json={"order_id": shop.ids["order_id"], **PAYMENT},
        headers=shop.people["stranger"].headers,
    )

    assert answer.status_code == 404
    assert await contents(services.works) == before
