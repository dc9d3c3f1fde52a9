"""A product's picture, uploaded at the product's own address."""

from typing import Any

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.support.people import Person, make_vendor
from tests.support.pictures import picture

pytestmark = pytest.mark.anyio


async def product(client: httpx2.AsyncClient, who: Person) -> str:
    made = await client.post(
        "/api/v1/products", json={"title": "Mug", "price": 9}, headers=who.headers
    )
    return str(made.json()["id"])


def address(product_id: str) -> str:
    return f"/api/v1/products/{product_id}/upload-image"


@pytest.mark.parametrize("field", ["file", "image"])
async def test_a_picture_hangs_on_the_product_of_the_address(
    client: httpx2.AsyncClient, admin: Person, field: str
) -> None:
    mug = await product(client, admin)

    answer = await client.post(
        address(mug),
        files={field: ("mug.png", picture())},
        data={"alt": "Red"},
        headers=admin.headers,
    )

    assert answer.status_code == 201
    [image] = (await client.get(f"/api/v1/products/{mug}")).json()["images"]
    assert (image["url"], image["alt"]) == (answer.json()["url"], "Red")


async def test_a_form_may_not_name_another_product(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    mug, pot = await product(client, admin), await product(client, admin)
    form: dict[str, Any] = {"files": {"file": ("mug.png", picture())}, "data": {"product_id": pot}}

    answer = await client.post(address(mug), **form, headers=admin.headers)

    assert answer.status_code == 422
    for each in (mug, pot):
        assert (await client.get(f"/api/v1/products/{each}")).json()["images"] == []


async def test_a_vendor_reaches_his_own_product_and_no_other(
    client: httpx2.AsyncClient, services: Services, admin: Person, vendor: Person
) -> None:
    own, shops = await product(client, vendor), await product(client, admin)
    rival = await make_vendor(services)
    form: dict[str, Any] = {"files": {"file": ("mug.png", picture())}}

    answers = [
        (await client.post(address(each), **form, headers=who.headers)).status_code
        for each, who in ((own, vendor), (shops, vendor), (own, rival))
    ]

    assert answers == [201, 404, 404]
    assert (await client.get(f"/api/v1/products/{shops}")).json()["images"] == []
