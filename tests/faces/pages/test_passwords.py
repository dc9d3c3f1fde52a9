"""Fields for passwords: hidden as they are typed, known to password managers, and open to what is pasted."""

import re
from pathlib import Path

import httpx2
import pytest

from shopwright.faces.backoffice.page import SITE as DESK
from shopwright.faces.storefront.page import SITE as SHOP
from tests.support.people import Person
from tests.support.shoppers import Shopper

pytestmark = pytest.mark.anyio
FIELD = re.compile(r'<input [^>]*name="[^"]*password[^"]*"[^>]*>')


def is_proper(field: str) -> bool:
    return 'type="password"' in field and bool(
        re.search(r'autocomplete="(current|new)-password"', field)
    )


@pytest.mark.parametrize("path", ["/store/sign-in", "/store/sign-up", "/admin/sign-in"])
async def test_a_strangers_password_is_hidden(client: httpx2.AsyncClient, path: str) -> None:
    fields = FIELD.findall((await client.get(path)).text)

    assert fields
    assert [field for field in fields if not is_proper(field)] == []


@pytest.mark.parametrize("path", ["/store/account/profile", "/store/account/security"])
async def test_the_password_of_who_is_signed_in_is_hidden(
    client: httpx2.AsyncClient, customer: Person, path: str
) -> None:
    shopper = await Shopper(client).sign_in(customer)

    fields = FIELD.findall((await shopper.look(path)).text)

    assert fields
    assert [field for field in fields if not is_proper(field)] == []


async def test_every_page_of_who_is_signed_in_shows_the_way_out(
    client: httpx2.AsyncClient, customer: Person
) -> None:
    shopper = await Shopper(client).sign_in(customer)

    pages = [await shopper.look(path) for path in ("/store", "/store/cart", "/store/account")]

    assert all('action="/store/sign-out"' in page.text for page in pages)


@pytest.mark.parametrize("static", [SHOP.static, DESK.static])
def test_no_script_hears_what_is_pasted(static: Path) -> None:
    scripts = [path for path in static.iterdir() if path.suffix == ".js"]

    assert scripts
    assert [path.name for path in scripts if "paste" in path.read_text()] == []
