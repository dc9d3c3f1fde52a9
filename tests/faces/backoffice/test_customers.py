"""Customers at the back office: found, looked at, noted about, grouped, handed out and erased."""

import pytest

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.kernel.actors import system
from shopwright.modules.customers import service as customers
from tests.support.desk import Clerk
from tests.support.people import Person, make_customer
from tests.support.trading import PROBE, an_order, asked

pytestmark = pytest.mark.anyio
LIST = "/admin/customers"


async def customer_now(clerk: Clerk, person: Person) -> dict[str, object]:
    told: dict[str, object] = await asked(clerk, f"/api/v1/admin/customers/{person.user_id}")
    return told


async def test_customers_are_found_and_paged(clerk: Clerk, services: Services) -> None:
    people = [await make_customer(services, f"c{each}@example.com") for each in range(26)]

    first = await clerk.look(LIST)
    onward = first.text.partition('aria-label="Pages"')[2].partition('href="')[2].partition('"')[0]
    second = await clerk.look(onward.replace("&amp;", "&"))
    found = await clerk.look(LIST, q="c7@")

    assert (first.text + second.text).count('<th scope="row">') == 26
    assert f'href="{LIST}/{people[7].user_id}"' in found.text
    assert f'href="{LIST}/{people[8].user_id}"' not in found.text


async def test_a_customer_is_shown_with_what_he_bought(
    clerk: Clerk, services: Services, customer: Person
) -> None:
    order = await an_order(services, user_id=customer.user_id)

    page = await clerk.look(f"{LIST}/{customer.user_id}")

    assert "<h1>Robin Example</h1>" in page.text
    assert f'href="/admin/orders/{order.id}">{order.number}<' in page.text
    assert "€40.00" in page.text


async def test_a_note_is_written_as_text_and_removed(clerk: Clerk, customer: Person) -> None:
    address = f"{LIST}/{customer.user_id}"

    written = await clerk.send(address, f"{address}/notes", text=PROBE)
    page = await clerk.follow(written)
    action = page.text.partition(f'action="{address}/notes/')[2].partition('"')[0]
    removed = await clerk.send(address, f"{address}/notes/{action}")

    assert PROBE not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert removed.headers["location"] == f"{address}#notes"
    assert (await customer_now(clerk, customer))["notes"] == []


async def test_a_customer_joins_a_group_and_leaves_it(
    clerk: Clerk, services: Services, customer: Person
) -> None:
    async with services.works(system("test")) as work:
        group = await customers.add_group(work, name="Friends")
    address = f"{LIST}/{customer.user_id}"
    action = f"{address}/groups/{group.id}"

    await clerk.send(address, action)
    within = (await customer_now(clerk, customer))["group_ids"]
    await clerk.send(address, action)
    after = (await customer_now(clerk, customer))["group_ids"]

    assert (within, after) == ([str(group.id)], [])


async def test_everything_about_a_person_is_put_into_an_archive(
    clerk: Clerk, worker: Worker, customer: Person
) -> None:
    address = f"{LIST}/{customer.user_id}"

    await clerk.send(address, f"{address}/privacy/export")
    await worker.run_until_idle()
    page = await clerk.look(address)
    action = page.text.partition(f'action="{address}/archives/')[2].partition('"')[0]
    archive = await clerk.send(address, f"{address}/archives/{action}")

    assert archive.headers["content-type"] == "application/zip"
    assert archive.content.startswith(b"PK")


async def test_an_accounts_archive_is_fetched_by_a_form_and_no_address_holds_its_token(
    clerk: Clerk, worker: Worker, customer: Person
) -> None:
    address = f"/admin/users/{customer.user_id}"

    await clerk.send(address, f"{address}/export")
    await worker.run_until_idle()
    page = await clerk.look(address)
    name = page.text.partition(f'action="{LIST}/{customer.user_id}/archives/')[2].partition('"')[0]
    archive = await clerk.send(address, f"{LIST}/{customer.user_id}/archives/{name}")

    assert archive.content.startswith(b"PK")
    assert "?token=" not in page.text


async def test_nobody_is_erased_before_his_address_is_written(
    clerk: Clerk, worker: Worker, customer: Person
) -> None:
    address = f"{LIST}/{customer.user_id}"
    action = f"{address}/privacy/erasure"

    refused = await clerk.send(address, action, email="somebody@example.com")
    await worker.run_until_idle()
    before = (await clerk.look(address)).status_code
    done = await clerk.send(address, action, email=customer.email)
    await worker.run_until_idle()
    after = await clerk.look(address)

    assert (refused.status_code, 'role="alert"' in refused.text) == (422, True)
    assert (before, done.status_code) == (200, 303)
    assert customer.email not in after.text


async def test_all_customers_are_taken_out_as_a_file(clerk: Clerk, customer: Person) -> None:
    asked_for = await clerk.send(LIST, f"{LIST}/export", format="csv")

    page = await clerk.follow(asked_for)

    assert asked_for.headers["location"].startswith("/admin/exports/")
    assert "data-look-again" in page.text


async def test_a_seller_sees_no_customers(seller: Clerk, customer: Person) -> None:
    pages = [await seller.look(LIST), await seller.look(f"{LIST}/{customer.user_id}")]

    assert [page.status_code for page in pages] == [403, 403]
    assert all(customer.email not in page.text for page in pages)
