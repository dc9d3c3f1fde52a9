"""Wishlists, what is saved for later, and the cart beside a page."""

import re

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.support.buying import stocked
from tests.support.people import make_customer
from tests.support.shoppers import Shopper, addresses

pytestmark = pytest.mark.anyio
NASTY = "<script>alert(1)</script>'\"&"
LISTS = "/store/wishlists"


async def wished(shopper: Shopper, services: Services) -> str:
    """A customer's list with tea on it."""
    tea = await stocked(services.works, handle="green-tea")
    await shopper.send(f"{LISTS}/items", variant_id=str(tea), next="/store/cart")
    [page] = addresses(await shopper.look(LISTS), f"{LISTS}/0")
    return page


async def test_goods_go_on_the_list_and_from_it_into_the_cart(
    shopper: Shopper, services: Services
) -> None:
    page = await wished(shopper, services)
    listed = await shopper.look(page)

    done = await shopper.send(f"{page}/to-cart")
    cart = await shopper.look("/store/cart")

    assert "Green Tea" in listed.text
    assert done.headers["location"] == "/store/cart?done=carried"
    assert "€10.00" in cart.text


async def test_what_is_on_a_list_is_changed_moved_and_removed(
    shopper: Shopper, services: Services
) -> None:
    page = await wished(shopper, services)
    await shopper.send(LISTS, name=f"Kitchen {NASTY}")
    [item] = addresses(await shopper.look(page), f"{page}/items/")
    other = next(
        each for each in addresses(await shopper.look(LISTS), f"{LISTS}/0") if each != page
    )

    await shopper.send(item, quantity="2", note=NASTY)
    noted = await shopper.look(page)
    await shopper.send(item, to=other.rpartition("/")[2])
    moved = await shopper.look(other)
    [there] = addresses(moved, f"{other}/items/")
    await shopper.send(there, remove="1")
    empty = await shopper.look(other)

    assert 'value="2"' in noted.text
    assert "<script>alert" not in noted.text + moved.text
    assert "Green Tea" in moved.text
    assert "nothing on this list" in empty.text


async def test_a_shared_list_shows_until_it_is_shared_no_more(
    shopper: Shopper, services: Services, client: httpx2.AsyncClient
) -> None:
    page = await wished(shopper, services)
    shared = await shopper.send(f"{page}/share", shown_as=NASTY)
    [link] = re.findall(r'value="https?://[^/]+(/store/wishlists/shared/[^"]+)"', shared.text)
    own = dict(client.cookies)
    client.cookies.clear()
    seen = await shopper.look(link)
    client.cookies.update(own)

    await shopper.send(f"{page}/unshare")
    later = await shopper.look(link)

    assert "Green Tea" in seen.text
    assert "<script>alert" not in seen.text + shared.text
    assert '<meta name="robots" content="noindex">' in seen.text
    assert later.status_code == 404
    assert link not in (await shopper.look(page)).text


async def test_a_list_is_renamed_and_removed_and_is_nobody_elses(
    shopper: Shopper, services: Services, client: httpx2.AsyncClient
) -> None:
    await shopper.send(LISTS, name="Kitchen")
    [page] = addresses(await shopper.look(LISTS), f"{LISTS}/0")
    renamed = await shopper.send(f"{page}/rename", name="Garden")
    own, token = dict(client.cookies), shopper.token
    client.cookies.clear()
    other = await Shopper(client).sign_in(await make_customer(services))
    strange = [await other.look(page), await other.send(f"{page}/remove")]
    client.cookies.clear()
    client.cookies.update(own)
    again = Shopper(client, token)

    removed = await again.send(f"{page}/remove")

    assert renamed.headers["location"] == f"{page}?done=saved"
    assert {answer.status_code for answer in strange} == {404}
    assert removed.headers["location"] == f"{LISTS}?done=removed"


async def test_a_line_is_saved_for_later_and_comes_back(
    shopper: Shopper, services: Services
) -> None:
    tea = await stocked(services.works)
    await shopper.send("/store/cart/add", variant_id=str(tea), quantity="2")
    [save] = [
        each
        for each in addresses(await shopper.look("/store/cart"), "/store/cart/lines/")
        if each.endswith("/save")
    ]

    saved = await shopper.send(save)
    page = await shopper.look("/store/cart")
    [back] = [each for each in addresses(page, "/store/saved/") if each.endswith("to-cart")]
    returned = await shopper.send(back)
    cart = await shopper.look("/store/cart")

    assert saved.headers["location"] == "/store/cart?done=kept"
    assert "nothing in your cart" in page.text
    assert returned.headers["location"] == "/store/cart?done=carried"
    assert "€20.00" in cart.text


async def test_a_script_gets_the_cart_to_show_beside_the_page(
    guest: Shopper, services: Services
) -> None:
    tea = await stocked(services.works)

    first = await guest.send("/store/cart/add", variant_id=str(tea), quantity="2", drawer="1")
    much = await guest.send("/store/cart/add", variant_id=str(tea), quantity="9", drawer="1")
    cart = await guest.look("/store/cart")

    assert (first.status_code, 'data-pieces="2"' in first.text) == (200, True)
    assert "<html" not in first.text
    assert "€20.00" in first.text
    assert 'role="alert"' in much.text
    assert "€20.00" in cart.text
