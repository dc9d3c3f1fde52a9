"""Alerts over HTTP: set by customers and guests, confirmed, mailed once, ended without signing in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select

from shopwright.faces.services import Services
from shopwright.infra.db.subjects import Person as Subject
from shopwright.infra.db.subjects import erase_batch, rows_to_hand_out
from shopwright.infra.settings import Settings
from shopwright.kernel import ids
from shopwright.main import create_app
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.identity import service as identity
from shopwright.modules.wishlists.models import StockAlertRow
from shopwright.tables import metadata
from tests.support.buying import stocked
from tests.support.goods import make_product, variant
from tests.support.mails import delivered, mail_to
from tests.support.people import Person, actor_of
from tests.support.wishing import ACTOR, alert_for, restock

pytestmark = pytest.mark.anyio
GUEST = "guest@example.com"


async def product_of(services: Services, variant_id: UUID) -> UUID:
    async with services.works.reading() as db:
        return (await catalog.product_ids_of_variants(db, [variant_id]))[variant_id]


async def ask(
    client: httpx2.AsyncClient, services: Services, tea: UUID, who: Person | None, **body: object
) -> httpx2.Response:
    product_id = await product_of(services, tea)
    path = f"/api/v1/products/{product_id}/stock-alerts"
    return await client.post(path, json=body, headers=who.headers if who else {})


def path_in(text: str, place: str) -> str:
    """What the API does for the link in a mail, which leads to a page that asks it."""
    [link] = [each for each in text.split() if f"/stock-alerts/{place}/" in each]
    return "/api/v1/" + link.partition("/store/")[2]


async def test_a_customer_is_mailed_once_at_the_address_that_is_stored(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=0, handle="green-tea")

    asked = await ask(client, services, tea, customer, email="other@example.com")
    again = await ask(client, services, tea, customer)
    await restock(services.works, tea)
    mail = await mail_to(services, customer.email, "Green Tea is back in stock")
    await restock(services.works, tea)
    mails = await delivered(services)

    assert (asked.status_code, asked.json()["is_confirmed"]) == (202, True)
    assert again.json() == asked.json()
    assert "/store/products/green-tea" in mail.text
    assert [each.to for each in mails] == [customer.email]


async def test_a_guest_confirms_by_the_link_in_his_mail_and_is_told_in_his_language(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works, stock=0, handle="green-tea")

    asked = await ask(client, services, tea, None, email=GUEST, language="de")
    mail = await mail_to(services, GUEST, "Bestätige")
    opened = await client.get(path_in(mail.text, "confirm"))
    again = await client.post(path_in(mail.text, "confirm"))
    await restock(services.works, tea)
    told = await mail_to(services, GUEST, "Green Tea ist wieder da")

    assert asked.status_code == 202
    assert asked.json() == {
        "id": None,
        "variant_id": str(tea),
        "is_confirmed": False,
        "created_at": None,
        "title": "",
        "variant_title": "",
        "slug": "",
    }
    assert (opened.status_code, again.status_code) == (200, 200)
    assert opened.json()["is_confirmed"] is True
    assert told.to == GUEST


async def test_a_guest_sees_the_same_whether_the_address_waits_or_not(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works, stock=0)

    answers = [await ask(client, services, tea, None, email=GUEST) for _ in range(3)]

    assert len({(each.status_code, each.text) for each in answers}) == 1
    assert len(await delivered(services)) == 1


async def test_unconfirmed_guests_get_no_mail_when_goods_return(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works, stock=0)
    await ask(client, services, tea, None, email=GUEST)
    await restock(services.works, tea)

    mails = await delivered(services)

    assert [each.subject.split(" ")[0] for each in mails] == ["Confirm"]


async def test_the_link_to_stop_is_looked_at_by_get_and_used_by_post_alone(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea, mug = [await stocked(services.works, stock=0) for _ in range(2)]
    for each in (tea, mug):
        await ask(client, services, each, None, email=GUEST)
    for mail in await delivered(services):
        await client.get(path_in(mail.text, "confirm"))
    path = path_in(mail.text, "stop")

    looked = await client.get(path)
    form = {"content-type": "application/x-www-form-urlencoded"}
    stopped = await client.post(path, content="List-Unsubscribe=One-Click", headers=form)
    again = await client.post(path)
    await restock(services.works, tea)
    await restock(services.works, mug)

    assert looked.json() == {"use": f"POST {path}"}
    assert (stopped.status_code, stopped.json()) == (200, {"ended": 2})
    assert (again.status_code, again.json()) == (200, {"ended": 0})
    assert len(await delivered(services)) == 2


async def test_mails_offer_one_click_to_be_rid_of_them(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=0)
    await alert_for(services, tea, customer.user_id)
    await restock(services.works, tea)
    await delivered(services)

    [raw] = [each.read_text() for each in _files(services)]

    unfolded = raw.replace("\n ", "").replace("\r\n ", "")
    assert "List-Unsubscribe: <http" in unfolded
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in unfolded


def _files(services: Services) -> list[Path]:
    return [each for each in Path(services.settings.mail_folder).rglob("*") if each.is_file()]


async def test_forged_links_and_links_for_something_else_open_nothing(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works, stock=0)
    await ask(client, services, tea, None, email=GUEST)
    mail = await mail_to(services, GUEST)
    confirm, stop = path_in(mail.text, "confirm"), path_in(mail.text, "stop")
    other = ids.new().hex + confirm[confirm.rindex(".") :]

    answers = [
        await client.post(confirm[:-2] + "xx"),
        await client.post(confirm.replace("/confirm/", "/stop/")),
        await client.post(stop.replace("/stop/", "/confirm/")),
        await client.get(stop[:-2] + "xx"),
        await client.post(f"/api/v1/stock-alerts/confirm/{other}"),
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (400, "invalid_alert_link")
    ] * 5
    async with services.works.reading() as db:
        assert (await db.execute(select(StockAlertRow.state))).scalar_one() == "unconfirmed"


async def test_refusals_say_what_is_missing_and_leave_nothing(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    gone, there = await stocked(services.works, stock=0), await stocked(services.works)
    sizes = (variant("S", "S", stock=0), variant("M", "M", stock=0))
    shirt = await make_product(services.works, "shirt", options=("Size",), variants=sizes)
    small = shirt.variants[0].id

    answers = [
        await ask(client, services, gone, None),
        await ask(client, services, there, customer),
        await ask(client, services, small, customer),
        await ask(client, services, gone, customer, variant_id=str(small)),
        await ask(client, services, gone, None, email="not an address"),
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (422, "alert_email_missing"),
        (409, "in_stock"),
        (422, "variant_needed"),
        (404, "goods_not_found"),
        (422, "invalid"),
    ]
    async with services.works.reading() as db:
        assert (await db.execute(select(StockAlertRow.id))).all() == []


async def test_the_page_tells_what_can_be_waited_for_and_what_is(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    sizes = (variant("S", "S", stock=0), variant("M", "M", stock=3), variant("L", "L", stock=0))
    shirt = await make_product(services.works, "shirt", options=("Size",), variants=sizes)
    await alert_for(services, shirt.variants[0].id, customer.user_id)
    draft = await make_product(services.works, "secret", status="draft")
    path = f"/api/v1/products/{shirt.id}/stock-alerts"

    own = (await client.get(path, headers=customer.headers)).json()
    guests = (await client.get(path)).json()
    hidden = await client.get(f"/api/v1/products/{draft.id}/stock-alerts")

    assert [(each["can_be_set"], each["is_set"]) for each in own["variants"]] == [
        (False, True),
        (False, False),
        (True, False),
    ]
    assert [each["can_be_set"] for each in guests["variants"]] == [True, False, True]
    assert (own["needs_email"], guests["needs_email"]) == (False, True)
    assert hidden.status_code == 404


async def test_own_alerts_are_listed_and_taken_back(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    goods = [await stocked(services.works, stock=0) for _ in range(3)]
    made = [await alert_for(services, each, customer.user_id) for each in goods]
    path = "/api/v1/users/me/stock-alerts"

    first = (await client.get(path, params={"limit": 2}, headers=customer.headers)).json()
    cursor = {"limit": 2, "cursor": first["page"]["next_cursor"]}
    rest = (await client.get(path, params=cursor, headers=customer.headers)).json()
    gone = await client.delete(f"/api/v1/stock-alerts/{made[0].id}", headers=customer.headers)

    told = [each["id"] for each in (*first["items"], *rest["items"])]
    assert told == [str(each.id) for each in reversed(made)]
    assert gone.status_code == 204
    left = (await client.get(path, headers=customer.headers)).json()["items"]
    assert len(left) == 2


@pytest.fixture
async def members_only(services: Services, settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    """A shop that tells no guests."""
    changed = settings.model_copy(update={"stock_alert_guests": False})
    app = create_app(changed, services=replace(services, settings=changed))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as opened:
        yield opened


async def test_guests_are_refused_where_the_shop_says_so(
    members_only: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=0)

    refused = await ask(members_only, services, tea, None, email=GUEST)
    taken = await ask(members_only, services, tea, customer)
    page = f"/api/v1/products/{await product_of(services, tea)}/stock-alerts"
    shown = (await members_only.get(page)).json()

    assert (refused.status_code, refused.json()["code"]) == (403, "guest_alerts_off")
    assert taken.status_code == 202
    assert [each["can_be_set"] for each in shown["variants"]] == [False]


async def test_alerts_of_a_guest_go_with_the_account_that_proved_the_address(
    services: Services, client: httpx2.AsyncClient
) -> None:
    """And with no other: whoever registers with an address that is not his gets nothing that is known by it."""
    tea = await stocked(services.works, stock=0)
    await ask(client, services, tea, None, email="Guest@example.com")
    table, user_id = metadata.tables["stock_alerts"], ids.new()

    async def found(person: Subject) -> int:
        async with services.works.reading() as db:
            return len([row async for row in rows_to_hand_out(db, table, person)])

    unproved, proved = Subject(user_id, GUEST), Subject(user_id, GUEST, reads_email=True)
    nobody, similar = (
        Subject(user_id, "", reads_email=True),
        Subject(user_id, "t@example.com", reads_email=True),
    )
    counts = [await found(each) for each in (unproved, nobody, similar, proved)]
    async with services.works(ACTOR) as work:
        await erase_batch(work.db, table, proved)

    assert counts == [0, 0, 0, 1]
    assert await found(proved) == 0


async def test_an_account_that_is_closed_is_told_nothing(
    services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=0)
    await alert_for(services, tea, customer.user_id)
    async with services.works(await actor_of(services, customer)) as work:
        await identity.set_active(work, user_id=customer.user_id, is_active=False)
    before = len(await delivered(services))
    await restock(services.works, tea)

    assert len(await delivered(services)) == before
