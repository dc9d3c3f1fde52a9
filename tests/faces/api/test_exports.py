"""Files of orders, customers and figures: what is in them, and who may have them."""

import csv
import io
import json
from typing import Any

import httpx2
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from shopwright.faces.services import Services
from shopwright.infra.files.tasks import FileTaskRow
from shopwright.infra.jobs.worker import Worker
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from tests.conftest import SteppingClock
from tests.satellites.analytics.books import settle_all
from tests.support.buying import buy, stocked
from tests.support.people import Person, make_admin, make_customer, make_person

pytestmark = pytest.mark.anyio
EXPORT, FILES = "/api/v1/admin/export", "/api/v1/admin/files"


async def fetched(
    client: httpx2.AsyncClient, person: Person, worker: Worker, subject: str, **wanted: Any
) -> bytes:
    asked = await client.post(f"{EXPORT}/{subject}", json=wanted, headers=person.headers)
    assert asked.status_code == 202, asked.text
    _ = await worker.run_until_idle()
    task = await client.get(f"{FILES}/{asked.json()['id']}", headers=person.headers)
    assert task.json()["state"] == "done", task.text
    return (await client.get(task.json()["url"])).content


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def test_orders_are_a_row_each_or_a_row_for_each_line(
    client: httpx2.AsyncClient, services: Services, admin: Person, worker: Worker
) -> None:
    tea, pot = await stocked(services.works), await stocked(services.works, price="3.33")
    first = await buy(services, (tea, 2), (pot, 3))
    await buy(services, (tea, 1), email="=1+1@example.com")

    orders = read(await fetched(client, admin, worker, "orders"))
    lines = read(await fetched(client, admin, worker, "orders", lines=True))

    told = [(each["number"], each["units"], each["total"], each["currency"]) for each in orders]
    assert told[0] == (first.order.number, "5", "29.99", "EUR")
    assert [each["email"] for each in orders] == ["guest@example.com", "'=1+1@example.com"]
    assert [(each["quantity"], each["unit_price"]) for each in lines] == [
        ("2", "10.00"),
        ("3", "3.33"),
        ("1", "10.00"),
    ]


async def test_orders_are_those_of_the_days_and_the_status_that_are_meant(
    client: httpx2.AsyncClient, services: Services, worker: Worker, clock: SteppingClock
) -> None:
    tea = await stocked(services.works, stock=20)
    for minutes in (0, 1):
        clock.time = clock.time.replace(hour=23, minute=59)
        clock.advance(minutes=minutes)
        await buy(services, (tea, 1 + minutes))
    await buy(services, (tea, 3), token=None)
    admin = await make_admin(services)

    told = [
        read(await fetched(client, admin, worker, "orders", **wanted))
        for wanted in (
            {"from": "2026-11-02", "to": "2026-11-02"},
            {"from": "2026-11-03", "to": "2026-11-03"},
            {"from": "2026-11-01", "to": "2026-11-05", "status": "pending"},
        )
    ]

    assert [[each["units"] for each in one] for one in told] == [["1"], ["2", "3"], ["3"]]


async def test_customers_come_with_what_they_bought(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    customer: Person,
    worker: Worker,
) -> None:
    tea = await stocked(services.works)
    await buy(services, (tea, 2), user_id=customer.user_id)
    await make_customer(services)

    found = read(await fetched(client, admin, worker, "customers"))

    told = {each["id"]: (each["email"], each["orders"], each["spent"]) for each in found}
    assert len(told) == 2
    assert told[str(customer.user_id)] == (customer.email, "1", "20.00 EUR")


async def test_figures_are_written_as_they_are_answered(
    client: httpx2.AsyncClient, services: Services, admin: Person, worker: Worker
) -> None:
    tea = await stocked(services.works, handle="tea")
    await buy(services, (tea, 2))
    await settle_all(services)
    services.insight.tally.search("unicorn", finds=False)
    await services.insight.tally.write()

    asked = {"interval": "month", "group": "region", "format": "jsonl"}
    sales = json.loads(await fetched(client, admin, worker, "analytics", **asked))
    goods = await fetched(client, admin, worker, "analytics", kind="product_sales", format="xlsx")
    searches = read(await fetched(client, admin, worker, "analytics", kind="searches"))

    assert (sales["period"], sales["group"], sales["total"]) == ("2026-11", "GB", "20.00")
    rows = list(load_workbook(io.BytesIO(goods)).active.values)  # type: ignore[union-attr]
    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["slug"], told["units"], told["total"]) == ("tea", 2, 20)
    assert searches == [{"query": "unicorn", "asked": "1", "without_results": "1"}]


async def test_who_may_not_see_it_gets_no_file_of_it(
    client: httpx2.AsyncClient, services: Services
) -> None:
    async with services.works(system("test")) as work:
        rights = frozenset({"analytics:read"})
        await identity.create_role(
            work, name="analyst", title="Analyst", rights=rights, known=services.rights
        )
    analyst = await make_person(services, "analyst")
    wanted = [
        ("orders", {}),
        ("customers", {}),
        ("products", {}),
        ("analytics", {"kind": "orders"}),
    ]

    refused = [
        await client.post(f"{EXPORT}/{each}", json=body, headers=analyst.headers)
        for each, body in wanted
    ]
    taken = await client.post(f"{EXPORT}/analytics", headers=analyst.headers)

    assert [each.status_code for each in refused] == [403, 403, 403, 403]
    assert taken.status_code == 202
    async with services.works.reading() as db:
        assert list(await db.scalars(select(FileTaskRow.subject))) == ["sales"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_days_at_the_ends_of_the_calendar_are_refused(
    client: httpx2.AsyncClient, admin: Person, day: str
) -> None:
    asked = {"format": "csv", "from": day, "to": day}
    export = await client.post("/api/v1/admin/export/orders", json=asked, headers=admin.headers)
    sales = await client.get(
        f"/api/v1/admin/analytics/sales?from={day}&to={day}", headers=admin.headers
    )

    assert (export.status_code, sales.status_code) == (422, 422)
