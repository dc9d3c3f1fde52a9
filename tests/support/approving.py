"""Vendors who ask, and staff who decides, through the API."""

from typing import Any

import httpx2

from shopwright.faces.services import Services
from shopwright.modules.catalog.contracts import Product
from tests.support.goods import make_product
from tests.support.people import Person, actor_of

PRODUCTS, APPROVALS, OWN = "/api/v1/products", "/api/v1/admin/approvals", "/api/v1/vendor/approvals"
MUG = {"title": "Mug", "price": "9.00", "sku": "MUG-1", "stock_quantity": 4}
Answer = dict[str, Any]


async def offered(client: httpx2.AsyncClient, vendor: Person, **more: Any) -> Answer:
    made = await client.post(PRODUCTS, json=MUG | more, headers=vendor.headers)
    assert made.status_code == 201, made.text
    return dict(made.json())


async def shown(services: Services, vendor: Person, **fields: Any) -> Product:
    """A product of the vendor's that everybody sees."""
    actor = await actor_of(services, vendor)
    return await make_product(services.works, "mug", actor=actor, **fields)


async def waiting(client: httpx2.AsyncClient, admin: Person) -> list[Answer]:
    answer = await client.get(APPROVALS, params={"state": "pending"}, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def decide(
    client: httpx2.AsyncClient, admin: Person, wish: Answer, reason: str = ""
) -> httpx2.Response:
    body = {"version": wish["version"]} | ({"reason": reason} if reason else {})
    path = f"{APPROVALS}/{wish['id']}/{'reject' if reason else 'approve'}"
    return await client.post(path, json=body, headers=admin.headers)


async def wanted(
    client: httpx2.AsyncClient, vendor: Person, product_id: object, **patch: Any
) -> httpx2.Response:
    return await client.patch(f"{PRODUCTS}/{product_id}", json=patch, headers=vendor.headers)


async def page(client: httpx2.AsyncClient, product_id: object) -> Answer:
    return dict((await client.get(f"{PRODUCTS}/{product_id}")).json())
