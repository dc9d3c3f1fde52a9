"""Simple records at the back office: listed, made, changed, removed; each by what the API takes."""

from dataclasses import dataclass, field
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from shopwright.faces.backoffice.records.kinds import KINDS, Kind, kind_named
from shopwright.faces.backoffice.records.schemas import taken_by
from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.wiring import CATALOGUE
from tests.support.desk import Clerk, at_the_desk, form_of
from tests.support.people import Person, make_person

pytestmark = pytest.mark.anyio
NASTY = "<script>alert(1)</script>'\"&"


@dataclass(frozen=True, slots=True)
class Sample:
    """What is written into the form of a new record, what then of it is changed, and what the API shows of either."""

    made: dict[str, str | list[str]]
    changed: dict[str, str | list[str]] = field(default_factory=dict)
    told: dict[str, object] = field(default_factory=dict)


SAMPLES: dict[str, Sample] = {
    "customer-groups": Sample({"name": "Schools"}, {"name": "Schools and halls"}),
    "categories": Sample(
        {"name": f"Tea {NASTY}", "description": "Leaves", "position": "3"},
        {"description": "Leaves and more"},
        {"position": 3},
    ),
    "brands": Sample(
        {"name": f"Kiln {NASTY}"}, {"description": "Since 1921"}, {"description": "Since 1921"}
    ),
    "attributes": Sample(
        {
            "code": "colour",
            "name": "Colour",
            "kind": "choice",
            "choices": "red\nblue",
            "is_filterable": "on",
        },
        {"choices": "red\nblue\ngreen"},
        {"choices": ["red", "blue", "green"], "is_filterable": True},
    ),
    "synonyms": Sample({"words": "mug\ncup"}, told={"words": ["mug", "cup"]}),
    "delivery-zones": Sample(
        {"name": "Alps", "areas.0.country": "AT", "areas.0.postal_codes": "6*\n5*"},
        {"areas.1.country": "CH"},
    ),
    "delivery-methods": Sample(
        {
            "name": "Courier",
            "kind": "flat",
            "tariffs.0.currency": "EUR",
            "tariffs.0.amount": "9.90",
            "is_active": "on",
        },
        {"tariffs.0.free_from": "100"},
        {"name": "Courier", "is_active": True},
    ),
    "tax-zones": Sample(
        {
            "name": "Bavaria",
            "country": "DE",
            "region": "BY",
            "rates.0.tax_class": "standard",
            "rates.0.name": "VAT",
            "rates.0.rate": "19",
        },
        {"rates.1.tax_class": "reduced", "rates.1.name": "VAT", "rates.1.rate": "7"},
        {"region": "BY"},
    ),
    "roles": Sample(
        {"name": "packer", "title": "Packs", "rights": ["orders:read"]},
        {"rights": ["orders:read", "orders:write"]},
        {"rights": ["orders:read", "orders:write"]},
    ),
    "webhooks": Sample(
        {"url": "https://example.com/hooks", "events": ["order.placed"], "is_active": "on"},
        {"description": "Books"},
        {"description": "Books", "events": ["order.placed"]},
    ),
    "reports": Sample(
        {
            "name": "Sales",
            "subject": "sales",
            "format": "csv",
            "every": "day",
            "hour": "6",
            "recipients": "{admin}",
            "is_active": "on",
        },
        {"hour": "7"},
        {"hour": 7, "every": "day"},
    ),
}


def kinds() -> list[Kind]:
    return [kind for kind in KINDS if kind.name in SAMPLES]


async def recorded(
    client: httpx2.AsyncClient, admin: Person, kind: Kind
) -> list[dict[str, object]]:
    answer = await client.get(kind.path, headers=admin.headers)
    found = answer.json()
    items: list[dict[str, object]] = found if isinstance(found, list) else found["items"]
    return items


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
async def test_a_record_is_made_changed_and_removed(
    clerk: Clerk, client: httpx2.AsyncClient, admin: Person, kind: Kind
) -> None:
    sample = SAMPLES[kind.name]
    before = await recorded(client, admin, kind)
    wanted = {
        name: value.format(admin=admin.user_id) if isinstance(value, str) else value
        for name, value in sample.made.items()
    }

    made = await clerk.send(f"{kind.place}/new", kind.place, **wanted)
    assert made.status_code in (200, 303), made.text
    known = {each[kind.key] for each in before}
    new = next(each for each in await recorded(client, admin, kind) if each[kind.key] not in known)
    place = f"{kind.place}/{new[kind.key]}"
    listed = await clerk.look(kind.place)
    if kind.change:
        changed = await clerk.send(place, place, **sample.changed)
        assert changed.status_code == 303, changed.text
    now = next(
        each for each in await recorded(client, admin, kind) if each[kind.key] == new[kind.key]
    )
    removed = await clerk.send(kind.place, f"{place}/remove")

    assert sample.told.items() <= now.items()
    assert "<script>alert" not in listed.text
    assert removed.status_code == 303
    assert len(await recorded(client, admin, kind)) == len(before)


async def test_a_field_that_was_not_touched_keeps_its_value(
    clerk: Clerk, client: httpx2.AsyncClient, admin: Person
) -> None:
    body = {
        "name": "Alps",
        "areas": [{"country": "AT", "region": "7", "postal_codes": ["6*", "5*"]}],
    }
    zones = "/api/v1/admin/delivery/zones"
    made = (await client.post(zones, json=body, headers=admin.headers)).json()
    place = f"/admin/delivery-zones/{made['id']}"

    await clerk.send(place, place)

    kept = (await client.get(zones, headers=admin.headers)).json()
    assert next(each for each in kept if each["id"] == made["id"]) == made


async def test_a_refusal_is_told_beside_what_was_written_and_changes_nothing(
    clerk: Clerk, client: httpx2.AsyncClient, admin: Person
) -> None:
    kind = kind_named("tax-zones")
    before = await recorded(client, admin, kind)

    refused = await clerk.send(
        "/admin/tax-zones/new",
        "/admin/tax-zones",
        **{
            "name": NASTY,
            "country": "DE",
            "rates.0.tax_class": "standard",
            "rates.0.name": "VAT",
            "rates.0.rate": "many",
        },
    )

    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert 'value="many"' in refused.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in refused.text
    assert "<script>alert" not in refused.text
    assert await recorded(client, admin, kind) == before


async def test_an_edit_of_what_somebody_else_has_changed_meanwhile_is_refused(
    clerk: Clerk, client: httpx2.AsyncClient, admin: Person
) -> None:
    made = await client.post("/api/v1/brands", json={"name": "Kiln"}, headers=admin.headers)
    place = f"/admin/brands/{made.json()['id']}"
    others = {"name": "Kilnhouse"}
    form = await clerk.look(place)
    await client.put(f"/api/v1/brands/{made.json()['id']}", json=others, headers=admin.headers)

    sent = await clerk.browser.post(
        place, data={"name": "Mine", "version": "1", "csrf_token": _token(form.text)}
    )

    again = await clerk.browser.post(place, data=form_of(sent.text, place))

    assert (sent.status_code, again.status_code) == (412, 412)
    assert "make your change again" in sent.text
    now = await client.get(f"/api/v1/brands/{made.json()['id']}")
    assert now.json()["name"] == "Kilnhouse"


@pytest.mark.parametrize("name", ["customer-groups", "delivery-zones", "webhooks"])
async def test_a_record_that_is_not_there_has_no_page(clerk: Clerk, name: str) -> None:
    gone = await clerk.look(f"/admin/{name}/{UUID(int=7)}")

    assert (
        gone.status_code,
        "<form" in gone.text.partition("<main")[2].partition("</main>")[0],
    ) == (*(404, False),)


async def test_a_seller_is_shown_no_records_of_the_shop(seller: Clerk) -> None:
    pages = [each for kind in KINDS for each in (kind.place, f"{kind.place}/new") if kind.create]

    shown = {page: (await seller.look(page)).status_code for page in pages}

    assert set(shown.values()) == {403}, shown


async def test_a_secret_is_told_once(clerk: Clerk) -> None:
    made = await clerk.send(
        "/admin/webhooks/new",
        "/admin/webhooks",
        url="https://example.com/hooks",
        events=["order.placed"],
    )
    listed = await clerk.look("/admin/webhooks")

    assert "whsec_" in made.text
    assert "whsec_" not in listed.text


async def test_a_role_demands_a_second_factor_and_no_more(
    clerk: Clerk, client: httpx2.AsyncClient, admin: Person
) -> None:
    demanded = await clerk.send("/admin/roles/vendor", "/admin/roles/vendor/demand-factor")
    path = "/api/v1/admin/audit"
    trail = (await client.get(path, headers=admin.headers)).json()["items"]
    waived = await clerk.send("/admin/roles/vendor", "/admin/roles/vendor/waive-factor")

    assert (demanded.status_code, waived.status_code) == (303, 303)
    assert any("second_factor" in each["action"] or "factor" in str(each) for each in trail)


async def test_the_rates_of_the_union_are_taken_over(
    clerk: Clerk, client: httpx2.AsyncClient, admin: Person
) -> None:
    done = await clerk.send("/admin/tax-zones", "/admin/tax-zones-of-the-union")
    page = await clerk.follow(done)

    zones = (await client.get("/api/v1/admin/tax/zones", headers=admin.headers)).json()
    assert len(zones) >= 27
    assert f"{len(zones)} zones hold the rates of today." in page.text


async def test_who_may_only_read_is_offered_nothing_else(app: FastAPI, services: Services) -> None:
    rights = frozenset(right for kind in KINDS for right in kind.reads if right.endswith(":read"))
    async with services.works(system("test")) as work:
        await identity.create_role(
            work, name="reader", title="Reads", rights=rights, known=CATALOGUE
        )
    reader = await make_person(services, "reader")

    async with at_the_desk(app, reader) as clerk:
        for kind in KINDS:
            page = await clerk.look(kind.place)
            made = await clerk.browser.post(kind.place, data={"name": "x"})
            removed = await clerk.browser.post(f"{kind.place}/x/remove")

            may_read = bool(set(kind.reads) & rights)
            assert page.status_code in ((200,) if may_read else (200, 403)), kind.name
            assert f'action="{kind.place}' not in page.text
            assert (made.status_code, removed.status_code) == (403, 403), kind.name


async def test_every_operation_that_a_kind_names_is_there(app: FastAPI) -> None:
    for kind in KINDS:
        for operation in filter(None, (kind.create, kind.change)):
            assert taken_by(app, operation).members


def _token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]
