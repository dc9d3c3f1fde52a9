"""One's account in the storefront, by the forms of its pages."""

import re

import httpx2
import pyotp
import pytest

from shopwright.faces.services import Services
from tests.conftest import SteppingClock
from tests.support.buying import stocked
from tests.support.factors import enrol
from tests.support.goods import make_product
from tests.support.mails import delivered
from tests.support.people import PASSWORD, Person, make_customer
from tests.support.reviewing import make_review
from tests.support.shoppers import OURS, Shopper, addresses, hidden
from tests.support.wishing import alert_for

pytestmark = pytest.mark.anyio
NASTY = "<script>alert(1)</script>'\"&"
BOOK, SAFETY, PRIVACY = (f"/store/account/{name}" for name in ("addresses", "security", "privacy"))
PLACE = {
    "recipient": f"Robin {NASTY}",
    "line1": f"Main Street {NASTY}",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
}


@pytest.mark.parametrize(
    "page", ["profile", "addresses", "addresses/new", "reviews", "alerts", "security", "privacy"]
)
async def test_who_is_not_signed_in_is_led_to_where_he_can(guest: Shopper, page: str) -> None:
    answer = await guest.look(f"/store/account/{page}")

    way = f"/store/sign-in?next=%2Fstore%2Faccount%2F{page.replace('/', '%2F')}"
    assert (answer.status_code, answer.headers["location"]) == (303, way)


async def test_an_address_is_added_changed_made_the_usual_one_and_removed(
    shopper: Shopper,
) -> None:
    added = await shopper.send(BOOK, **PLACE)
    [one] = addresses(await shopper.look(BOOK), f"{BOOK}/0")[:1]
    form = await shopper.look(one)
    changed = await shopper.send(one, **PLACE | {"city": "Potsdam"})
    await shopper.send(f"{one}/default", kind="billing")
    book = await shopper.look(BOOK)
    await shopper.send(f"{one}/remove")
    empty = await shopper.look(BOOK)

    assert (added.status_code, changed.headers["location"]) == (303, f"{BOOK}?done=saved")
    assert 'value="Berlin"' in form.text
    assert "<script>alert" not in book.text + form.text
    assert "10115 Potsdam" in book.text
    assert "Invoices go here" in book.text
    assert "not saved any address" in empty.text


async def test_what_is_wrong_with_an_address_stands_at_its_field(shopper: Shopper) -> None:
    refused = await shopper.send(BOOK, **PLACE | {"line1": "", "country": "DE"})

    assert refused.status_code == 422
    assert 'aria-describedby="line1-fault' in refused.text
    assert 'value="Berlin"' in refused.text
    assert "not saved any address" in (await shopper.look(BOOK)).text


async def test_nobody_sees_or_changes_the_address_of_another(
    shopper: Shopper, services: Services, client: httpx2.AsyncClient
) -> None:
    await shopper.send(BOOK, **PLACE)
    [one] = addresses(await shopper.look(BOOK), f"{BOOK}/0")[:1]
    client.cookies.clear()
    other = await Shopper(client).sign_in(await make_customer(services))

    seen, changed = await other.look(one), await other.send(f"{one}/remove")

    assert (seen.status_code, changed.status_code) == (404, 404)
    assert "Berlin" not in seen.text


async def test_a_name_is_changed_and_shown_as_text(shopper: Shopper) -> None:
    done = await shopper.send("/store/account/profile", full_name=f"Kim {NASTY}", locale="de")
    page = await shopper.look(done.headers["location"])

    assert "Saved." in page.text
    assert "Kim &lt;script&gt;" in page.text
    assert '<option value="de" selected>' in page.text
    assert "<script>alert" not in page.text


async def test_a_password_is_changed_by_the_one_before(shopper: Shopper, customer: Person) -> None:
    wrong = {"current_password": "not the one", "new_password": "staple of another stable"}
    right = wrong | {"current_password": PASSWORD}

    refused = await shopper.send("/store/account/password", **wrong)
    done = await shopper.send("/store/account/password", **right)
    by_old = await shopper.client.post(
        "/store/sign-in", data={"username": customer.email, "password": PASSWORD}, headers=OURS
    )

    assert refused.status_code in (400, 403, 422)
    assert "The password is wrong." in refused.text
    assert done.headers["location"] == "/store/account/profile?done=password"
    assert by_old.status_code == 401


async def test_a_new_email_counts_after_its_mail(
    shopper: Shopper, services: Services, customer: Person
) -> None:
    done = await shopper.send(
        "/store/account/email", email="new@example.com", current_password=PASSWORD
    )
    mails = [each.to for each in await delivered(services)]
    page = await shopper.look("/store/account/profile")

    assert done.headers["location"] == "/store/account/profile?done=mailed"
    assert "new@example.com" in mails
    assert f"Your address is {customer.email}." in page.text


async def test_another_session_is_ended_this_one_stays(shopper: Shopper) -> None:
    before = await shopper.look(SAFETY)
    [other] = addresses(before, f"{SAFETY}/sessions/0")

    done = await shopper.send(other)
    after = await shopper.look(done.headers["location"])

    assert "this one" in before.text
    assert "Signed out there." in after.text
    assert addresses(after, f"{SAFETY}/sessions/0") == []


async def test_all_sessions_end_with_this_one(shopper: Shopper) -> None:
    done = await shopper.send(f"{SAFETY}/sessions/end-all")
    page = await shopper.look("/store/account")

    assert done.headers["location"] == "/store/sign-in?done=signed_out"
    assert page.status_code == 303


async def test_a_second_factor_is_added_by_its_picture_and_removed_by_a_code(
    shopper: Shopper, clock: SteppingClock
) -> None:
    refused = await shopper.send(f"{SAFETY}/second-factor", password="not the one")
    begun = await shopper.send(f"{SAFETY}/second-factor", password=PASSWORD)
    secret, address = hidden(begun, "secret"), hidden(begun, "address")
    wrong = await shopper.send(
        f"{SAFETY}/second-factor/confirm", code="000000", secret=secret, address=address
    )
    code = pyotp.TOTP(secret).at(clock())
    confirmed = await shopper.send(f"{SAFETY}/second-factor/confirm", code=code)
    recovery = re.findall(r"<li><code>([^<]+)</code>", confirmed.text)
    again = await shopper.look(SAFETY)
    removed = await shopper.send(
        f"{SAFETY}/second-factor/remove", code=recovery[0], password=PASSWORD
    )

    assert "The password is wrong." in refused.text
    assert '<path d="M4 4h7v1h-7z' in begun.text
    assert address.startswith("otpauth://totp/")
    assert (wrong.status_code, hidden(wrong, "secret")) == (401, secret)
    assert len(recovery) == 10
    assert confirmed.headers["cache-control"] == "private, no-store"
    assert recovery[0] not in again.text
    assert "10 recovery codes are left" in again.text
    assert removed.headers["location"] == f"{SAFETY}?done=factor_removed"


async def test_who_has_lost_his_device_signs_in_by_a_recovery_code(
    guest: Shopper, customer: Person, clock: SteppingClock
) -> None:
    _, recovery = await enrol(guest.client, customer, clock())
    known = {"username": customer.email, "password": PASSWORD}
    challenge = hidden(await guest.send("/store/sign-in", **known), "challenge")

    wrong = await guest.send("/store/second-factor", challenge=challenge, code="abc")
    done = await guest.send("/store/second-factor", challenge=challenge, code=recovery[0])
    account = await guest.look(done.headers["location"])

    assert (wrong.status_code, 'role="alert"' in wrong.text) == (422, True)
    assert done.headers["location"] == "/store/account"
    assert account.status_code == 200


async def test_a_challenge_in_an_address_is_kept_by_no_browser(guest: Shopper) -> None:
    page = await guest.look("/store/second-factor?challenge=abc")

    assert page.headers["cache-control"] == "private, no-store"


async def test_who_could_not_be_signed_out_is_told(
    shopper: Shopper, client: httpx2.AsyncClient
) -> None:
    refused = await client.post("/store/sign-out", data={}, headers=OURS)
    still = await shopper.look("/store/account")
    done = await shopper.send("/store/sign-out")

    assert (refused.status_code, still.status_code) == (403, 200)
    assert "The page was too old." in refused.text
    assert done.headers["location"] == "/store"


async def test_a_form_from_elsewhere_shows_no_address_of_its_own(shopper: Shopper) -> None:
    await shopper.send(f"{SAFETY}/second-factor", password=PASSWORD)

    page = await shopper.send(
        f"{SAFETY}/second-factor/confirm",
        code="000000",
        secret="ABC",
        address="javascript:alert(1)",
    )

    assert "javascript:" not in page.text


async def test_ones_data_are_asked_for_and_fetched(shopper: Shopper, services: Services) -> None:
    asked = await shopper.send(f"{PRIVACY}/export", password=PASSWORD)
    waiting = await shopper.look(PRIVACY)
    await delivered(services)
    [fetch] = addresses(await shopper.look(PRIVACY), f"{PRIVACY}/requests/")

    archive = await shopper.send(fetch)

    assert asked.headers["location"] == f"{PRIVACY}?done=export"
    assert addresses(waiting, f"{PRIVACY}/requests/") == []
    assert archive.headers["content-type"] == "application/zip"
    assert archive.content.startswith(b"PK")


async def test_who_wants_to_be_forgotten_can_stay(shopper: Shopper) -> None:
    refused = await shopper.send(f"{PRIVACY}/erasure", password="not the one")
    await shopper.send(f"{PRIVACY}/erasure", password=PASSWORD)
    waiting = await shopper.look(PRIVACY)
    stayed = await shopper.send(f"{PRIVACY}/stay")
    after = await shopper.look(PRIVACY)

    assert "The password is wrong." in refused.text
    assert "Stay after all" in waiting.text
    assert stayed.headers["location"] == f"{PRIVACY}?done=stayed"
    assert "Stay after all" not in after.text


async def test_ones_reviews_are_listed_changed_and_taken_back(
    shopper: Shopper, services: Services, customer: Person
) -> None:
    made = await make_product(services.works, "kettle", title="Kettle")
    await make_review(services, customer, made.id)
    page = await shopper.look("/store/account/reviews")
    [one, gone] = addresses(page, "/store/account/reviews/0")

    await shopper.send(one, rating="2", title=NASTY, text=f"Words {NASTY}")
    changed = await shopper.look("/store/account/reviews")
    await shopper.send(gone)
    after = await shopper.look("/store/account/reviews")

    assert '<a href="/store/products/kettle">Kettle</a>' in page.text
    assert "<script>alert" not in changed.text
    assert "2 of 5 stars" in changed.text
    assert "not reviewed anything" in after.text


async def test_what_one_waits_for_is_named_and_given_up(
    shopper: Shopper, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=0, handle="green-tea")
    await alert_for(services, tea, customer.user_id)
    page = await shopper.look("/store/account/alerts")
    [one] = addresses(page, "/store/account/alerts/0")

    await shopper.send(one)
    after = await shopper.look("/store/account/alerts")

    assert f'href="/store/products/green-tea?variant={tea}">Green Tea</a>' in page.text
    assert "You wait for nothing." in after.text


async def test_a_place_in_the_list_of_orders_that_there_never_was_is_told(
    shopper: Shopper,
) -> None:
    page = await shopper.look("/store/account?cursor=nowhere", language="de")

    assert page.status_code == 422
    assert "Diese Stelle hat die Liste nie genannt." in page.text


async def test_a_closed_account_is_signed_out(shopper: Shopper) -> None:
    closed = await shopper.send("/store/account/deactivate", current_password=PASSWORD)
    page = await shopper.look("/store/account")

    assert closed.headers["location"] == "/store?done=closed"
    assert page.status_code == 303
