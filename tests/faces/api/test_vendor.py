"""Vendors: what is theirs they see and change, and what is another's is not there."""

from uuid import UUID

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.kernel.actors import system
from shopwright.modules.catalog import service as catalog
from tests.support.buying import buy, stock_of, stocked
from tests.support.contents import contents
from tests.support.goods import make_product, variant
from tests.support.people import Person, actor_of, make_vendor

pytestmark = pytest.mark.anyio
STOCK, ORDERS = "/api/v1/vendor/stock", "/api/v1/vendor/orders"


async def own_variant(services: Services, vendor: Person, handle: str) -> UUID:
    actor = await actor_of(services, vendor)
    goods = (variant(f"{handle}-1", stock=5),)
    product = await make_product(services.works, handle, actor=actor, variants=goods)
    return product.variants[0].id


@pytest.fixture
async def rival(services: Services) -> Person:
    return await make_vendor(services)


async def test_a_vendor_sees_and_changes_his_own_stock(
    client: httpx2.AsyncClient, services: Services, vendor: Person, admin: Person
) -> None:
    tea = await own_variant(services, vendor, "tea")

    shown = await client.get(f"{STOCK}/{tea}", headers=vendor.headers)
    adjusted = await client.post(
        f"{STOCK}/{tea}/adjust",
        json={"change": -2, "reason": "damaged", "note": "wet"},
        headers=vendor.headers,
    )
    moves = await client.get(f"{STOCK}/{tea}/movements", headers=vendor.headers)

    assert (shown.json()["on_hand"], adjusted.json()["on_hand"]) == (5, 3)
    assert [(move["quantity"], move["note"]) for move in moves.json()["items"]] == [
        (-2, "wet"),
        (5, ""),
    ]
    assert await stock_of(services.works, tea) == (3, 0)
    trail = await client.get("/api/v1/admin/audit", headers=admin.headers)
    assert trail.json()["items"][0]["actor"] == f"user:{vendor.user_id}"


async def test_anothers_stock_and_the_shops_own_are_not_there(
    client: httpx2.AsyncClient, services: Services, vendor: Person, rival: Person
) -> None:
    foreign = [await own_variant(services, rival, "rum"), await stocked(services.works)]
    before = await contents(services.works)

    answers = [
        await client.request(verb, f"{STOCK}/{each}{path}", json=body, headers=vendor.headers)
        for each in foreign
        for verb, path, body in (
            ("GET", "", None),
            ("GET", "/movements", None),
            ("POST", "/adjust", {"change": 1}),
        )
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (404, "no_stock_record")
    ] * 6
    assert await contents(services.works) == before


async def test_of_an_order_a_vendor_sees_his_lines_and_where_they_go_and_nothing_else(
    client: httpx2.AsyncClient,
    services: Services,
    vendor: Person,
    rival: Person,
    customer: Person,
) -> None:
    tea = await own_variant(services, vendor, "tea")
    rum = await own_variant(services, rival, "rum")
    placed = await buy(services, (tea, 2), (rum, 1), user_id=customer.user_id, note="Ring the bell")

    listed = await client.get(ORDERS, headers=vendor.headers)
    shown = await client.get(f"{ORDERS}/{placed.order.id}", headers=vendor.headers)

    assert listed.json()["items"] == [shown.json()]
    order = shown.json()
    assert [(line["sku"], line["quantity"]) for line in order["lines"]] == [("tea-1", 2)]
    assert order["ship_to"]["recipient"] == "Robin Example"
    for secret in (placed.order.email, "Ring the bell", str(customer.user_id), "rum", "30.00"):
        assert secret not in shown.text, secret


async def test_where_an_order_goes_is_told_only_while_it_is_to_be_sent(
    client: httpx2.AsyncClient, services: Services, vendor: Person
) -> None:
    tea = await own_variant(services, vendor, "tea")
    placed = await buy(services, (tea, 1))

    await returns.cancel(services.desk, system("test"), order_id=placed.order.id, reason="x")

    shown = await client.get(f"{ORDERS}/{placed.order.id}", headers=vendor.headers)
    assert (shown.json()["status"], shown.json()["ship_to"]) == ("cancelled", None)
    assert "Robin" not in shown.text


async def test_orders_without_his_goods_and_unpaid_ones_are_not_there(
    client: httpx2.AsyncClient, services: Services, vendor: Person, rival: Person
) -> None:
    tea = await own_variant(services, vendor, "tea")
    rum = await own_variant(services, rival, "rum")
    foreign = await buy(services, (rum, 1))
    unpaid = await buy(services, (tea, 1), token="test_challenge")

    listed = await client.get(ORDERS, headers=vendor.headers)
    answers = [
        await client.get(f"{ORDERS}/{order_id}", headers=vendor.headers)
        for order_id in (foreign.order.id, unpaid.order.id)
    ]

    assert listed.json()["items"] == []
    assert [answer.status_code for answer in answers] == [404, 404]


async def test_a_product_that_left_the_shop_stays_his_in_orders(
    client: httpx2.AsyncClient, services: Services, vendor: Person
) -> None:
    actor = await actor_of(services, vendor)
    product = await make_product(services.works, "tea", actor=actor)
    placed = await buy(services, (product.variants[0].id, 1))
    async with services.works(system("test")) as work:
        await catalog.delete_product(work, product_id=product.id)

    shown = await client.get(f"{ORDERS}/{placed.order.id}", headers=vendor.headers)

    assert [line["quantity"] for line in shown.json()["lines"]] == [1]


async def test_his_orders_come_in_pages(
    client: httpx2.AsyncClient, services: Services, vendor: Person
) -> None:
    tea = await own_variant(services, vendor, "tea")
    placed = [await buy(services, (tea, 1)) for _ in range(3)]

    first = (await client.get(ORDERS, params={"limit": 2}, headers=vendor.headers)).json()
    cursor = first["page"]["next_cursor"]
    second = (await client.get(ORDERS, params={"cursor": cursor}, headers=vendor.headers)).json()

    shown = [order["id"] for order in first["items"] + second["items"]]
    assert shown == [str(each.order.id) for each in reversed(placed)]
    assert second["page"]["next_cursor"] is None


async def test_customers_and_guests_have_no_business_here(
    client: httpx2.AsyncClient, services: Services, vendor: Person, customer: Person
) -> None:
    tea = await own_variant(services, vendor, "tea")

    answers = [
        (await client.get(path, headers=headers)).status_code
        for path in (ORDERS, f"{STOCK}/{tea}")
        for headers in (customer.headers, {})
    ]

    assert answers == [403, 401, 403, 401]


async def test_the_stock_of_a_product_is_told_to_its_vendor_alone(
    client: httpx2.AsyncClient, services: Services, vendor: Person, rival: Person
) -> None:
    goods = (variant("tea-1", stock=5),)
    actor = await actor_of(services, vendor)
    tea = await make_product(services.works, "tea", actor=actor, variants=goods)
    path = f"/api/v1/vendor/products/{tea.id}/stock"

    own, foreign = [await client.get(path, headers=each.headers) for each in (vendor, rival)]

    assert [each["on_hand"] for each in own.json()["items"]] == [5]
    assert (foreign.status_code, foreign.json()["code"]) == (404, "no_stock_record")
