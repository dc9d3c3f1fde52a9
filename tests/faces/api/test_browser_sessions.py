"""Browsers' sessions: a cookie bound to the host, and nothing by it that was not meant."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.main import create_app
from shopwright.modules.identity.models import SessionRow
from shopwright.wiring import close_services, open_services
from tests.conftest import SteppingClock
from tests.support.buying import stocked
from tests.support.people import PASSWORD, Person, make_admin, make_customer

pytestmark = pytest.mark.anyio
SHOP = "https://shop.example"
OPEN, ME, CSRF = "/api/v1/auth/browser-session", "/api/v1/users/me", "/api/v1/auth/csrf"
HERE = {"sec-fetch-site": "same-origin"}
CHANGE = {"full_name": "Robin Changed"}
COOKIE = "__Host-shopwright_session"


@pytest.fixture
async def shop(settings: Settings, clock: SteppingClock) -> AsyncIterator[Services]:
    """A shop that the world reaches by https."""
    opened = open_services(settings.model_copy(update={"public_url": SHOP}), now=clock)
    yield opened
    await close_services(opened)


@pytest.fixture
async def person(shop: Services) -> Person:
    return await make_customer(shop)


@pytest.fixture
async def browser(shop: Services) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=create_app(shop.settings, services=shop))
    async with httpx2.AsyncClient(transport=transport, base_url=SHOP) as client:
        yield client


async def sign_in(browser: httpx2.AsyncClient, person: Person, **headers: str) -> httpx2.Response:
    body = {"email": person.email, "password": PASSWORD}
    return await browser.post(OPEN, json=body, headers=headers or HERE)


async def test_a_browser_gets_a_cookie_that_scripts_neighbours_and_http_never_see(
    browser: httpx2.AsyncClient, person: Person
) -> None:
    signed_in = await sign_in(browser, person)
    me = await browser.get(ME)

    name, *attributes = signed_in.headers["set-cookie"].split("; ")
    value = name.partition("=")[2]
    assert name.startswith(f"{COOKIE}=")
    assert len(value) == 43
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(attributes)
    assert "domain" not in signed_in.headers["set-cookie"].lower()
    assert value not in signed_in.text
    assert "access_token" not in signed_in.text
    assert signed_in.headers["cache-control"] == "no-store"
    assert me.json()["email"] == person.email


async def test_the_cookie_is_stored_as_a_hash(
    browser: httpx2.AsyncClient, shop: Services, person: Person
) -> None:
    await sign_in(browser, person)

    async with shop.works.reading() as db:
        rows = await db.execute(select(SessionRow.cookie_hash).where(SessionRow.kind == "browser"))
    kept = rows.scalar_one()
    assert kept != browser.cookies[COOKIE]
    assert len(kept or "") == 64


async def test_a_change_needs_the_sessions_token_and_our_own_page(
    browser: httpx2.AsyncClient, shop: Services, person: Person
) -> None:
    token = (await sign_in(browser, person)).json()["csrf_token"]
    other = await make_customer(shop)
    mine = browser.cookies[COOKIE]
    browser.cookies.clear()
    foreign = (await sign_in(browser, other)).json()["csrf_token"]
    browser.cookies.clear()
    browser.cookies.set(COOKIE, mine, domain="shop.example", path="/")

    async def change(**headers: str) -> tuple[int, str]:
        answer = await browser.put(ME, json=CHANGE, headers=headers)
        return answer.status_code, answer.json().get("code", "")

    refused = [
        await change(**HERE),
        await change(**HERE, **{"x-csrf-token": "x.y"}),
        await change(**HERE, **{"x-csrf-token": token[:-1]}),
        await change(**HERE, **{"x-csrf-token": foreign}),
        await change(**HERE, **{"x-csrf-token": "." + token.partition(".")[2]}),
    ]
    elsewhere = [
        await change(**{"x-csrf-token": token}),
        await change(**{"x-csrf-token": token, "sec-fetch-site": "cross-site"}),
        await change(**{"x-csrf-token": token, "sec-fetch-site": "same-site"}),
        await change(**{"x-csrf-token": token, "sec-fetch-site": "none"}),
        await change(**{"x-csrf-token": token, "origin": "https://attacker.example"}),
        await change(**{"x-csrf-token": token, "origin": "null"}),
        await change(**{"x-csrf-token": token, "sec-fetch-site": "cross-site", "origin": SHOP}),
    ]
    unchanged = (await browser.get(ME)).json()["full_name"]

    assert set(refused) == {(403, "invalid_csrf_token")}
    assert set(elsewhere) == {(403, "cross_site_request")}
    assert unchanged == "Robin Example"
    assert (await change(**HERE, **{"x-csrf-token": token}))[0] == 200
    assert (await change(origin=SHOP, **{"x-csrf-token": token}))[0] == 200


async def test_a_token_is_another_text_each_time_and_good_each_time(
    browser: httpx2.AsyncClient, person: Person
) -> None:
    await sign_in(browser, person)

    tokens = [(await browser.get(CSRF)).json()["csrf_token"] for _ in range(2)]

    assert tokens[0] != tokens[1]
    for token in tokens:
        changed = await browser.put(ME, json=CHANGE, headers=HERE | {"x-csrf-token": token})
        assert changed.status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://attacker.example"},
        {"user-agent": "none"},
    ],
    ids=str,
)
async def test_another_site_can_not_sign_a_browser_in(
    browser: httpx2.AsyncClient, person: Person, elsewhere: dict[str, str]
) -> None:
    refused = await sign_in(browser, person, **elsewhere)

    assert (refused.status_code, refused.json()["code"]) == (403, "cross_site_request")
    assert "set-cookie" not in refused.headers


async def test_a_cookie_that_was_there_before_is_never_the_sessions(
    browser: httpx2.AsyncClient, person: Person
) -> None:
    browser.cookies.set(COOKIE, "A" * 43, domain="shop.example", path="/")
    planted = await browser.get(ME)
    await sign_in(browser, person)
    first = browser.cookies[COOKIE]
    await sign_in(browser, person)
    second = browser.cookies[COOKIE]

    assert planted.status_code == 401
    assert len({"A" * 43, first, second}) == 3


async def test_a_cookie_under_the_plain_name_counts_for_nothing_where_there_is_https(
    browser: httpx2.AsyncClient, person: Person
) -> None:
    await sign_in(browser, person)
    value = browser.cookies[COOKIE]
    browser.cookies.clear()

    answer = await browser.get(ME, headers={"cookie": f"shopwright_session={value}"})

    assert answer.status_code == 401


async def test_signing_out_ends_it_and_takes_the_cookie_away(
    browser: httpx2.AsyncClient, person: Person
) -> None:
    token = (await sign_in(browser, person)).json()["csrf_token"]
    value = browser.cookies[COOKIE]
    by_link = await browser.get("/api/v1/users/logout", headers={"sec-fetch-site": "cross-site"})

    signed_out = await browser.post("/api/v1/auth/logout", headers=HERE | {"x-csrf-token": token})
    again = await browser.get(ME, headers={"cookie": f"{COOKIE}={value}"})

    assert by_link.status_code == 403
    assert signed_out.status_code == 204
    assert "Max-Age=0" in signed_out.headers["set-cookie"]
    assert again.status_code == 401


async def test_the_hash_that_is_stored_is_no_token(
    browser: httpx2.AsyncClient, shop: Services, person: Person
) -> None:
    await sign_in(browser, person)
    async with shop.works.reading() as db:
        kept = await db.execute(
            select(SessionRow.cookie_hash).where(SessionRow.cookie_hash.is_not(None))
        )
    stolen = kept.scalar_one()
    known = await browser.get(ME)
    browser.cookies.clear()

    answers = [
        await browser.get(ME, headers={"authorization": f"Bearer {text}"})
        for text in (f"cookie:{stolen}", f"{stolen}", f"token:{person.token}")
    ]

    assert known.status_code == 200
    assert [answer.status_code for answer in answers] == [401] * 3


async def test_signing_in_anew_ends_the_session_that_the_browser_had(
    browser: httpx2.AsyncClient, shop: Services, person: Person
) -> None:
    await sign_in(browser, person)
    before = browser.cookies[COOKIE]
    await sign_in(browser, await make_customer(shop))
    browser.cookies.clear()

    old = await browser.get(ME, headers={"cookie": f"{COOKIE}={before}"})

    assert old.status_code == 401


async def test_it_ends_when_unused_for_a_week_and_after_a_month_at_all(
    browser: httpx2.AsyncClient, shop: Services, clock: SteppingClock, person: Person
) -> None:
    await sign_in(browser, person)
    for _ in range(4):
        clock.advance(days=6, hours=23)
        assert (await browser.get(ME)).status_code == 200
        await shop.security.recogniser.footprints.write(shop.works)

    clock.advance(days=3)
    assert (await browser.get(ME)).status_code == 401
    await sign_in(browser, person)
    clock.advance(days=7)
    assert (await browser.get(ME)).status_code == 401


async def test_who_holds_rights_is_signed_out_after_half_an_hour_unused(
    browser: httpx2.AsyncClient, shop: Services, clock: SteppingClock
) -> None:
    admin = await make_admin(shop)
    await sign_in(browser, admin)
    clock.advance(minutes=29)
    used = await browser.get("/api/v1/admin/users")
    await shop.security.recogniser.footprints.write(shop.works)

    clock.advance(minutes=29)
    still = await browser.get("/api/v1/admin/users")
    clock.advance(minutes=31)
    over = await browser.get("/api/v1/admin/users")

    assert (used.status_code, still.status_code, over.status_code) == (200, 200, 401)


async def test_a_bearers_token_needs_no_csrf_token_and_goes_before_a_cookie(
    browser: httpx2.AsyncClient, shop: Services, person: Person
) -> None:
    await sign_in(browser, await make_customer(shop))

    changed = await browser.put(ME, json=CHANGE, headers=person.headers)

    assert changed.json()["email"] == person.email


async def test_a_cookie_that_means_nothing_leaves_the_shop_open(
    browser: httpx2.AsyncClient, shop: Services
) -> None:
    stale = {"cookie": f"{COOKIE}={'x' * 43}"}
    tea = await stocked(shop.works)

    listed = await browser.get("/api/v1/products", headers=stale)
    added = await browser.post(
        "/api/v1/cart/add", json={"variant_id": str(tea)}, headers=stale | HERE
    )

    assert (listed.status_code, added.status_code) == (200, 200)


async def test_what_the_guest_collected_is_in_the_cart_after_signing_in(
    browser: httpx2.AsyncClient, shop: Services, person: Person
) -> None:
    tea = await stocked(shop.works)
    await browser.post("/api/v1/cart/add", json={"variant_id": str(tea)}, headers=HERE)

    await sign_in(browser, person)
    cart = (await browser.get("/api/v1/cart")).json()

    assert [item["variant_id"] for item in cart["items"]] == [str(tea)]


async def test_without_https_the_cookie_has_the_plain_name(
    client: httpx2.AsyncClient, db: AsyncConnection, customer: Person
) -> None:
    signed_in = await sign_in(client, customer)

    assert signed_in.headers["set-cookie"].startswith("shopwright_session=")
    assert "Secure" not in signed_in.headers["set-cookie"]
    assert (await client.get(ME)).json()["email"] == customer.email
