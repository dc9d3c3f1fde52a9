"""The shop is configured over the API: read, changed, put back, and obeyed from the next request on."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import anyio
import httpx2
import pytest
from sqlalchemy import func, select

from shopwright.faces.api.stock_alerts import terms_of as alert_terms_of
from shopwright.faces.api.wishlist_shapes import limits_of
from shopwright.faces.services import Services
from shopwright.infra.knobs import KNOBS
from shopwright.infra.mail.message import Message
from shopwright.infra.outbox import Job
from shopwright.modules.audit.models import AuditEntryRow
from shopwright.modules.shop.models import ConfigurationRow
from tests.support.buying import stocked
from tests.support.goods import make_product
from tests.support.people import Person, make_customer, make_vendor

pytestmark = pytest.mark.anyio
SETTINGS = "/api/v1/admin/settings"
GUEST_ORDER = {
    "email": "guest@example.com",
    "shipping_address": {
        "recipient": "Robin Example",
        "line1": "1 Mill Lane",
        "city": "York",
        "postal_code": "YO1 7HH",
        "country": "GB",
    },
}
Probe = Callable[[httpx2.AsyncClient, Services], Awaitable[object]]


def kept(read: Callable[[Services], object]) -> Probe:
    """What the part of the shop that obeys a knob works with."""

    async def probe(_: httpx2.AsyncClient, services: Services) -> object:
        return read(services)

    return probe


def status(method: str, path: str, **sent: Any) -> Probe:
    async def probe(client: httpx2.AsyncClient, services: Services) -> object:
        tea = await stocked(services.works)
        product = await make_product(services.works, f"mug-{tea.hex[-8:]}")
        robin = await make_customer(services)
        headers = robin.headers if sent.get("as_customer") else {}
        body = sent.get("json")
        if body is not None and "items" in body:
            body = body | {"items": [{"variant_id": str(tea)}]}
        where = path.format(product_id=product.id)
        answer = await client.request(method, where, json=body, headers=headers)
        return answer.status_code

    return probe


async def closed(client: httpx2.AsyncClient, services: Services) -> httpx2.Response:
    tea = await stocked(services.works)
    return await client.post("/api/v1/cart/items", json={"variant_id": str(tea), "quantity": 1})


async def sender(_: httpx2.AsyncClient, services: Services) -> object:
    mail = Message("m1", "robin@example.com", "Hello", "Hello", datetime(2026, 11, 2, tzinfo=UTC))
    await services.post.mailer.send(mail)
    folder = anyio.Path(services.settings.mail_folder)
    written = sorted([each async for each in folder.rglob("*.eml")])
    mailed = await written[-1].read_text()
    return [line for line in mailed.splitlines() if line.startswith("From:")]


async def name(client: httpx2.AsyncClient, _: Services) -> object:
    return (await client.get("/")).json()["name"]


async def currency(client: httpx2.AsyncClient, _: Services) -> object:
    return (await client.get("/api/v1/cart")).json()["currency"]


async def told(client: httpx2.AsyncClient, services: Services) -> object:
    answer = await closed(client, services)
    return answer.json().get("detail"), answer.headers.get("retry-after")


# Another value for each knob, what is set with it, and what the shop then does otherwise.
OBEYED: dict[str, tuple[object, dict[str, object], Probe]] = {
    "shop.name": ("Kiln & House", {}, name),
    "shop.currency": ("CHF", {}, currency),
    "shop.contact": ("ask@kiln.example", {}, kept(lambda s: s.office.terms.seller.contact)),
    "seller.legal_name": ("Kiln GmbH", {}, kept(lambda s: s.office.terms.seller.party.name)),
    "seller.street": ("1 Mill Lane", {}, kept(lambda s: s.office.terms.seller.party.line1)),
    "seller.postal_code": ("10115", {}, kept(lambda s: s.office.terms.seller.party.postal_code)),
    "seller.city": ("Berlin", {}, kept(lambda s: s.office.terms.seller.party.city)),
    "seller.vat_number": (
        "DE136695976",
        {},
        kept(lambda s: s.office.terms.seller.party.vat_number),
    ),
    "seller.register": ("HRB 1, Berlin", {}, kept(lambda s: s.office.terms.seller.register)),
    "mail.sender": ("Kiln <hello@kiln.example>", {}, sender),
    "mail.language": ("de", {}, kept(lambda s: s.post.language_for(""))),
    "mail.languages": (["en"], {}, kept(lambda s: s.post.language_for("de"))),
    "tax.prices_include_tax": (False, {}, kept(lambda s: s.till.tax.included)),
    "tax.country": ("AT", {}, kept(lambda s: s.till.tax.origin.country)),
    "tax.region": ("WIEN", {}, kept(lambda s: s.till.tax.origin.region)),
    "tax.rounding": ("total", {}, kept(lambda s: s.till.tax.rounding)),
    "tax.sales": ("origin", {}, kept(lambda s: s.till.tax.sales)),
    "tax.shipping_class": ("standard", {}, kept(lambda s: s.till.tax.shipping)),
    "limits.cart_lines": (7, {}, kept(lambda s: s.till.terms.cart_lines)),
    "limits.line_quantity": (7, {}, kept(lambda s: s.till.terms.line_quantity)),
    "limits.wishlists": (7, {}, kept(lambda s: limits_of(s.settings))),
    "limits.wishlist_items": (7, {}, kept(lambda s: limits_of(s.settings))),
    "limits.stock_alerts": (7, {}, kept(lambda s: alert_terms_of(s.settings).most)),
    "limits.return_days": (60, {}, kept(lambda s: s.settings.return_days)),
    "limits.guest_cart_days": (7, {}, kept(lambda s: s.till.terms.guest_cart)),
    "limits.customer_cart_days": (7, {}, kept(lambda s: s.till.terms.customer_cart)),
    "limits.unpaid_order_hours": (7, {}, kept(lambda s: s.till.terms.unpaid_order)),
    "features.registration": (
        False,
        {},
        status("POST", "/api/v1/auth/register", json={"email": "x@y.example", "password": "short"}),
    ),
    "features.guest_checkout": (
        False,
        {},
        status("POST", "/api/v1/orders", json={**GUEST_ORDER, "items": []}),
    ),
    "features.reviews": (False, {}, status("GET", "/api/v1/products/{product_id}/reviews")),
    "features.wishlists": (False, {}, status("GET", "/api/v1/wishlists", as_customer=True)),
    "features.stock_alerts": (
        False,
        {},
        status("GET", "/api/v1/products/{product_id}/stock-alerts"),
    ),
    "maintenance.on": (True, {}, told),
    "maintenance.message": ("Back at noon.", {"on": True}, told),
    "maintenance.retry_seconds": (600, {"on": True}, told),
}


def test_each_knob_is_one_that_something_obeys() -> None:
    assert set(OBEYED) == set(KNOBS)


async def test_each_changed_knob_is_obeyed_at_once_and_so_is_its_way_back(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    seen = {}
    for knob, (value, beside, probe) in OBEYED.items():
        section, _, key = knob.partition(".")
        _ = await client.patch(SETTINGS, json={section: beside}, headers=admin.headers)
        before = await probe(client, services)

        answer = await client.patch(SETTINGS, json={section: {key: value}}, headers=admin.headers)
        after = await probe(client, services)
        gone = {key: None, **dict.fromkeys(beside)}
        back = await client.patch(
            SETTINGS, json={section: {**beside, key: None}}, headers=admin.headers
        )

        shown = answer.json()["settings"][section][key]
        returned = await probe(client, services) == before and knob not in back.json()["changed"]
        seen[knob] = (shown == value, before != after, returned)
        _ = await client.patch(SETTINGS, json={section: gone}, headers=admin.headers)

    assert {knob for knob, holds in seen.items() if holds != (True, True, True)} == set()


async def test_a_configuration_is_replaced_whole_and_changed_in_parts(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    first = await client.get(SETTINGS, headers=admin.headers)
    sent = {"tax": {"country": "AT"}, "limits": {"cart_lines": 50}}
    put = await client.put(SETTINGS, json=sent, headers=admin.headers)
    patched = await client.patch(
        SETTINGS,
        json={"tax": {"country": "FR"}, "seller": {"register": "RCS 1"}},
        headers=admin.headers,
    )
    again = await client.put(SETTINGS, json={"shop": {"name": "Kiln"}}, headers=admin.headers)

    assert (first.json()["version"], first.json()["changed"]) == (0, [])
    assert (first.headers["etag"], put.headers["etag"]) == ('"0"', '"1"')
    assert put.json()["changed"] == ["limits.cart_lines", "tax.country"]
    assert patched.json()["changed"] == ["limits.cart_lines", "seller.register", "tax.country"]
    assert patched.json()["settings"]["tax"]["country"] == "FR"
    assert (again.json()["changed"], again.json()["version"]) == (["shop.name"], 3)
    history = (await client.get(f"{SETTINGS}/history", headers=admin.headers)).json()
    assert [each["version"] for each in history] == [3, 2, 1]
    assert history[2]["values"] == {"limits.cart_lines": 50, "tax.country": "AT"}
    assert history[0]["changed_by"] == f"user:{admin.user_id}"


async def test_a_stale_change_is_refused_and_the_same_one_makes_no_version(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    sent = {"shop": {"name": "Kiln"}}
    _ = await client.put(SETTINGS, json=sent, headers=admin.headers)

    stale = await client.put(
        SETTINGS, json={"shop": {"name": "Late"}}, headers={**admin.headers, "if-match": '"0"'}
    )
    same = await client.put(SETTINGS, json=sent, headers={**admin.headers, "if-match": '"1"'})

    assert (stale.status_code, stale.json()["code"]) == (412, "configuration_changed")
    assert (same.status_code, same.json()["version"]) == (200, 1)
    assert services.settings.shop_name == "Kiln"


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"shop": {"currency": "QQQ"}}, "/shop/currency"),
        ({"tax": {"country": "XX"}}, "/tax/country"),
        ({"tax": {"rounding": "never"}}, "/tax/rounding"),
        ({"limits": {"cart_lines": 0}}, "/limits/cart_lines"),
        ({"mail": {"language": "fr"}}, "/mail/language"),
        ({"mail": {"languages": []}}, "/mail/languages"),
        ({"mail": {"sender": "a@b.example, c@d.example"}}, "/mail/sender"),
        ({"limits": {"cart_lines": "7"}}, "/limits/cart_lines"),
        ({"limits": {"cart_liness": 7}}, "/limits/cart_liness"),
        ({"limitz": {}}, "/limitz"),
    ],
)
async def test_what_can_not_be_used_is_refused_and_changes_nothing(
    client: httpx2.AsyncClient, services: Services, admin: Person, sent: Any, pointer: str
) -> None:
    answer = await client.patch(SETTINGS, json=sent, headers=admin.headers)

    assert answer.status_code == 422
    assert pointer in [each["pointer"] for each in answer.json()["errors"]]
    async with services.works.reading() as db:
        assert await db.scalar(select(func.count()).select_from(ConfigurationRow)) == 0
    assert services.settings == services.configured.base


async def test_a_change_stands_in_the_audit_trail_with_what_was_before(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    _ = await client.patch(SETTINGS, json={"shop": {"name": "Kiln"}}, headers=admin.headers)
    _ = await client.patch(SETTINGS, json={"shop": {"name": "Oven"}}, headers=admin.headers)

    row = AuditEntryRow
    async with services.works.reading() as db:
        noted = (
            await db.execute(
                select(row.before, row.after)
                .where(row.action == "shop.configured")
                .order_by(row.seq)
            )
        ).all()
    assert [tuple(each) for each in noted] == [
        ({"shop.name": None}, {"shop.name": "Kiln"}),
        ({"shop.name": "Kiln"}, {"shop.name": "Oven"}),
    ]


async def test_everybody_is_shown_what_concerns_him_and_nothing_else(
    client: httpx2.AsyncClient, admin: Person, customer: Person
) -> None:
    shown = await client.get("/api/v1/shop")
    again = await client.get("/api/v1/shop", headers={"if-none-match": shown.headers["etag"]})
    refused = [
        (await client.get(SETTINGS, headers=customer.headers)).status_code,
        (await client.patch(SETTINGS, json={}, headers=customer.headers)).status_code,
        (await client.get(f"{SETTINGS}/history")).status_code,
    ]

    assert shown.json() == {
        "name": "Shopwright Demo",
        "currency": "EUR",
        "languages": ["en", "de"],
        "language": "en",
        "country": "DE",
        "prices_include_tax": True,
        "features": {
            "registration": True,
            "guest_checkout": True,
            "reviews": True,
            "wishlists": True,
            "stock_alerts": True,
        },
        "maintenance": False,
        "message": "",
    }
    assert again.status_code == 304
    assert refused == [403, 403, 401]


async def test_maintenance_stops_customers_and_lets_staff_and_providers_go_on(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person
) -> None:
    vendor = await make_vendor(services)
    tea = await stocked(services.works)
    sent = {"maintenance": {"on": True, "message": "Back at noon.", "retry_seconds": 600}}
    _ = await client.patch(SETTINGS, json=sent, headers=admin.headers)
    item = {"variant_id": str(tea), "quantity": 1}

    refused = [
        await client.post("/api/v1/cart/items", json=item),
        await client.post("/api/v1/cart/items", json=item, headers=customer.headers),
        await client.post("/api/v1/products", json={"title": "Cup"}, headers=vendor.headers),
    ]
    read = await client.get("/api/v1/products")
    made = await client.post(
        "/api/v1/products", json={"title": "Cup", "price": "3.00"}, headers=admin.headers
    )
    login = await client.post(
        "/api/v1/auth/login", json={"email": admin.email, "password": "correct horse battery"}
    )
    provider = await client.post("/api/v1/webhooks/test", content=b"{}")
    health = await client.get("/health")
    shop = await client.get("/api/v1/shop")
    opened = await client.patch(SETTINGS, json={"maintenance": {"on": None}}, headers=admin.headers)

    assert [(each.status_code, each.json()["code"]) for each in refused] == [
        (503, "maintenance")
    ] * 3
    assert (refused[0].json()["detail"], refused[0].headers["retry-after"]) == (
        "Back at noon.",
        "600",
    )
    assert (read.status_code, made.status_code, login.status_code) == (200, 201, 200)
    assert provider.status_code not in (503, 403)
    assert health.json()["checks"]["process"]["facts"] == {"maintenance": True}
    assert (shop.json()["maintenance"], shop.json()["message"]) == (True, "Back at noon.")
    assert opened.status_code == 200
    assert (await client.post("/api/v1/cart/items", json=item)).status_code == 201


async def test_what_is_shown_in_another_currency_is_made_anew(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    _ = await client.patch(SETTINGS, json={"shop": {"currency": "CHF"}}, headers=admin.headers)
    _ = await client.patch(SETTINGS, json={"shop": {"name": "Kiln"}}, headers=admin.headers)

    async with services.works.reading() as db:
        waiting = list((await db.execute(select(Job.name))).scalars())
    assert waiting.count("search.rebuild") == 1
