"""Who gets into the back office, by which steps, and what everybody else is shown."""

import httpx2
import pyotp
import pytest
from fastapi import FastAPI

from shopwright.faces.backoffice.menu import MENU
from shopwright.faces.services import Services
from shopwright.wiring import CATALOGUE
from tests.conftest import SteppingClock
from tests.support.desk import BROWSER, Clerk, at_the_desk, form_of
from tests.support.factors import enrol
from tests.support.people import PASSWORD, Person, make_customer, make_person

pytestmark = pytest.mark.anyio
SIGN_IN = "/admin/sign-in"


async def test_who_is_not_signed_in_is_led_to_where_he_can(client: httpx2.AsyncClient) -> None:
    turned = await client.get("/admin/orders?status=pending")
    form = await client.get(turned.headers["location"])

    assert turned.status_code == 303
    assert turned.headers["location"] == f"{SIGN_IN}?next=%2Fadmin%2Forders%3Fstatus%3Dpending"
    assert form_of(form.text, SIGN_IN)["next"] == "/admin/orders?status=pending"


async def test_who_signs_in_gets_to_where_he_wanted(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    given = {"username": admin.email, "password": PASSWORD, "next": "/admin/orders"}

    entered = await client.post(SIGN_IN, data=given, headers=BROWSER)

    assert (entered.status_code, entered.headers["location"]) == (303, "/admin/orders")


@pytest.mark.parametrize(
    "onward",
    ["//elsewhere.example", "https://elsewhere.example", "/store", "/admin\\x", "/admin//x"],
)
async def test_nobody_is_led_elsewhere(
    client: httpx2.AsyncClient, admin: Person, onward: str
) -> None:
    given = {"username": admin.email, "password": PASSWORD, "next": onward}

    entered = await client.post(SIGN_IN, data=given, headers=BROWSER)

    assert entered.headers["location"] == "/admin"


async def test_a_wrong_password_is_told_and_opens_nothing(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    given = {"username": admin.email, "password": "wrong horse battery"}

    refused = await client.post(SIGN_IN, data=given, headers=BROWSER)

    assert refused.status_code == 401
    assert 'role="alert"' in refused.text
    assert "wrong horse" not in refused.text
    assert "set-cookie" not in refused.headers


async def test_another_sites_form_signs_nobody_in(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    given = {"username": admin.email, "password": PASSWORD}

    refused = await client.post(SIGN_IN, data=given, headers={"sec-fetch-site": "cross-site"})

    assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)


async def test_a_customer_has_no_business_here(app: FastAPI, services: Services) -> None:
    customer = await make_customer(services)

    async with at_the_desk(app, customer) as stranger:
        page = await stranger.look("/admin/orders")

    assert page.status_code == 403
    assert "for staff and vendors" in page.text
    assert "<nav" not in page.text


async def test_a_role_that_demands_a_second_factor_is_led_to_make_one(
    app: FastAPI,
    services: Services,
    client: httpx2.AsyncClient,
    clock: SteppingClock,
    admin: Person,
) -> None:
    await client.put(
        "/api/v1/admin/roles/vendor/second-factor",
        json={"is_demanded": True},
        headers=admin.headers,
    )
    seller = await make_person(services, "vendor")

    async with at_the_desk(app, seller) as new:
        turned = await new.look("/admin/orders")
        begun = await new.send("/admin/second-factor", "/admin/second-factor", password=PASSWORD)
        form = form_of(begun.text, "/admin/second-factor/confirm")
        code = pyotp.TOTP(str(form["secret"])).at(clock.time)
        wrong = await new.browser.post(
            "/admin/second-factor/confirm", data={**form, "code": "000000"}
        )
        done = await new.browser.post("/admin/second-factor/confirm", data={**form, "code": code})
        within = await new.look("/admin/nowhere")

    assert (turned.status_code, turned.headers["location"]) == (303, "/admin/second-factor")
    assert wrong.status_code == 401
    assert str(form["secret"]) in wrong.text
    assert done.text.count("<li><code>") == 10
    assert within.status_code == 404


async def test_a_form_brings_no_link_of_its_own_into_the_page(clerk: Clerk) -> None:
    page = await clerk.look("/admin/second-factor")
    token = form_of(page.text, "/admin/second-factor")["csrf_token"]
    form = {"csrf_token": token, "secret": "x", "address": "javascript:alert(1)", "code": "000000"}

    again = await clerk.browser.post("/admin/second-factor/confirm", data=form)

    assert "javascript:" not in again.text
    assert form_of(again.text, "/admin/second-factor")["csrf_token"]


@pytest.mark.parametrize(
    ("referer", "onward"),
    [
        ("http://shop.test/admin/users?q=a", "%2Fadmin%2Fusers"),
        ("http://shop.test//elsewhere.example/admin", "%2Fadmin"),
        ("http://[", "%2Fadmin"),
        ("", "%2Fadmin"),
    ],
)
async def test_who_sends_a_form_too_late_is_led_back_to_its_page(
    client: httpx2.AsyncClient, referer: str, onward: str
) -> None:
    turned = await client.post("/admin/views", data={}, headers=BROWSER | {"referer": referer})

    assert turned.headers["location"] == f"{SIGN_IN}?next={onward}"


async def test_signing_out_closes_the_door(clerk: Clerk) -> None:
    left = await clerk.send("/admin/nowhere", "/admin/sign-out")
    after = await clerk.look("/admin/nowhere")

    assert (left.status_code, left.headers["location"]) == (303, SIGN_IN)
    assert after.status_code == 303


async def test_the_menu_names_rights_that_there_are_and_no_address_twice() -> None:
    entries = [entry for chapter in MENU for entry in chapter.entries]
    named = {right for entry in entries for right in entry.rights}

    assert named <= set(CATALOGUE)
    assert len({entry.path for entry in entries}) == len(entries)


async def test_a_vendor_sees_the_way_to_his_own_and_to_nothing_else(seller: Clerk) -> None:
    page = await seller.look("/admin/nowhere")

    assert page.status_code == 404
    assert 'href="/admin/own/products"' in page.text
    for other in ("/admin/orders", "/admin/users", "/admin/settings", "/admin/products"):
        assert f'href="{other}"' not in page.text


async def test_pages_are_kept_by_nobody_and_load_nothing_of_others(clerk: Clerk) -> None:
    page = await clerk.look("/admin/nowhere")

    policy = page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "private, no-store"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


async def test_who_has_lost_his_device_signs_in_by_a_recovery_code(
    client: httpx2.AsyncClient, clock: SteppingClock, admin: Person
) -> None:
    _, recovery = await enrol(client, admin, clock())
    known = {"username": admin.email, "password": PASSWORD}
    asked = await client.post(SIGN_IN, data=known, headers=BROWSER)
    form = form_of(asked.text, "/admin/sign-in/second-factor")

    wrong = await client.post(
        "/admin/sign-in/second-factor", data={**form, "code": "no code"}, headers=BROWSER
    )
    done = await client.post(
        "/admin/sign-in/second-factor", data={**form, "code": recovery[0]}, headers=BROWSER
    )

    assert (wrong.status_code, 'role="alert"' in wrong.text) == (422, True)
    assert (done.status_code, done.headers["location"]) == (303, "/admin")
