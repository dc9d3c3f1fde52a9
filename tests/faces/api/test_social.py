"""Signing in with an account elsewhere, against a real provider in its own process."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
import pytest
from sqlalchemy import func, select, update

from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.kernel.actors import system
from shopwright.main import create_app
from shopwright.modules.identity.models import ForeignIdentityRow, SessionRow, UserRow
from shopwright.wiring import close_services, open_services
from tests.conftest import SteppingClock
from tests.support.factors import code_of, enrol
from tests.support.people import PASSWORD, Person, make_customer
from tests.support.providers import real_provider

pytestmark = pytest.mark.anyio
SHOP = "https://shop.example"
SOCIAL, MINE = "/api/v1/auth/social/acme", "/api/v1/users/me/identities"
ROBIN = {"sub": "robin-1", "email": "robin@example.com", "email_verified": True, "name": "Robin"}
HERE = {"sec-fetch-site": "same-origin"}
# More is not to be remembered of the provider's own pages than how its form is sent.
FORM = {"sub": "robin-1"}


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with real_provider(tmp_path_factory.mktemp("provider"), **ROBIN) as issuer:
        yield issuer


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock(datetime.now(UTC))  # noqa: TID251 - the provider has a clock of its own


@pytest.fixture
async def shop(settings: Settings, clock: SteppingClock, provider: str) -> AsyncIterator[Services]:
    acme = {"issuer": provider, "client_id": "shop", "client_secret": "s3cret", "title": "Acme"}
    given = {"public_url": SHOP, "oidc_providers": json.dumps({"acme": acme})}
    opened = open_services(settings.model_copy(update=given), now=clock)
    yield opened
    await close_services(opened)


@pytest.fixture
async def browser(shop: Services) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=create_app(shop.settings, services=shop))
    async with httpx2.AsyncClient(transport=transport, base_url=SHOP) as client:
        yield client


async def begin(browser: httpx2.AsyncClient, kind: str = "token") -> dict[str, Any]:
    started = await browser.post(f"{SOCIAL}/start", json={"kind": kind}, headers=HERE)
    assert started.status_code == 200, started.text
    told: dict[str, Any] = started.json()
    return told


async def consent(address: str) -> dict[str, str]:
    """Sign in at the provider as a person would; answers what it sends back by the browser."""
    async with httpx2.AsyncClient() as person:
        sent = await person.post(address, data=FORM, follow_redirects=False)
    assert sent.status_code == 302, sent.text
    back = urlsplit(sent.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"{SHOP}{SOCIAL}/callback"
    return dict(parse_qsl(back.query))


async def finish(browser: httpx2.AsyncClient, told: dict[str, Any]) -> httpx2.Response:
    back = await consent(told["authorization_url"])
    body = {"state": back["state"], "code": back["code"], "binding": told["binding"]}
    return await browser.post(f"{SOCIAL}/callback", json=body)


async def count(shop: Services, table: Any) -> int:
    async with shop.works.reading() as db:
        return int((await db.execute(select(func.count()).select_from(table))).scalar_one())


async def know_robin(shop: Services, *, is_verified: bool) -> Person:
    person = await make_customer(shop, "Robin@Example.com")
    async with shop.works(system("test")) as work:
        verified_at = work.now if is_verified else None
        await work.db.execute(update(UserRow).values(email_verified_at=verified_at))
    return person


async def test_the_browser_is_sent_with_state_nonce_and_a_challenge(
    browser: httpx2.AsyncClient, provider: str
) -> None:
    told = await begin(browser)

    address = urlsplit(told["authorization_url"])
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert told["authorization_url"].startswith(provider)
    assert asked["redirect_uri"] == f"{SHOP}{SOCIAL}/callback"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert len(asked["code_challenge"]) == len(asked["state"]) == len(asked["nonce"]) == 43
    assert told["binding"] not in told["authorization_url"]
    assert (await browser.get("/api/v1/auth/social")).json() == {
        "items": [{"name": "acme", "title": "Acme"}]
    }


async def test_somebody_new_gets_an_account_and_later_the_same_one(
    browser: httpx2.AsyncClient, shop: Services
) -> None:
    first = await finish(browser, await begin(browser))
    second = await finish(browser, await begin(browser))

    assert first.status_code == 200, first.text
    assert first.json()["user"]["email"] == "robin@example.com"
    assert first.json()["user"]["full_name"] == "Robin"
    assert first.json()["user"]["roles"] == ["customer"]
    assert second.json()["user"]["id"] == first.json()["user"]["id"]
    assert await count(shop, UserRow) == 1


async def test_a_browser_comes_back_by_its_cookie_and_keeps_a_session(
    browser: httpx2.AsyncClient, shop: Services
) -> None:
    told = await begin(browser, "browser")
    back = await consent(told["authorization_url"])

    returned = await browser.get(f"{SOCIAL}/callback", params=back | {"session_state": "x"})

    assert returned.status_code == 200, returned.text
    assert "access_token" not in returned.text
    assert (await browser.get("/api/v1/users/me")).json()["email"] == "robin@example.com"


async def test_a_trip_is_over_after_one_use_ten_minutes_or_another_browser(
    browser: httpx2.AsyncClient, shop: Services, clock: SteppingClock
) -> None:
    told = await begin(browser)
    assert (await finish(browser, told)).status_code == 200
    replayed = await finish(browser, told)

    other = await begin(browser)
    stolen = await finish(browser, other | {"binding": "x" * 43})
    late = await begin(browser)
    clock.advance(minutes=10)
    too_late = await finish(browser, late)
    browser.cookies.clear()
    told = await begin(browser, "browser")
    browser.cookies.clear()
    planted = await browser.get(
        f"{SOCIAL}/callback", params=await consent(told["authorization_url"])
    )

    for refused in (replayed, stolen, too_late, planted):
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_state")
    assert await count(shop, SessionRow) == 1


async def test_a_code_of_another_trip_is_refused_by_its_verifier_or_nonce(
    browser: httpx2.AsyncClient, shop: Services
) -> None:
    mine, attackers = await begin(browser), await begin(browser)
    theirs = await consent(attackers["authorization_url"])
    back = await consent(mine["authorization_url"])

    body = {"state": back["state"], "code": theirs["code"], "binding": mine["binding"]}
    mixed = await browser.post(f"{SOCIAL}/callback", json=body)

    assert (mixed.status_code, mixed.json()["code"]) == (401, "provider_refused")
    assert await count(shop, UserRow) == 0


async def test_an_answer_in_another_providers_name_is_refused(
    browser: httpx2.AsyncClient, shop: Services
) -> None:
    told = await begin(browser)
    back = await consent(told["authorization_url"])
    body = {"state": back["state"], "code": back["code"], "binding": told["binding"]}

    mixed_up = await browser.post(
        f"{SOCIAL}/callback", json=body | {"iss": "https://attacker.example"}
    )

    assert (mixed_up.status_code, mixed_up.json()["code"]) == (401, "provider_refused")


async def test_an_account_whose_address_is_verified_on_both_sides_is_the_same_person(
    browser: httpx2.AsyncClient, shop: Services
) -> None:
    robin = await know_robin(shop, is_verified=True)

    signed_in = await finish(browser, await begin(browser))

    assert signed_in.json()["user"]["id"] == str(robin.user_id)
    assert await count(shop, UserRow) == 1


async def test_an_account_whose_address_nobody_verified_is_not_taken_over(
    browser: httpx2.AsyncClient, shop: Services
) -> None:
    await know_robin(shop, is_verified=False)

    refused = await finish(browser, await begin(browser))

    assert (refused.status_code, refused.json()["code"]) == (409, "sign_in_and_link")
    assert await count(shop, ForeignIdentityRow) == 0


async def test_a_second_factor_is_asked_for_here_too(
    browser: httpx2.AsyncClient, shop: Services, clock: SteppingClock
) -> None:
    robin = await know_robin(shop, is_verified=True)
    seed, _ = await enrol(browser, robin, clock.time)
    clock.advance(seconds=30)

    owed = await finish(browser, await begin(browser))
    paid = await browser.post(
        "/api/v1/auth/second-factor",
        json={"challenge": owed.json()["challenge"], "code": code_of(seed, clock.time)},
    )

    assert (owed.status_code, owed.json()["code"]) == (401, "second_factor_required")
    assert paid.json()["user"]["id"] == str(robin.user_id)


async def test_a_disabled_account_stays_outside(
    browser: httpx2.AsyncClient, shop: Services
) -> None:
    await finish(browser, await begin(browser))
    async with shop.works(system("test")) as work:
        await work.db.execute(update(UserRow).values(is_active=False))

    refused = await finish(browser, await begin(browser))

    assert (refused.status_code, refused.json()["code"]) == (403, "account_disabled")


async def test_who_is_signed_in_links_and_unlinks(
    browser: httpx2.AsyncClient, shop: Services
) -> None:
    person = await make_customer(shop)
    unproved = await browser.post(f"{MINE}/acme", json={}, headers=person.headers)
    told = await browser.post(f"{MINE}/acme", json={"password": PASSWORD}, headers=person.headers)

    linked = await finish(browser, told.json())
    listed = (await browser.get(MINE, headers=person.headers)).json()["items"]
    signed_in = await finish(browser, await begin(browser))
    unlinked = await browser.post(
        f"{MINE}/acme/unlink", json={"password": PASSWORD}, headers=person.headers
    )
    again = await browser.post(
        f"{MINE}/acme/unlink", json={"password": PASSWORD}, headers=person.headers
    )

    assert unproved.status_code in (401, 403)
    assert linked.json() == {"linked": "acme"}
    assert [(each["provider"], each["email"]) for each in listed] == [("acme", ROBIN["email"])]
    assert signed_in.json()["user"]["id"] == str(person.user_id)
    assert (unlinked.status_code, again.status_code) == (204, 404)


async def test_an_identity_belongs_to_one_account(
    browser: httpx2.AsyncClient, shop: Services
) -> None:
    await finish(browser, await begin(browser))
    person = await make_customer(shop)
    told = await browser.post(f"{MINE}/acme", json={"password": PASSWORD}, headers=person.headers)

    refused = await finish(browser, told.json())

    assert (refused.status_code, refused.json()["code"]) == (409, "identity_taken")
    assert (await browser.get(MINE, headers=person.headers)).json()["items"] == []


async def test_a_link_that_was_begun_in_a_session_that_ended_leads_nowhere(
    browser: httpx2.AsyncClient, shop: Services
) -> None:
    person = await make_customer(shop)
    told = await browser.post(f"{MINE}/acme", json={"password": PASSWORD}, headers=person.headers)
    await browser.post("/api/v1/auth/logout", headers=person.headers)

    refused = await finish(browser, told.json())

    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_state")
    assert await count(shop, ForeignIdentityRow) == 0


async def test_the_last_way_in_stays(
    browser: httpx2.AsyncClient, shop: Services, clock: SteppingClock
) -> None:
    token = (await finish(browser, await begin(browser))).json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}

    fresh = await browser.post(f"{MINE}/acme/unlink", json={}, headers=headers)
    clock.advance(minutes=10)
    stale = await browser.post(f"{MINE}/acme/unlink", json={}, headers=headers)

    assert (fresh.status_code, fresh.json()["code"]) == (409, "last_way_in")
    assert (stale.status_code, stale.json()["code"]) == (403, "fresh_sign_in_needed")
    assert await count(shop, ForeignIdentityRow) == 1


async def test_the_way_back_is_never_what_a_request_says(browser: httpx2.AsyncClient) -> None:
    forged = {"host": "attacker.example", "x-forwarded-host": "attacker.example"}
    started = await browser.post(f"{SOCIAL}/start", json={}, headers=forged)

    assert "attacker" not in started.text


async def test_a_provider_that_there_is_none_of_is_not_found(browser: httpx2.AsyncClient) -> None:
    for path in ("/api/v1/auth/social/other/start", "/api/v1/auth/social/other/callback"):
        body = {"state": "x", "code": "x", "binding": "x"} if "callback" in path else {}
        assert (await browser.post(path, json=body)).status_code == 404


async def test_no_other_site_begins_a_browsers_trip_and_no_address_alone_does(
    browser: httpx2.AsyncClient,
) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "null"}, {}):
        sent = await browser.post(f"{SOCIAL}/start", json={"kind": "browser"}, headers=headers)
        assert (sent.status_code, sent.json()["code"]) == (403, "cross_site_request")

    opened = await browser.get(f"{SOCIAL}/start", headers=HERE)

    assert opened.status_code == 405
    assert not browser.cookies


LOOKS = {"accept": "text/html,*/*;q=0.8"}


async def depart(browser: httpx2.AsyncClient, path: str, **form: str) -> httpx2.Response:
    """Leave by a form of the storefront, sign in at the provider, and come back as a browser does."""
    page = await browser.post(f"/store/{path}", data=form, headers=HERE)
    assert page.status_code == 200, page.text
    back = await consent(unescape(page.text.split('content="0; url=')[1].split('"')[0]))
    return await browser.get(f"{SOCIAL}/callback", params=back, headers=LOOKS)


async def test_a_page_leads_to_the_provider_and_back_to_the_account(
    browser: httpx2.AsyncClient, shop: Services
) -> None:
    offered = await browser.get("/store/sign-in")
    returned = await depart(browser, "social/acme/sign-in")
    account = await browser.get(returned.headers["location"])

    assert "Sign in with Acme" in offered.text
    assert (returned.status_code, returned.headers["location"]) == (303, "/store/account")
    assert "robin@example.com" in account.text
    assert await count(shop, ForeignIdentityRow) == 1


async def test_what_is_refused_is_told_on_a_page(
    browser: httpx2.AsyncClient, shop: Services, clock: SteppingClock
) -> None:
    robin = await know_robin(shop, is_verified=False)
    refused = await depart(browser, "social/acme/sign-in")
    told = await browser.get(refused.headers["location"])
    async with shop.works(system("test")) as work:
        await work.db.execute(update(UserRow).values(email_verified_at=work.now))
    await enrol(browser, robin, clock.time)
    owed = await depart(browser, "social/acme/sign-in")

    assert refused.headers["location"] == "/store/sign-in?refused=sign_in_and_link"
    assert "sign in to it, and link" in told.text
    assert owed.headers["location"].startswith("/store/second-factor?challenge=")
    assert 'name="challenge"' in (await browser.get(owed.headers["location"])).text
