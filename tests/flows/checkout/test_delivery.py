"""Delivery from the cart to the order, and methods that come, change and go."""

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.customers.contracts import Address
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import OrderFilter
from shopwright.modules.shipping import service as shipping
from shopwright.modules.shipping.contracts import (
    Area,
    DeliveryMethod,
    DeliveryMethodDraft,
    RateKind,
    Tariff,
)
from shopwright.modules.shipping.errors import MethodUnavailable, NotDelivered
from shopwright.modules.tax import service as tax
from tests.support.buying import assert_sound, buy, filled_cart, stocked, wish
from tests.support.people import Person

pytestmark = pytest.mark.anyio
ACTOR = system("test")
BERLIN = Address("Robin Example", "Am Ufer 1", "Berlin", "DE", postal_code="10115")
PLACE = {
    "recipient": "Robin Example",
    "line1": "Am Ufer 1",
    "city": "Berlin",
    "country": "DE",
    "postal_code": "10115",
}


@pytest.fixture
async def parcel(services: Services) -> DeliveryMethod:
    """A parcel to Germany for 4.90, free from 50.00."""
    async with services.works(ACTOR) as work:
        zone = await shipping.add_zone(work, name="Germany", areas=[Area("DE")])
        tariff = Tariff(490, free_from=5000)
        draft = DeliveryMethodDraft("Parcel", RateKind.FLAT, zone.id, tariffs={"EUR": tariff})
        return await shipping.add_method(work, draft)


@pytest.fixture
async def pickup(services: Services) -> DeliveryMethod:
    async with services.works(ACTOR) as work:
        draft = DeliveryMethodDraft("Pickup", RateKind.PICKUP, tariffs={"EUR": Tariff(0)})
        return await shipping.add_method(work, draft)


async def test_an_order_pays_for_its_delivery_and_keeps_the_name(
    services: Services, parcel: DeliveryMethod
) -> None:
    variant_id = await stocked(services.works, price="20.00")

    placed = await buy(services, (variant_id, 1), shipping_address=BERLIN)

    async with services.works.reading() as db:
        order = await orders.by_id(db, placed.order.id)
    assert order is not None
    assert (order.shipping.amount, order.total.amount, order.paid.amount) == (
        "4.90",
        "24.90",
        "24.90",
    )
    assert (order.delivery_method, order.delivery_method_id) == ("Parcel", parcel.id)
    await assert_sound(services.works)


async def test_delivery_is_taxed_with_the_goods(services: Services, parcel: DeliveryMethod) -> None:
    async with services.works(ACTOR) as work:
        await tax.take_union(work)
    variant_id = await stocked(services.works, price="20.00")

    order = (await buy(services, (variant_id, 1), shipping_address=BERLIN)).order

    assert (order.shipping_tax.minor, order.tax.minor) == (78, 319 + 78)
    await assert_sound(services.works)


async def test_what_goes_nowhere_is_not_ordered(services: Services, parcel: DeliveryMethod) -> None:
    variant_id = await stocked(services.works, price="20.00")

    with pytest.raises(NotDelivered):
        await buy(services, (variant_id, 1))  # to York

    async with services.works.reading() as db:
        assert await orders.count(db, OrderFilter()) == 0
    await assert_sound(services.works)


async def test_a_cart_whose_delivery_is_refused_stays_open(
    services: Services, parcel: DeliveryMethod, pickup: DeliveryMethod
) -> None:
    variant_id = await stocked(services.works, price="20.00")
    cart_id = await filled_cart(services, (variant_id, 1))
    async with services.works(ACTOR) as work:
        await shipping.remove_method(work, pickup.id)

    with pytest.raises(MethodUnavailable):
        await buy(services, cart_id=cart_id, delivery_method_id=pickup.id)

    placed = await buy(services, cart_id=cart_id, shipping_address=BERLIN)
    assert placed.order.delivery_method == "Parcel"
    assert wish(token=None).delivery_method_id is None


async def test_what_is_fetched_is_taxed_where_it_is_fetched(
    services: Services, parcel: DeliveryMethod, pickup: DeliveryMethod
) -> None:
    async with services.works(ACTOR) as work:
        await tax.take_union(work)
    variant_id = await stocked(services.works, price="119.00")

    order = (await buy(services, (variant_id, 1), delivery_method_id=pickup.id)).order

    assert (order.shipping.minor, order.tax.minor, order.total.amount) == (0, 1900, "119.00")


async def test_a_cart_shows_its_options_and_takes_one(
    client: httpx2.AsyncClient,
    services: Services,
    parcel: DeliveryMethod,
    pickup: DeliveryMethod,
) -> None:
    variant_id = await stocked(services.works, price="20.00")
    added = await client.post("/api/v1/cart/items", json={"variant_id": str(variant_id)})
    token = {"x-cart-token": added.json()["cart_token"]}
    await client.patch("/api/v1/cart", json={"shipping_address": PLACE}, headers=token)

    options = (await client.get("/api/v1/cart/delivery-options", headers=token)).json()
    cart = (await client.get("/api/v1/cart", headers=token)).json()
    changed = await client.patch(
        "/api/v1/cart", json={"delivery_method_id": str(pickup.id)}, headers=token
    )

    assert [(each["name"], each["price"]) for each in options] == [
        ("Parcel", "4.90"),
        ("Pickup", "0.00"),
    ]
    assert (cart["delivery"]["name"], cart["shipping"], cart["total"]) == (
        "Parcel",
        "4.90",
        "24.90",
    )
    assert (changed.json()["delivery"]["name"], changed.json()["total"]) == ("Pickup", "20.00")

    again = await client.patch("/api/v1/cart", json={"delivery_method_id": None}, headers=token)
    kept = await client.patch("/api/v1/cart", json={"email": "a@example.com"}, headers=token)
    nowhere = await client.patch("/api/v1/cart", json={"shipping_address": None}, headers=token)
    assert (again.json()["delivery"]["name"], again.json()["total"]) == ("Parcel", "24.90")
    assert kept.json()["shipping_address"]["city"] == PLACE["city"]
    assert nowhere.json()["shipping_address"] is None


async def test_a_cart_says_that_nothing_delivers_there(
    client: httpx2.AsyncClient, services: Services, parcel: DeliveryMethod
) -> None:
    variant_id = await stocked(services.works, price="20.00")
    added = await client.post("/api/v1/cart/items", json={"variant_id": str(variant_id)})
    token = {"x-cart-token": added.json()["cart_token"]}
    place = PLACE | {"country": "FR", "postal_code": "75001"}

    cart = (
        await client.patch("/api/v1/cart", json={"shipping_address": place}, headers=token)
    ).json()
    refused = await client.post(
        "/api/v1/cart/checkout", json={"email": "robin@example.com"}, headers=token
    )

    [problem] = [each for each in cart["problems"] if each["code"] == "delivery_unavailable"]
    assert (problem["is_blocking"], cart["shipping"]) == (True, "0.00")
    assert (refused.status_code, refused.json()["code"]) == (409, "delivery_unavailable")


async def test_staff_make_change_and_remove_zones_and_methods(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    base, by = "/api/v1/admin/delivery", admin.headers
    zone = (
        await client.post(
            f"{base}/zones", json={"name": "DE", "areas": [{"country": "DE"}]}, headers=by
        )
    ).json()
    wanted = {
        "name": "Freight",
        "kind": "by_weight",
        "zone_id": zone["id"],
        "tariffs": [
            {
                "currency": "EUR",
                "amount": "5.00",
                "steps": [{"at_least": "1000", "amount": "9.00"}],
                "minimum": "1.00",
            }
        ],
        "days_at_least": 1,
        "days_at_most": 3,
    }

    made = await client.post(f"{base}/methods", json=wanted, headers=by)
    used = await client.delete(f"{base}/zones/{zone['id']}", headers=by)
    path = f"{base}/methods/{made.json()['id']}"
    changed = await client.put(path, json=wanted | {"name": "Heavy"}, headers=by)
    listed = (await client.get(f"{base}/methods", headers=by)).json()
    gone = [
        (await client.delete(each, headers=by)).status_code
        for each in (path, path, f"{base}/zones/{zone['id']}")
    ]

    assert made.status_code == 201
    assert made.json()["tariffs"][0]["steps"] == [{"at_least": "1000", "amount": "9.00"}]
    assert (used.status_code, used.json()["code"]) == (409, "delivery_zone_in_use")
    assert (changed.json()["name"], changed.json()["version"]) == ("Heavy", 2)
    assert [each["name"] for each in listed] == ["Heavy"]
    assert gone == [204, 404, 204]


@pytest.mark.parametrize(
    "fault",
    [
        {"tariffs": [{"currency": "EUR", "amount": "-1"}]},
        {"tariffs": [{"currency": "XYZ", "amount": "1"}]},
        {"tariffs": [{"currency": "EUR", "amount": "1.005"}]},
        {"tariffs": []},
        {"zone_id": "0199a3c0-7d1f-7a52-9a0e-3b1f6f0c2a11"},
    ],
)
async def test_a_method_that_can_not_be_is_refused_and_nothing_changes(
    client: httpx2.AsyncClient, admin: Person, fault: dict[str, object]
) -> None:
    wanted = {"name": "Parcel", "kind": "flat", "tariffs": [{"currency": "EUR", "amount": "1"}]}

    refused = await client.post(
        "/api/v1/admin/delivery/methods", json=wanted | fault, headers=admin.headers
    )

    assert refused.status_code in {404, 422}
    listed = await client.get("/api/v1/admin/delivery/methods", headers=admin.headers)
    assert listed.json() == []
