"""What strangers send to the pages of the storefront, and what does not come of it."""

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.faces.storefront.test_buying import OURS, checkout_form, count_orders, put_in
from tests.support.buying import stocked
from tests.support.shoppers import Shopper

pytestmark = pytest.mark.anyio
ELSEWHERE = {"sec-fetch-site": "cross-site"}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/store/search?page={'9' * 5000}", 200),
        ("/store/search?page=%D9%A3", 200),
        ("/store/products/..%2f..%2fauth%2fcsrf", 404),
        ("/store/nowhere/at/all", 404),
        ("/store/categories/%3Flimit=1", 404),
        ("/store/orders/%0d%0ax-a:1/invoice?token=%0d%0ax-b:1", 404),
        ("/store/orders/history", 303),
        ("/store/products/search", 404),
        ("/store/products/suggestions", 404),
    ],
)
async def test_an_odd_address_is_answered_with_a_page(
    client: httpx2.AsyncClient, address: str, status: int
) -> None:
    page = await client.get(address)

    assert (page.status_code, "x-a" in page.headers, "x-b" in page.headers) == (
        status,
        False,
        False,
    )


@pytest.mark.parametrize(("name", "status"), [("csrf_token", 303), ("key", 400)])
async def test_letters_that_no_header_holds_are_no_fault_of_ours(
    client: httpx2.AsyncClient, services: Services, name: str, status: int
) -> None:
    await put_in(client, services)
    said = {"email": "guest@example.com", "payment": "test:test_ok", "place": "1", name: "\u20ac"}
    form = await checkout_form(client) | said

    answer = await client.post("/store/checkout", data=form, headers=OURS)

    assert answer.status_code == status
    assert await count_orders(services) == (1 if status == 303 else 0)


@pytest.mark.parametrize("name", ["history", "my-orders"])
async def test_what_the_api_calls_a_list_is_no_order(shopper: Shopper, name: str) -> None:
    seen = await shopper.look(f"/store/orders/{name}")
    again = await shopper.send(f"/store/orders/{name}/again")

    assert (seen.status_code, again.status_code) == (404, 404)


async def test_another_site_gives_a_guest_no_other_cart(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works)
    form = {"variant_id": str(tea), "quantity": "2"}

    planted = await client.post("/store/cart/add", data=form, headers=ELSEWHERE)
    turned = await client.post("/store/language", data={"language": "de"}, headers=ELSEWHERE)

    assert (planted.status_code, turned.status_code) == (403, 403)
    assert "set-cookie" not in planted.headers
    assert "set-cookie" not in turned.headers


async def test_what_is_somebodys_own_is_kept_by_no_browser(
    client: httpx2.AsyncClient, services: Services
) -> None:
    before = await client.get("/store")
    await put_in(client, services)

    after = [await client.get(address) for address in ("/store", "/store/cart", "/store/checkout")]
    client.cookies.clear()
    opened = await client.get("/store/orders/01a1fe66-322e-7135-9a34-94e9cc295e09?token=secret")

    assert before.headers["cache-control"] == "private, no-cache"
    assert {page.headers["cache-control"] for page in [*after, opened]} == {"private, no-store"}
