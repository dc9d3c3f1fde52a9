"""Stock over HTTP, for staff."""

from uuid import UUID

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.support.buying import stocked
from tests.support.goods import make_product, variant
from tests.support.people import Person

pytestmark = pytest.mark.anyio


async def test_stock_is_adjusted_with_a_reason_on_the_record(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works, stock=5)
    path = f"/api/v1/admin/stock/{tea}"

    adjusted = await client.post(
        f"{path}/adjust",
        json={"change": -2, "reason": "damaged", "note": "wet"},
        headers=admin.headers,
    )
    below = await client.post(f"{path}/adjust", json={"change": -4}, headers=admin.headers)
    moves = (await client.get(f"{path}/movements", headers=admin.headers)).json()["items"]
    audit = (await client.get("/api/v1/admin/audit", headers=admin.headers)).json()["items"]

    assert (adjusted.json()["on_hand"], adjusted.json()["available"]) == (3, 3)
    assert (below.status_code, below.json()["code"]) == (409, "stock_below_reserved")
    assert [(move["quantity"], move["reason"], move["note"]) for move in moves] == [
        (-2, "damaged", "wet"),
        (5, "received", ""),
    ]
    assert "stock.adjusted" in {entry["action"] for entry in audit}


async def test_a_change_that_is_sent_twice_with_its_key_moves_stock_once(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works, stock=5)
    path, key = f"/api/v1/admin/stock/{tea}", {"idempotency-key": "counted-on-monday"}
    change = {"change": -2, "reason": "damaged"}

    first, second, other = [
        await client.post(f"{path}/adjust", json=body, headers=admin.headers | key)
        for body in (change, change, {"change": -1, "reason": "damaged"})
    ]
    moves = (await client.get(f"{path}/movements", headers=admin.headers)).json()["items"]

    assert first.json() == second.json()
    assert (second.headers["idempotency-replayed"], other.status_code) == ("true", 422)
    assert [move["quantity"] for move in moves] == [-2, 5]


async def test_a_products_stock_is_told_variant_by_variant_at_once(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person
) -> None:
    goods = tuple(
        variant(f"sock-{size}", size, stock=count)
        for size, count in zip("SML", (1, 2, 3), strict=True)
    )
    socks = await make_product(services.works, "socks", options=("Size",), variants=goods)
    path = f"/api/v1/admin/products/{socks.id}/stock"

    told = await client.get(path, headers=admin.headers)
    turned = await client.get(path, headers=customer.headers)
    gone = await client.get(f"/api/v1/admin/products/{UUID(int=7)}/stock", headers=admin.headers)

    assert [(each["variant_id"], each["on_hand"]) for each in told.json()["items"]] == [
        (str(each.id), count) for each, count in zip(socks.variants, (1, 2, 3), strict=True)
    ]
    assert (turned.status_code, gone.status_code) == (403, 404)
