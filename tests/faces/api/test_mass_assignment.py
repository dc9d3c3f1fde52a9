"""No body takes more than it says: whoever slips in a role, a price or an owner gets a 422, and nothing happens."""

import copy
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.faces.api.belongings import Operation, furnished, operations
from tests.faces.api.small_shop import SmallShop
from tests.support.contents import contents

pytestmark = pytest.mark.anyio
# What somebody would like to say about himself or his order.
SLIPPED_IN: dict[str, Any] = {
    "role": "admin",
    "roles": ["admin"],
    "rights": ["roles:write"],
    "scopes": ["roles:write"],
    "is_active": True,
    "is_admin": True,
    "is_builtin": True,
    "email_verified_at": "2020-01-01T00:00:00Z",
    "password_hash": "x",
    "id": "01a1fcb8-0000-7000-8000-00000000000a",
    "user_id": "01a1fcb8-0000-7000-8000-00000000000a",
    "owner_id": "01a1fcb8-0000-7000-8000-00000000000a",
    "vendor_id": "01a1fcb8-0000-7000-8000-00000000000a",
    "price": "0.01",
    "unit_price": "0.01",
    "discount": "100",
    "total": "0.01",
    "paid": "100",
    "payment_status": "paid",
    "created_at": "2020-01-01T00:00:00Z",
    "__proto__": {"is_admin": True},
}


@pytest.fixture
async def shop(services: Services) -> SmallShop:
    return await furnished(services)


async def test_no_body_takes_what_is_not_its_own(
    client: httpx2.AsyncClient, services: Services, shop: SmallShop
) -> None:
    """Asked by an admin, who gets past every right, so that only the body can be what is refused."""
    document = (await client.get("/openapi.json")).json()
    with_body = [each for each in operations(document) if isinstance(each.body, dict)]
    before = await contents(services.works)

    taken = [
        (asked.verb, asked.path, name, answer.status_code)
        for asked in with_body
        for name, body in tampered(document, asked)
        if (answer := await ask(client, shop, asked, body)).status_code != 422
    ]

    assert len(with_body) > 35
    assert taken == []
    assert await contents(services.works) == before


def tampered(document: dict[str, Any], asked: Operation) -> Iterator[tuple[str, Any]]:
    """The example with one thing more, at its top and in each object within; and with all of them at once."""
    own = set(asked.body) | known_names(document, asked)
    strange = {name: value for name, value in SLIPPED_IN.items() if name not in own}
    for name, value in strange.items():
        yield name, {**asked.body, name: value}
    yield "everything", asked.body | strange
    for number in range(len(list(objects_in(asked.body)))):
        body = copy.deepcopy(asked.body)
        list(objects_in(body))[number]["is_admin"] = True
        yield f"object {number}", body


def known_names(document: dict[str, Any], asked: Operation) -> set[str]:
    """What the body may say at its top, in any of its forms."""
    content = document["paths"][asked.path][asked.verb.lower()]["requestBody"]["content"]
    schema = content["application/json"]["schema"]
    options = schema.get("anyOf", [schema])
    named = [each["$ref"].rpartition("/")[2] for each in options if "$ref" in each]
    schemas = [document["components"]["schemas"][name] for name in named] or [schema]
    return {name for each in schemas for name in each.get("properties", {})}


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """Each object within a body; what holds attributes of a product takes any name, and is left out."""
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for name, child in children:
        if isinstance(child, (dict, list)) and name != "attributes":
            if isinstance(child, dict):
                yield child
            yield from objects_in(child)


async def ask(
    client: httpx2.AsyncClient, shop: SmallShop, asked: Operation, body: Any
) -> httpx2.Response:
    path = asked.path
    for name in asked.named:
        path = path.replace(f"{{{name}}}", shop.ids[name])
    headers = shop.people["admin"].headers
    if "Idempotency-Key" in str(asked):
        headers = headers | {"idempotency-key": "mass-assignment"}
    answer = await client.request(asked.verb, path, json=body, headers=headers)
    client.cookies.clear()
    return answer
