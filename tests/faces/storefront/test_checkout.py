"""Checking out with what one has saved, for a company, with the invoice elsewhere; faults told at their fields."""

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.flows.onboarding import run as onboarding
from tests.faces.storefront.test_buying import checkout_form, count_orders, put_in
from tests.support.shoppers import Shopper

pytestmark = pytest.mark.anyio
CHECKOUT = "/store/checkout"
NASTY = "<script>alert(1)</script>'\"&"
HOME = {
    "recipient": "Kim Home",
    "line1": "Home 1",
    "postal_code": "1010",
    "city": "Wien",
    "country": "AT",
}
OFFICE = {
    "billing_recipient": f"Office {NASTY}",
    "billing_line1": "Office 2",
    "billing_postal_code": "10115",
    "billing_city": "Berlin",
    "billing_country": "DE",
}


async def test_only_what_reaches_the_address_is_offered(
    guest: Shopper, services: Services, client: httpx2.AsyncClient
) -> None:
    await onboarding.open_trade(services.works, currency="EUR")
    await put_in(client, services)
    unknown = await guest.look(CHECKOUT)
    offered = {}
    for country, code in (("DE", "10115"), ("US", "94105")):
        place = HOME | {
            "country": country,
            "postal_code": code,
            "region": "CA" if code[0] == "9" else "",
        }
        await guest.send(CHECKOUT, email="guest@example.com", update="1", **place)
        page = await guest.look(CHECKOUT)
        offered[country] = [
            name
            for name in (">Parcel \u2013", ">Express", ">Parcel abroad", ">Pickup")
            if name in page.text
        ]

    assert ">Parcel abroad" not in unknown.text
    assert offered == {
        "DE": [">Parcel \u2013", ">Express", ">Pickup"],
        "US": [">Parcel abroad", ">Pickup"],
    }


async def test_a_saved_address_is_chosen_and_the_invoice_goes_elsewhere(
    shopper: Shopper, services: Services, client: httpx2.AsyncClient
) -> None:
    await shopper.send("/store/account/addresses", **HOME)
    saved = (await client.get("/api/v1/users/me/addresses")).json()["items"][0]["id"]
    await put_in(client, services, shopper.token)
    page = await shopper.look(CHECKOUT)
    typed = {"line1": "", "recipient": "", "payment": "test:test_ok", "place": "1", "key": "k" * 20}
    total = {"expected_total": "20.00", "shows_billing": "1", "other_billing": "1", **OFFICE}

    placed = await shopper.send(CHECKOUT, saved_address=saved, **typed, **total)
    order = await shopper.look(placed.headers["location"])

    assert f'value="{saved}" checked' in page.text
    assert "Home 1" in order.text
    assert "Office 2" in order.text
    assert "<script>alert" not in order.text


async def test_an_invoice_that_goes_elsewhere_no_more_is_taken_out(
    guest: Shopper, services: Services, client: httpx2.AsyncClient
) -> None:
    await put_in(client, services)
    form = HOME | {"email": "guest@example.com", "update": "1", "shows_billing": "1"}
    await guest.send(CHECKOUT, **form, **OFFICE, other_billing="1")
    there = (await client.get("/api/v1/cart")).json()["billing_address"]

    await guest.send(CHECKOUT, **form, **OFFICE)
    gone = (await client.get("/api/v1/cart")).json()["billing_address"]

    assert there["line1"] == "Office 2"
    assert gone is None


async def test_faults_stand_at_their_fields_and_nothing_is_ordered(
    guest: Shopper, services: Services, client: httpx2.AsyncClient
) -> None:
    await put_in(client, services)
    said = {
        "payment": "test:test_ok",
        "place": "1",
        "postal_code": "x",
        "email": "guest@example.com",
    }
    form = await checkout_form(client, **said)

    refused = await guest.send(CHECKOUT, **form)
    number = await guest.send(
        CHECKOUT, **form | {"postal_code": "10115", "vat_number": "XX1", "shows_billing": "1"}
    )

    assert refused.status_code == 422
    assert 'aria-describedby="postal_code-fault' in refused.text
    assert 'role="alert"' in number.text
    assert await count_orders(services) == 0


async def test_nobody_sends_goods_to_an_address_of_another(
    guest: Shopper, services: Services, client: httpx2.AsyncClient
) -> None:
    await put_in(client, services)

    await guest.send(CHECKOUT, saved_address="01a1fe66-322e-7135-9a34-94e9cc295e09", update="1")

    assert (await client.get("/api/v1/cart")).json()["shipping_address"] is None
