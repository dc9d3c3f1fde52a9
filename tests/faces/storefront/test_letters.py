"""Links of mails: they lead to pages of the storefront, show what they do, and do it by a form."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.kernel.actors import system
from tests.conftest import SteppingClock
from tests.support.buying import stocked
from tests.support.mails import mail_to
from tests.support.people import PASSWORD, Person
from tests.support.shoppers import OURS, Shopper, addresses, hidden
from tests.support.wishing import restock

pytestmark = pytest.mark.anyio
NEW = "staple of another stable"
GUEST = "guest@example.com"


def path_in(text: str, begin: str) -> str:
    """The path of the mail's link to a kind of page."""
    found = re.search(rf"https?://\S+{begin}\S+", text)
    assert found, text
    return urlsplit(found[0]).path


async def test_an_address_is_confirmed_by_the_button_not_by_looking(
    guest: Shopper, services: Services
) -> None:
    await guest.send("/store/sign-up", email=GUEST, password=NEW, full_name="Robin")
    path = path_in((await mail_to(services, GUEST)).text, "/store/verify-email/")
    token = path.rpartition("/")[2]
    await guest.look(path)
    page = await guest.look(path)

    done = await guest.send("/store/verify-email", token=token)
    again = await guest.send("/store/verify-email", token="x" * 40)

    assert (page.status_code, page.headers["cache-control"]) == (200, "private, no-store")
    assert done.headers["location"] == "/store/sign-in?done=verified"
    assert (again.status_code, "too old" in again.text) == (400, True)


async def test_who_is_signed_in_stays_so_when_he_confirms_his_address(
    guest: Shopper, services: Services
) -> None:
    await guest.send("/store/sign-up", email=GUEST, password=NEW, full_name="Robin")
    path = path_in((await mail_to(services, GUEST)).text, "/store/verify-email/")
    await guest.send("/store/sign-in", username=GUEST, password=NEW)
    guest.token = hidden(await guest.look("/store/account"), "csrf_token")

    done = await guest.send("/store/verify-email", token=path.rpartition("/")[2])
    account = await guest.look(done.headers["location"])

    assert done.headers["location"] == "/store/account?done=verified"
    assert "Your address is confirmed." in account.text


async def test_a_forgotten_password_is_chosen_anew_by_the_mail(
    guest: Shopper, services: Services, customer: Person
) -> None:
    asked = await guest.send("/store/forgot-password", email=customer.email)
    unknown = await guest.send("/store/forgot-password", email="nobody@example.com")
    path = path_in((await mail_to(services, customer.email)).text, "/store/reset-password/")
    token = path.rpartition("/")[2]
    page = await guest.look(path)
    weak = await guest.send("/store/reset-password", token=token, new_password="1234567890")
    done = await guest.send("/store/reset-password", token=token, new_password=NEW)
    used = await guest.look(path)
    form = {"username": customer.email, "password": NEW}
    signed_in = await guest.client.post("/store/sign-in", data=form, headers=OURS)

    assert asked.text.replace(customer.email, "") == unknown.text.replace("nobody@example.com", "")
    assert 'name="new_password"' in page.text
    assert (weak.status_code, 'name="new_password"' in weak.text) == (422, True)
    assert done.headers["location"] == "/store/sign-in?done=reset"
    assert (used.status_code, 'name="new_password"' in used.text) == (400, False)
    assert signed_in.status_code == 303


async def test_a_new_email_is_taken_and_given_back_by_the_mails(
    shopper: Shopper, services: Services, customer: Person
) -> None:
    await shopper.send("/store/account/email", email="new@example.com", current_password=PASSWORD)
    path = path_in((await mail_to(services, "new@example.com")).text, "/store/confirm-email/")
    page = await shopper.look(path)
    taken = await shopper.send("/store/confirm-email", token=path.rpartition("/")[2])
    back = path_in((await mail_to(services, customer.email)).text, "/store/undo-email/")

    undone = await shopper.send("/store/undo-email", token=back.rpartition("/")[2])

    assert "Take the new address" in page.text
    assert taken.headers["location"] == "/store/sign-in?done=verified"
    assert undone.headers["location"] == "/store/sign-in?done=undone"


async def test_a_guests_alert_is_confirmed_and_ended_by_its_mails(
    guest: Shopper, services: Services
) -> None:
    tea = await stocked(services.works, stock=0, handle="green-tea")
    product = (await guest.look("/api/v1/products/green-tea")).json()["id"]
    body = {"variant_id": str(tea), "email": GUEST}
    await guest.client.post(f"/api/v1/products/{product}/stock-alerts", json=body)
    mail = await mail_to(services, GUEST)
    path = path_in(mail.text, "/store/stock-alerts/confirm/")
    page = await guest.look(path)

    confirmed = await guest.send("/store/stock-alerts/confirm", token=path.rpartition("/")[2])
    await restock(services.works, tea)
    told = await mail_to(services, GUEST, "back in stock")
    stop = path_in(told.text, "/store/stock-alerts/stop/")
    look = await guest.look(stop)
    by_program = await guest.client.post(stop, data={"List-Unsubscribe": "One-Click"})

    assert "Yes, write to me" in page.text
    assert confirmed.headers["location"] == "/store?done=alert"
    assert path_in(told.text, "/store/products/").endswith("/store/products/green-tea")
    assert addresses(look, stop) == [stop]
    assert by_program.headers["location"] == "/store?done=stopped"


async def test_a_waiting_cart_is_taken_by_a_form_alone(
    guest: Shopper, services: Services, client: httpx2.AsyncClient, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    await guest.send("/store/cart/add", variant_id=str(tea), quantity="2")
    await client.patch("/api/v1/cart", json={"email": GUEST})
    clock.advance(hours=25)
    async with services.works(system("test")) as work:
        await checkout.announce_abandoned(work, after=timedelta(hours=24))
    mail = await mail_to(services, GUEST)
    path, stop = (
        path_in(mail.text, f"/store/{each}/") for each in ("cart/resume", "cart-reminders/stop")
    )
    client.cookies.clear()

    page = await guest.look(path)
    looked = await guest.look("/store/cart")
    taken = await guest.send("/store/cart/resume", token=path.rpartition("/")[2])
    cart = await guest.look("/store/cart")
    stopped = await guest.send(stop)

    assert "Go on with this cart" in page.text
    assert "set-cookie" not in page.headers
    assert "nothing in your cart" in looked.text
    assert taken.headers["location"] == "/store/cart"
    assert "€20.00" in cart.text
    assert stopped.headers["location"] == "/store?done=stopped"


async def test_links_that_are_good_for_nothing_say_so(guest: Shopper) -> None:
    pages = [
        await guest.look(f"/store/{kind}/{'x' * 40}")
        for kind in (
            "reset-password",
            "confirm-email",
            "undo-email",
            "cart/resume",
            "cart-reminders/stop",
            "stock-alerts/stop",
        )
    ]

    assert {page.status_code for page in pages} <= {400, 404, 410, 422}
    assert all('role="alert"' in page.text for page in pages)
    assert all('method="post" action="/store/cart/resume"' not in page.text for page in pages)


async def test_another_site_confirms_nothing(guest: Shopper) -> None:
    answers = [
        await guest.client.post(
            f"/store/{path}", data={"token": "x"}, headers={"sec-fetch-site": "cross-site"}
        )
        for path in ("verify-email", "reset-password", "undo-email", "cart/resume")
    ]

    assert {answer.status_code for answer in answers} == {403}
