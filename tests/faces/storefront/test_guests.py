"""A guest's orders in his browser: opened by what was placed here, and by the last link that he followed."""

from urllib.parse import urlsplit

import httpx2
import pytest

from shopwright.faces.api import tokens
from shopwright.faces.services import Services
from tests.faces.storefront.test_buying import place_as_guest
from tests.support.buying import buy, stocked
from tests.support.shoppers import Shopper

pytestmark = pytest.mark.anyio


async def link_of_another(services: Services) -> str:
    """The link that a stranger has for an order of his own."""
    placed = await buy(services, (await stocked(services.works), 1))
    token = tokens.sign(services, tokens.ORDER, placed.order.id)
    return f"/store/orders/{placed.order.id}/open/{token}"


async def test_no_number_of_links_pushes_out_an_order_that_was_placed_here(
    guest: Shopper, services: Services, client: httpx2.AsyncClient
) -> None:
    placed = await place_as_guest(client, services)
    address = urlsplit(placed.headers["location"]).path

    for _ in range(6):
        await guest.look(await link_of_another(services))
    page = await guest.look(address)

    assert page.status_code == 200
    assert "Main Street 1" in page.text


async def test_a_link_that_was_made_up_closes_no_order(
    guest: Shopper, services: Services, client: httpx2.AsyncClient
) -> None:
    placed = await place_as_guest(client, services)
    address = urlsplit(placed.headers["location"]).path
    token = f"{address.rpartition('/')[2].replace('-', '')}.AAAA"

    led = await guest.look(f"{address}/open/{token}")
    page = await guest.look(address)

    assert (led.status_code, led.headers["location"]) == (303, address)
    assert page.status_code == 200


async def test_a_link_takes_the_place_of_the_link_before(
    guest: Shopper, services: Services
) -> None:
    links = [await link_of_another(services) for _ in range(2)]

    leads = [(await guest.look(link)).headers["location"] for link in links]
    pages = [await guest.look(address) for address in leads]

    assert [page.status_code for page in pages] == [404, 200]


async def test_a_guest_buys_the_same_again(
    guest: Shopper, services: Services, client: httpx2.AsyncClient
) -> None:
    placed = await place_as_guest(client, services)
    address = urlsplit(placed.headers["location"]).path

    done = await guest.send(f"{address}/again")
    cart = await guest.look("/store/cart")

    assert done.headers["location"] == "/store/cart?done=carried"
    assert "€20.00" in cart.text
