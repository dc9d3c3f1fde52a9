"""Tax from the cart to the order: what is shown is what is written down, and changed rates count at once."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.customers.contracts import Address
from shopwright.modules.orders import queries as orders
from shopwright.modules.tax import queries as tax_queries
from shopwright.modules.tax import service as tax
from shopwright.modules.tax.contracts import TaxRate, TaxTerms, TaxZoneDraft
from shopwright.modules.tax.errors import InvalidVatNumber
from tests.support.buying import assert_sound, buy, stocked
from tests.support.people import Person

pytestmark = pytest.mark.anyio
ACTOR = system("test")
BERLIN = Address("Robin Example", "Am Ufer 1", "Berlin", "DE", postal_code="10115")
PARIS = Address("Robin Example", "1 rue du Lac", "Paris", "FR", postal_code="75001")
ABROAD = Address("Robin Example", "Rheinweg 1", "Basel", "CH", postal_code="4001")
PLACE = {
    "recipient": "Robin Example",
    "line1": "Am Ufer 1",
    "city": "Berlin",
    "country": "DE",
    "postal_code": "10115",
}


@pytest.fixture(autouse=True)
async def rates(services: Services) -> None:
    async with services.works(ACTOR) as work:
        await tax.take_union(work)


async def test_an_order_holds_its_tax_with_rate_and_base(services: Services) -> None:
    variant_id = await stocked(services.works, price="119.00")

    placed = await buy(services, (variant_id, 2), shipping_address=BERLIN)

    order = placed.order
    assert (order.total.amount, order.tax.amount, order.tax_included) == ("238.00", "38.00", True)
    async with services.works.reading() as db:
        read = await orders.by_id(db, order.id)
        [told] = await orders.adjustments(db, order.id)
    assert read is not None
    assert (read.tax, read.lines[0].tax, read.lines[0].tax_included) == (
        order.tax,
        order.tax,
        True,
    )
    assert (told.amount.amount, told.rate, told.base and told.base.amount) == (
        "38.00",
        Decimal("0.19"),
        "200.00",
    )
    await assert_sound(services.works)


async def test_a_business_elsewhere_pays_the_price_without_tax(services: Services) -> None:
    variant_id = await stocked(services.works, price="119.00")

    placed = await buy(
        services, (variant_id, 1), shipping_address=PARIS, vat_number="FR 40303265045"
    )

    order = placed.order
    assert (order.total.amount, order.tax.amount, order.relief.amount) == (
        "100.00",
        "0.00",
        "19.00",
    )
    assert order.vat_number == "FR40303265045"
    assert order.paid == order.total
    await assert_sound(services.works)


async def test_what_nobody_sends_is_taxed_where_the_bill_goes(services: Services) -> None:
    song = await stocked(services.works, price="119.00", requires_shipping=False)

    elsewhere = await buy(
        services, (song, 1), shipping_address=ABROAD, billing_address=BERLIN, email="a@example.com"
    )
    without_bill = await buy(services, (song, 1), shipping_address=ABROAD)

    assert (elsewhere.order.total.amount, elsewhere.order.tax.amount) == ("119.00", "19.00")
    assert (without_bill.order.total.amount, without_bill.order.tax.amount) == ("100.00", "0.00")
    await assert_sound(services.works)


async def test_what_is_free_of_tax_goes_to_the_place_that_it_is_free_for(
    services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, price="119.00")

    placed = await buy(
        services,
        (tea, 1),
        user_id=customer.user_id,
        shipping_address=None,
        billing_address=ABROAD,
    )

    assert placed.order.tax.is_zero
    assert placed.order.shipping_address == ABROAD
    await assert_sound(services.works)


async def test_a_number_that_can_not_exist_is_refused(services: Services) -> None:
    variant_id = await stocked(services.works)

    with pytest.raises(InvalidVatNumber):
        await buy(services, (variant_id, 1), shipping_address=PARIS, vat_number="FR00000000000")

    await assert_sound(services.works)


async def test_tax_on_top_is_paid_too(services: Services) -> None:
    till = replace(services.till, tax=replace(services.till.tax, included=False))
    services = replace(services, till=till)
    variant_id = await stocked(services.works, price="100.00")

    placed = await buy(services, (variant_id, 1), shipping_address=BERLIN)

    assert (placed.order.total.amount, placed.order.paid.amount) == ("119.00", "119.00")
    assert isinstance(till.tax, TaxTerms)
    await assert_sound(services.works)


async def test_a_rate_that_changed_counts_from_the_next_look(services: Services) -> None:
    variant_id = await stocked(services.works, price="119.00")
    before = await buy(services, (variant_id, 1), shipping_address=BERLIN)
    async with services.works.reading() as db:
        [germany] = [z for z in await tax_queries.zones_of(db, "DE") if not z.postal_codes]

    async with services.works(ACTOR) as work:
        rate = TaxRate("standard", "VAT 16 %", Decimal("0.16"))
        await tax.change_zone(work, germany.id, TaxZoneDraft("Germany", "DE", rates=(rate,)))
    after = await buy(services, (variant_id, 1), shipping_address=BERLIN)

    assert (before.order.tax.amount, after.order.tax.amount) == ("19.00", "16.41")
    await assert_sound(services.works)


async def test_the_cart_shows_what_the_order_then_holds(
    client: httpx2.AsyncClient, services: Services
) -> None:
    variant_id = await stocked(services.works, price="119.00")
    added = await client.post("/api/v1/cart/items", json={"variant_id": str(variant_id)})
    token = {"x-cart-token": added.json()["cart_token"]}
    details = {"email": "robin@example.com", "shipping_address": PLACE}

    cart = (await client.patch("/api/v1/cart", json=details, headers=token)).json()

    assert (cart["total"], cart["tax"], cart["tax_included"]) == ("119.00", "19.00", True)
    line: dict[str, Any] = {"rate": "19", "treatment": "standard", "label": "VAT 19 %"}
    assert cart["tax_lines"] == [line | {"base": "100.00", "amount": "19.00"}]
    payment = {"payment": {"provider": "test", "token": "test_ok"}, "expected_total": "119.00"}
    placed = await client.post("/api/v1/cart/checkout", json=payment, headers=token)
    assert placed.status_code == 201, placed.text
    order = placed.json()
    shown = await client.get(
        f"/api/v1/orders/{order['id']}", headers={"x-order-token": order["order_token"]}
    )
    assert shown.json()["tax_lines"] == cart["tax_lines"]


async def test_a_business_says_its_number_in_the_cart(
    client: httpx2.AsyncClient, services: Services
) -> None:
    variant_id = await stocked(services.works, price="119.00")
    added = await client.post("/api/v1/cart/items", json={"variant_id": str(variant_id)})
    token = {"x-cart-token": added.json()["cart_token"]}
    details = {"vat_number": "FR40303265045", "shipping_address": PLACE | {"country": "FR"}}
    refused = await client.patch("/api/v1/cart", json={"vat_number": "FR1"}, headers=token)

    cart = (await client.patch("/api/v1/cart", json=details, headers=token)).json()

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_vat_number")
    assert (cart["total"], cart["tax"], cart["relief"]) == ("100.00", "0.00", "19.00")
    assert cart["tax_lines"][0]["treatment"] == "reverse_charge"
