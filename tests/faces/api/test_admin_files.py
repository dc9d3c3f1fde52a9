"""Exports and imports over HTTP: who may, how far they are, who fetches them."""

import asyncio
import json
from typing import Any
from uuid import UUID

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.flows.merchandising.run import file_tasks
from shopwright.infra.jobs.worker import Worker
from tests.conftest import SteppingClock
from tests.support.people import Person

pytestmark = pytest.mark.anyio
EXPORTS, IMPORTS, FILES = "/api/v1/admin/exports", "/api/v1/admin/imports", "/api/v1/admin/files"


async def a_mug(client: httpx2.AsyncClient, admin: Person) -> None:
    made = await client.post(
        "/api/v1/products",
        json={"title": "Mug", "price": "9.00", "sku": "MUG", "stock_quantity": 4},
        headers=admin.headers,
    )
    assert made.status_code == 201, made.text


async def exported(
    client: httpx2.AsyncClient, admin: Person, worker: Worker, **wanted: str
) -> dict[str, Any]:
    asked = await client.post(EXPORTS, json=wanted, headers=admin.headers)
    assert asked.status_code == 202, asked.text
    _ = await worker.run_until_idle()
    return dict((await client.get(f"{FILES}/{asked.json()['id']}", headers=admin.headers)).json())


async def send(
    client: httpx2.AsyncClient, admin: Person, content: bytes, **fields: str
) -> httpx2.Response:
    return await client.post(
        IMPORTS, files={"file": ("any", content)}, data=fields, headers=admin.headers
    )


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
async def test_an_export_is_made_and_fetched_by_its_address_alone(
    client: httpx2.AsyncClient, admin: Person, worker: Worker, form: str
) -> None:
    await a_mug(client, admin)

    done = await exported(client, admin, worker, kind="products", format=form)
    fetched = await client.get(done["url"])
    at_once = await client.get(f"{EXPORTS}/products/file?format={form}", headers=admin.headers)
    back = await send(client, admin, fetched.content, dry_run="true")
    _ = await worker.run_until_idle()
    report = (await client.get(f"{FILES}/{back.json()['id']}", headers=admin.headers)).json()

    assert (done["state"], done["progress"], fetched.status_code) == ("done", 1, 200)
    assert fetched.headers["content-disposition"].endswith(f'.{form}"')
    assert fetched.headers["cache-control"] == "private, no-store"
    if form != "xlsx":  # which bears the time of its making
        assert at_once.content == fetched.content
    assert (report["state"], report["report"]["unchanged"], report["report"]["failed"]) == (
        "done",
        1,
        0,
    )


async def test_the_address_of_an_export_can_not_be_made_up_and_ends(
    client: httpx2.AsyncClient, admin: Person, worker: Worker, clock: SteppingClock
) -> None:
    await a_mug(client, admin)
    done = await exported(client, admin, worker, kind="stock")
    other = await exported(client, admin, worker, kind="prices")
    bare, _, token = done["url"].partition("?token=")

    refused = [
        (await client.get(url)).status_code
        for url in (
            bare,
            f"{bare}?token=x",
            f"{other['url'].partition('?')[0]}?token={token}",
            f"{bare}?token={token}x",
        )
    ]
    fine = await client.get(done["url"])
    clock.advance(hours=25)
    late = await client.get(done["url"])
    _ = await worker.run_until_idle()
    gone = await client.get(f"{FILES}/{done['id']}", headers=admin.headers)

    assert refused == [404] * 4
    assert (fine.status_code, fine.text.splitlines()[1].split(",")[1]) == (200, "MUG")
    assert (late.status_code, late.json()["code"]) == (410, "file_gone")
    assert gone.status_code == 401  # the admin's token has ended too


async def test_files_of_exports_go_with_their_time(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    worker: Worker,
    clock: SteppingClock,
) -> None:
    await a_mug(client, admin)
    _ = await exported(client, admin, worker, kind="products")
    before = [entry async for entry in services.clerk.store.entries()]

    clock.advance(hours=26)
    _ = await worker.run_until_idle()

    assert len(before) == 1
    assert [entry async for entry in services.clerk.store.entries()] == []


async def test_an_import_is_read_in_the_background_and_told_row_by_row(
    client: httpx2.AsyncClient, services: Services, admin: Person, worker: Worker
) -> None:
    await a_mug(client, admin)

    asked = await send(client, admin, b"sku,on_hand\nMUG,11\nnone,3\n", kind="stock")
    waiting = (await client.get(f"{FILES}/{asked.json()['id']}", headers=admin.headers)).json()
    _ = await worker.run_until_idle()
    done = (await client.get(f"{FILES}/{asked.json()['id']}", headers=admin.headers)).json()
    listed = (await client.get(FILES, headers=admin.headers)).json()["items"]
    page = (await client.get("/api/v1/products/mug")).json()

    assert (asked.status_code, waiting["state"], done["state"]) == (202, "waiting", "done")
    assert (done["report"]["changed"], done["report"]["failed"], done["progress"]) == (1, 1, 2)
    assert done["report"]["problems"][0]["line"] == 3
    assert [each["id"] for each in listed] == [asked.json()["id"]]
    assert page["in_stock"] is True
    assert [entry async for entry in services.clerk.store.entries()] == []


async def test_a_dry_run_stores_nothing(
    client: httpx2.AsyncClient, admin: Person, worker: Worker
) -> None:
    line = b'{"handle": "cap", "title": "Cap", "variants": [{"prices": [{"amount": "5"}]}]}\n'

    asked = await send(client, admin, line, dry_run="true")
    _ = await worker.run_until_idle()
    done = (await client.get(f"{FILES}/{asked.json()['id']}", headers=admin.headers)).json()

    assert (done["report"]["created"], done["report"]["is_dry_run"]) == (1, True)
    assert (await client.get("/api/v1/products/cap")).status_code == 404
    assert done["report"]["changes"] == [
        {"handle": "cap", "effect": "created", "line": 1, "fields": []}
    ]


async def test_a_dry_run_tells_the_first_changes_field_by_field_cut_to_a_glance(
    client: httpx2.AsyncClient, admin: Person, worker: Worker
) -> None:
    await a_mug(client, admin)
    there = (await client.get("/api/v1/products/mug")).json()
    line = {"handle": there["slug"], "title": "Cup", "description": "x" * 500}
    line["variants"] = [{"sku": "MUG", "prices": [{"amount": "9.00"}]}]

    asked = await send(client, admin, json.dumps(line).encode(), dry_run="true")
    _ = await worker.run_until_idle()
    done = (await client.get(f"{FILES}/{asked.json()['id']}", headers=admin.headers)).json()

    [change] = done["report"]["changes"]
    told = {each["name"]: each["after"] for each in change["fields"]}
    assert (change["handle"], change["effect"]) == ("mug", "changed")
    assert told["title"] == "Cup"
    assert told["description"].startswith("xxx")
    assert len(told["description"]) < 200


async def test_a_file_that_can_not_be_read_is_told_once_and_for_all(
    client: httpx2.AsyncClient, admin: Person, worker: Worker
) -> None:
    asked = await send(client, admin, b"%PDF-1.7")
    _ = await worker.run_until_idle()
    done = (await client.get(f"{FILES}/{asked.json()['id']}", headers=admin.headers)).json()

    assert (done["state"], done["report"]["code"]) == ("failed", "import_file_unreadable")


async def test_customers_vendors_and_guests_get_and_send_no_files(
    client: httpx2.AsyncClient, services: Services, vendor: Person, customer: Person
) -> None:
    statuses = set()
    for who in (vendor, customer):
        statuses |= {
            (
                await client.post(EXPORTS, json={"kind": "products"}, headers=who.headers)
            ).status_code,
            (await client.get(f"{EXPORTS}/prices/file", headers=who.headers)).status_code,
            (await client.get(FILES, headers=who.headers)).status_code,
            (await send(client, who, b"{}")).status_code,
        }
    guest = await client.post(EXPORTS, json={"kind": "products"})

    assert (statuses, guest.status_code) == ({403}, 401)
    assert [entry async for entry in services.clerk.store.entries()] == []


async def test_an_export_that_two_workers_make_is_one_file(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    await a_mug(client, admin)
    asked = (await client.post(EXPORTS, json={"kind": "products"}, headers=admin.headers)).json()
    task_id = UUID(asked["id"])

    made = await asyncio.gather(
        *(file_tasks.make_export(services.clerk, task_id=task_id) for _ in range(3))
    )
    again = await file_tasks.make_export(services.clerk, task_id=task_id)
    done = (await client.get(f"{FILES}/{task_id}", headers=admin.headers)).json()

    assert (sorted(made), again) == ([False, False, True], False)
    assert len([entry async for entry in services.clerk.store.entries()]) == 1
    assert (await client.get(done["url"])).status_code == 200
