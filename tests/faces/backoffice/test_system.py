"""Who works here and how the machines are: pages for those who may see them, each action as the API does it."""

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from shopwright.faces.services import Services
from shopwright.infra.outbox import DEAD, Job
from shopwright.kernel.actors import system
from tests.support.desk import Clerk, at_the_desk, form_of
from tests.support.mails import bury_mail, delivered
from tests.support.people import PASSWORD, Person, make_customer, make_person
from tests.support.trading import with_rights

pytestmark = pytest.mark.anyio
KEYS = "/admin/api-keys"
NASTY = "<script>alert(1)</script>'\"&"
PAGES = (
    *("/admin/users", "/admin/roles", "/admin/settings", "/admin/webhooks", "/admin/api-keys"),
    *("/admin/reports", "/admin/jobs", "/admin/mails", "/admin/audit", "/admin/health"),
    *("/admin/webhook-deliveries", "/admin/mails/kinds", "/admin/mails/kinds/order_confirmed"),
)


async def read(client: httpx2.AsyncClient, admin: Person, path: str) -> dict[str, object]:
    found: dict[str, object] = (await client.get(path, headers=admin.headers)).json()
    return found


async def test_every_page_of_the_system_is_there_and_for_nobody_else(
    app: FastAPI, clerk: Clerk, seller: Clerk
) -> None:
    shown = {page: (await clerk.look(page)).status_code for page in PAGES}
    refused = {page: (await seller.look(page)).status_code for page in PAGES}

    assert set(shown.values()) == {200}, shown
    assert set(refused.values()) == {403}, refused


async def test_an_account_is_found_changed_and_shut_out(
    clerk: Clerk, client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    robin = await make_customer(services, "robin@example.com")
    place = f"/admin/users/{robin.user_id}"
    path = f"/api/v1/admin/users/{robin.user_id}"

    found = await clerk.look("/admin/users", q="robin@")
    ended = await clerk.follow(await clerk.send(place, f"{place}/end-sessions"))
    named = await clerk.send(place, place, full_name=NASTY)
    page = await clerk.follow(named)
    fields = form_of(page.text, place)
    del fields["is_active"]
    await clerk.browser.post(place, data=fields)
    promoted = await clerk.send(place, f"{place}/roles", roles=["customer", "vendor"])

    now = await read(client, admin, path)
    assert f'href="{place}"' in found.text
    assert "<script>alert" not in page.text
    assert (now["full_name"], now["is_active"]) == (NASTY, False)
    assert promoted.status_code == 303
    assert sorted(now["roles"]) == ["customer", "vendor"]  # type: ignore[call-overload]
    assert "Signed out of" in ended.text


async def test_nobody_gives_away_more_than_he_has(
    app: FastAPI, services: Services, client: httpx2.AsyncClient, admin: Person
) -> None:
    made = {"name": "clerk", "title": "Clerk", "rights": ["users:read", "roles:write"]}
    await client.post("/api/v1/admin/roles", json=made, headers=admin.headers)
    person = await make_person(services, "clerk")
    place = f"/admin/users/{person.user_id}"

    async with at_the_desk(app, person) as small:
        refused = await small.send(place, f"{place}/roles", roles=["clerk", "admin"])

    now = await read(client, admin, f"/api/v1/admin/users/{person.user_id}")
    assert refused.status_code == 403
    assert 'role="alert"' in refused.text
    assert now["roles"] == ["clerk"]


async def test_a_key_is_made_shown_once_renewed_and_revoked(
    clerk: Clerk, client: httpx2.AsyncClient, admin: Person
) -> None:
    made = await clerk.send(
        "/admin/api-keys",
        "/admin/api-keys",
        name=f"Stock {NASTY}",
        scopes=["stock:read"],
        password=PASSWORD,
    )
    secret = made.text.partition('<code class="secret">')[2].partition("</code>")[0]
    works = await client.get("/api/v1/admin/stock/report", headers={"x-api-key": secret})
    listed = await clerk.look("/admin/api-keys")
    [key] = (await client.get("/api/v1/api-keys", headers=admin.headers)).json()["items"]
    revoked = await clerk.send("/admin/api-keys", f"/admin/api-keys/{key['id']}/revoke")
    after = await client.get("/api/v1/admin/stock/report", headers={"x-api-key": secret})

    assert works.status_code == 200
    assert secret not in listed.text
    assert "<script>alert" not in listed.text
    assert (revoked.status_code, after.status_code) == (303, 401)


async def test_who_may_see_keys_alone_is_led_to_no_accounts(
    app: FastAPI, clerk: Clerk, services: Services
) -> None:
    await clerk.send(KEYS, KEYS, name="Till", scopes=["stock:read"], password=PASSWORD)
    reader = await with_rights(clerk, services, "keys:read")

    async with at_the_desk(app, reader) as looking:
        page = await looking.look(KEYS)

    assert "Till" in page.text
    assert "/admin/users" not in page.text
    assert 'href="/admin/users/' in (await clerk.look(KEYS)).text


async def test_only_what_was_changed_becomes_a_setting(
    clerk: Clerk, client: httpx2.AsyncClient, admin: Person
) -> None:
    saved = await clerk.send(
        "/admin/settings",
        "/admin/settings",
        **{"shop.name": f"Kiln {NASTY}", "limits.return_days": "21", "features.reviews": "no"},
    )
    page = await clerk.follow(saved)
    held = await read(client, admin, "/api/v1/admin/settings")
    untouched = await clerk.follow(await clerk.send("/admin/settings", "/admin/settings"))
    await clerk.browser.post(
        "/admin/settings/reset",
        data={**form_of(page.text, "/admin/settings/reset"), "knob": "features.reviews"},
    )

    assert held["changed"] == ["features.reviews", "limits.return_days", "shop.name"]
    assert "<script>alert" not in page.text
    assert "Nothing was changed." in untouched.text
    after = await read(client, admin, "/api/v1/admin/settings")
    assert after["changed"] == ["limits.return_days", "shop.name"]


async def test_a_setting_that_cannot_be_is_told_and_changes_nothing(
    clerk: Clerk, client: httpx2.AsyncClient, admin: Person
) -> None:
    before = await read(client, admin, "/api/v1/admin/settings")

    refused = await clerk.send(
        "/admin/settings", "/admin/settings", **{"limits.return_days": "many"}
    )

    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert await read(client, admin, "/api/v1/admin/settings") == before


async def test_settings_that_were_refused_stay_as_they_were_typed(
    clerk: Clerk, client: httpx2.AsyncClient, admin: Person
) -> None:
    page = "/admin/settings"
    old = form_of((await clerk.look(page)).text, page)
    await clerk.send(page, page, **{"shop.name": "Kiln"})

    late = await clerk.browser.post(page, data={**old, "shop.name": "Mine"})
    typed = form_of(late.text, page)
    again = await clerk.browser.post(page, data=typed)

    assert (late.status_code, again.status_code) == (412, 412)
    assert (typed["shop.name"], typed["version"]) == ("Mine", old["version"])
    assert "make your change again" in late.text
    held = await read(client, admin, "/api/v1/admin/settings")
    assert held["settings"]["shop"]["name"] == "Kiln"  # type: ignore[index]


async def test_days_are_sent_again_to_a_named_endpoint_alone(clerk: Clerk) -> None:
    token = (await clerk.look("/api/v1/auth/csrf")).json()["csrf_token"]
    form = {"csrf_token": token, "since": "2026-11-01", "until": "2026-11-02"}

    refused = await clerk.browser.post("/admin/webhook-deliveries/again", data=form)

    assert refused.status_code == 422
    assert "Choose who is to be told again." in refused.text


async def test_dead_letters_and_jobs_run_again(
    clerk: Clerk, services: Services, client: httpx2.AsyncClient, admin: Person
) -> None:
    mail = await bury_mail(services, f"robin+{'x' * 9}@example.com")
    async with services.works(system("test")) as work:
        work.enqueue("identity.sweep", {"text": NASTY})
    async with services.works(system("test")) as work:
        dead = update(Job).where(Job.name == "identity.sweep").values(state=DEAD)
        job = (await work.db.execute(dead.returning(Job.id))).scalar_one()

    page = await clerk.look("/admin/jobs", state="dead")
    mails = await clerk.send("/admin/mails?state=dead", f"/admin/mails/{mail}/retry")
    again = await clerk.send("/admin/jobs?state=dead", f"/admin/jobs/{job}/retry")
    left = (await client.get("/api/v1/admin/jobs/dead", headers=admin.headers)).json()

    assert "identity.sweep" in page.text
    assert "<script>alert" not in page.text
    assert (mails.status_code, again.status_code, left["dead"]) == (303, 303, 0)


async def test_the_folder_shows_what_was_written_to_whom(
    clerk: Clerk, client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    await client.post("/api/v1/auth/forgot-password", json={"email": customer.email})
    await delivered(services)

    page = await clerk.look("/admin/mails/folder")

    assert customer.email in page.text


async def test_the_trail_shows_who_did_what(clerk: Clerk, admin: Person) -> None:
    await clerk.send("/admin/settings", "/admin/settings", **{"shop.name": f"Kiln {NASTY}"})

    page = await clerk.look("/admin/audit", actor=f"user:{admin.user_id}")
    file = await clerk.look("/api/v1/admin/audit/export", format="csv")

    assert str(admin.user_id) in page.text
    assert "shop" in page.text
    assert "<script>alert" not in page.text
    assert file.text.startswith("seq,at,actor")


async def test_a_person_is_erased_by_who_writes_whom_he_means(
    clerk: Clerk, client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    robin = await make_customer(services, "robin@example.com")
    place = f"/admin/users/{robin.user_id}"
    path = f"/api/v1/admin/users/{robin.user_id}/privacy/requests"

    refused = await clerk.send(place, f"{place}/erase", email="chris@example.com")
    before = (await read(client, admin, path))["items"]
    done = await clerk.send(place, f"{place}/erase", email="Robin@example.com")
    after = (await read(client, admin, path))["items"]

    assert (refused.status_code, before) == (422, [])
    assert 'role="alert"' in refused.text
    assert done.status_code == 303
    assert [each["kind"] for each in after] == ["erasure"]  # type: ignore[attr-defined]
