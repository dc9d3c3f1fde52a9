"""Buying in the storefront, by the forms of its pages, without scripts."""

import re
from html import unescape
from urllib.parse import urlsplit

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.kernel.paging import PageRequest
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import OrderFilter, OrderStatus
from tests.support.buying import assert_sound, stock_of, stocked
from tests.support.mails import mail_to
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio
OURS = {"sec-fetch-site": "same-origin"}
PLACE = {
    "recipient": "Robin Example",
    "line1": "Main Street 1",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
}


def hidden(page: httpx2.Response, name: str) -> str:
    """A hidden field of a page's form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, page.text
    return unescape(found[1])


async def checkout_form(client: httpx2.AsyncClient, **said: str) -> dict[str, str]:
    """What a customer's browser sends for the checkout page."""
    page = await client.get("/store/checkout")
    names = ("csrf_token", "expected_total", "key")
    return {name: hidden(page, name) for name in names} | PLACE | said


async def put_in(client: httpx2.AsyncClient, services: Services, token: str = "") -> None:
    tea = await stocked(services.works)
    form = {"variant_id": str(tea), "quantity": "2", "csrf_token": token}
    answer = await client.post("/store/cart/add", data=form, headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/store/cart")


async def place_as_guest(
    client: httpx2.AsyncClient, services: Services, payment: str = "test_ok", **said: str
) -> httpx2.Response:
    """A guest fills his cart and sends the checkout's form."""
    await put_in(client, services)
    form = await checkout_form(client, **guests_form(payment)) | said
    return await client.post("/store/checkout", data=form, headers=OURS)


def guests_form(payment: str = "test_ok") -> dict[str, str]:
    return {"email": "guest@example.com", "payment": f"test:{payment}", "place": "1"}


async def count_orders(services: Services) -> int:
    async with services.works.reading() as db:
        return len((await orders.page(db, OrderFilter(), PageRequest(50))).items)


async def test_a_guest_buys_and_sees_his_order(
    client: httpx2.AsyncClient, services: Services
) -> None:
    placed = await place_as_guest(client, services)
    page = await client.get(placed.headers["location"])
    client.cookies.clear()
    by_another = await client.get(placed.headers["location"])

    assert placed.status_code == 303
    assert placed.headers["location"].endswith("?placed=1")
    assert page.headers["cache-control"] == "private, no-store"
    assert "Confirmed" in page.text
    assert "guest@example.com" in page.text
    assert by_another.status_code == 404
    assert await count_orders(services) == 1
    await assert_sound(services.works)


async def test_the_form_sent_twice_places_one_order(
    client: httpx2.AsyncClient, services: Services
) -> None:
    await put_in(client, services)
    form = await checkout_form(client, **guests_form())

    first = await client.post("/store/checkout", data=form, headers=OURS)
    again = await client.post("/store/checkout", data=form, headers=OURS)

    assert (first.status_code, again.status_code) == (303, 303)
    assert again.headers["location"] == first.headers["location"]
    assert await count_orders(services) == 1


async def test_after_an_order_the_cart_is_empty_and_can_be_filled_again(
    client: httpx2.AsyncClient, services: Services
) -> None:
    placed = await place_as_guest(client, services)

    order = await client.get(placed.headers["location"])
    empty = await client.get("/store/cart")
    await put_in(client, services)
    again = await client.get("/api/v1/cart")

    assert "data-count hidden" in order.text
    assert "nothing in your cart" in empty.text
    assert again.json()["item_count"] == 2


async def test_a_declined_card_is_told_and_the_cart_is_still_there(
    client: httpx2.AsyncClient, services: Services
) -> None:
    refused = await place_as_guest(client, services, "test_declined")
    cart = await client.get("/store/cart")

    assert refused.status_code == 402
    assert 'role="alert"' in refused.text
    assert 'value="Main Street 1"' in refused.text
    assert "€20.00" in cart.text


async def test_another_total_than_was_shown_is_not_paid(
    client: httpx2.AsyncClient, services: Services
) -> None:
    refused = await place_as_guest(client, services, expected_total="1.00")

    assert refused.status_code == 409
    assert await count_orders(services) == 0


async def test_a_second_step_leads_to_the_providers_page(
    client: httpx2.AsyncClient, services: Services
) -> None:
    placed = await place_as_guest(client, services, "test_challenge")

    assert placed.status_code in (200, 303)
    told = placed.headers.get("location", "") + placed.text
    assert "/api/v1/payments/test/tst_" in told


async def test_quantities_change_and_lines_go(
    client: httpx2.AsyncClient, services: Services
) -> None:
    await put_in(client, services)
    cart = await client.get("/store/cart")
    [line] = re.findall(r'action="(/store/cart/lines/[^"]+)"', cart.text)

    await client.post(line, data={"quantity": "3"}, headers=OURS)
    more = await client.get("/store/cart")
    await client.post(line, data={"quantity": "3", "remove": "1"}, headers=OURS)
    empty = await client.get("/store/cart")

    assert "€30.00" in more.text
    assert "nothing in your cart" in empty.text


async def test_a_customer_signs_in_buys_and_cancels(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    signed_in = await client.post(
        "/store/sign-in",
        data={"username": customer.email, "password": PASSWORD, "next": "/store/account"},
        headers=OURS,
    )
    token = hidden(await client.get("/store/account"), "csrf_token")
    await put_in(client, services, token)
    form = await checkout_form(client, payment="test:test_ok", place="1")
    placed = await client.post("/store/checkout", data=form, headers=OURS)
    address = placed.headers["location"].partition("?")[0]
    account = await client.get("/store/account")

    cancelled = await client.post(f"{address}/cancel", data={"csrf_token": token}, headers=OURS)

    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/store/account")
    assert address in account.text
    assert cancelled.status_code == 303
    async with services.works.reading() as db:
        [order] = (await orders.page(db, OrderFilter(), PageRequest(5))).items
    assert order.status is OrderStatus.CANCELLED
    await assert_sound(services.works)


async def test_another_site_puts_nothing_into_a_customers_cart(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    await client.post(
        "/store/sign-in", data={"username": customer.email, "password": PASSWORD}, headers=OURS
    )
    form = {"variant_id": str(tea), "quantity": "1"}

    from_elsewhere = await client.post(
        "/store/cart/add", data=form, headers={"sec-fetch-site": "cross-site"}
    )
    without_token = await client.post("/store/cart/add", data=form, headers=OURS)

    assert (from_elsewhere.status_code, without_token.status_code) == (403, 403)
    assert "nothing in your cart" in (await client.get("/store/cart")).text
    assert await stock_of(services.works, tea) == (5, 0)


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/store//evil.example", "/store\\evil"]
)
async def test_signing_in_leads_nowhere_else(
    client: httpx2.AsyncClient, customer: Person, onward: str
) -> None:
    form = {"username": customer.email, "password": PASSWORD, "next": onward}

    answer = await client.post("/store/sign-in", data=form, headers=OURS)

    assert (answer.status_code, answer.headers["location"]) == (303, "/store/account")


async def test_a_wrong_password_is_told_on_the_page(
    client: httpx2.AsyncClient, customer: Person
) -> None:
    form = {"username": customer.email, "password": "wrong and long"}

    answer = await client.post("/store/sign-in", data=form, headers=OURS)

    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "wrong and long" not in answer.text
    assert customer.email in answer.text


async def test_a_guest_opens_his_order_by_the_link_of_its_mail(
    client: httpx2.AsyncClient, services: Services
) -> None:
    await place_as_guest(client, services)
    client.cookies.clear()
    mail = await mail_to(services, "guest@example.com")
    [link] = re.findall(r"https?://[^/]+(/store/orders/\S+/open/\S+)", mail.text)

    opened = await client.get(link)
    page = await client.get(opened.headers["location"])
    forged = await client.get(link[:-4] + "AAAA")

    assert "Confirmed" in page.text
    assert "open" not in opened.headers["location"]
    assert "httponly" in opened.headers["set-cookie"].lower()
    client.cookies.clear()
    client.cookies.set(*forged.headers["set-cookie"].partition(";")[0].split("=", 1))
    assert (await client.get(forged.headers["location"])).status_code == 404


async def test_who_comes_back_from_paying_sees_his_order(
    client: httpx2.AsyncClient, services: Services
) -> None:
    placed = await place_as_guest(client, services, "test_challenge")
    page = placed.headers["location"].partition("8000")[2] or placed.headers["location"]
    answered = await client.post(page, data={"decision": "approve"}, headers=OURS)
    [back] = re.findall(r'href="http://[^/]+(/api/v1/payments/return/[^"]+)"', answered.text)

    returned = await client.get(back)
    order = await client.get(urlsplit(returned.headers["location"]).path)

    assert returned.status_code == 303
    assert "/store/orders/" in returned.headers["location"]
    assert "Confirmed" in order.text
