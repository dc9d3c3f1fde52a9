from uuid import UUID

import anyio
import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.flows.merchandising.run.import_batch import import_batch
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import ApprovalFilter, ProductStatus
from tests.support.approving import (
    APPROVALS,
    OWN,
    PRODUCTS,
    decide,
    offered,
    page,
    shown,
    waiting,
    wanted,
)
from tests.support.goods import record
from tests.support.mails import mail_to
from tests.support.people import Person, actor_of, make_vendor

pytestmark = pytest.mark.anyio


async def test_a_vendors_new_product_is_a_draft_until_it_is_approved(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    made = await offered(client, vendor)
    hidden = await client.get(f"{PRODUCTS}/{made['id']}")
    [wish] = await waiting(client, admin)

    approved = await decide(client, admin, wish)

    assert (made["status"], hidden.status_code) == ("draft", 404)
    assert (wish["kind"], wish["product_id"], wish["vendor_id"]) == (
        "new",
        made["id"],
        str(vendor.user_id),
    )
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    assert (await page(client, made["id"]))["status"] == "published"
    letter = await mail_to(services, vendor.email, "approved")
    assert '"Mug" was approved' in letter.text


async def test_a_vendors_own_draft_asks_for_nothing_before_it_shall_be_shown(
    client: httpx2.AsyncClient, vendor: Person, admin: Person
) -> None:
    made = await offered(client, vendor, status="draft")
    before = await waiting(client, admin)

    answer = await wanted(client, vendor, made["id"], status="published")

    assert before == []
    assert (answer.status_code, answer.json()["status"]) == (202, "draft")
    [wish] = await waiting(client, admin)
    assert answer.headers["link"] == f'<{OWN}/{wish["id"]}>; rel="monitor"'


async def test_what_is_rejected_stays_hidden_and_its_vendor_is_told_why(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    made = await offered(client, vendor)
    [wish] = await waiting(client, admin)

    rejected = await decide(client, admin, wish, "The picture is another's.")
    again = await wanted(client, vendor, made["id"], status="published")

    assert (rejected.json()["state"], rejected.json()["reason"]) == (
        "rejected",
        "The picture is another's.",
    )
    assert (await client.get(f"{PRODUCTS}/{made['id']}")).status_code == 404
    assert (
        "The picture is another's." in (await mail_to(services, vendor.email, "not approved")).text
    )
    assert again.status_code == 202
    own = (await client.get(OWN, headers=vendor.headers)).json()["items"]
    assert [each["state"] for each in own] == ["pending", "rejected"]


async def test_of_two_who_decide_at_once_one_wins(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    await wanted(client, vendor, mug.id, title="Cup")
    [wish] = await waiting(client, admin)
    answers: list[httpx2.Response] = []

    async def one(reason: str) -> None:
        answers.append(await decide(client, admin, wish, reason))

    async with anyio.create_task_group() as group:
        for reason in ("", "No.", "", "No."):
            group.start_soon(one, reason)

    won = [answer.json()["state"] for answer in answers if answer.status_code == 200]
    lost = {answer.json()["code"] for answer in answers if answer.status_code != 200}
    assert (len(won), lost) == (1, {"approval_decided"})
    assert (await page(client, mug.id))["title"] == ("Cup" if won == ["approved"] else "Mug")


async def test_a_vendor_takes_back_what_is_his_and_nothing_else(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    rival = await make_vendor(services)
    made = await offered(client, vendor)
    [wish] = await waiting(client, admin)
    path = f"{OWN}/{wish['id']}"

    foreign = [
        (await client.get(path, headers=rival.headers)).status_code,
        (await client.delete(path, headers=rival.headers)).status_code,
    ]
    taken = await client.delete(path, headers=vendor.headers)
    late = await decide(client, admin, wish)

    assert foreign == [404, 404]
    assert taken.json()["state"] == "withdrawn"
    assert (late.status_code, late.json()["code"]) == (409, "approval_decided")
    assert (await client.get(f"{PRODUCTS}/{made['id']}")).status_code == 404


async def test_a_product_that_is_deleted_waits_for_nothing(
    client: httpx2.AsyncClient, vendor: Person, admin: Person
) -> None:
    made = await offered(client, vendor)
    [wish] = await waiting(client, admin)

    await client.delete(f"{PRODUCTS}/{made['id']}", headers=vendor.headers)

    assert await waiting(client, admin) == []
    assert (await decide(client, admin, wish)).status_code == 409


async def test_vendors_and_customers_decide_nothing(
    client: httpx2.AsyncClient, vendor: Person, customer: Person, admin: Person
) -> None:
    made = await offered(client, vendor)
    [wish] = await waiting(client, admin)

    answers = [await decide(client, who, wish) for who in (vendor, customer)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (await client.get(f"{PRODUCTS}/{made['id']}")).status_code == 404


async def test_lists_are_filtered_by_vendor_and_product(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    rival = await make_vendor(services)
    mug, jug = await offered(client, vendor), await offered(client, rival, sku="JUG")

    async def listed(**asked: str) -> list[str]:
        answer = await client.get(APPROVALS, params=asked, headers=admin.headers)
        return [each["product_id"] for each in answer.json()["items"]]

    assert await listed() == [jug["id"], mug["id"]]
    assert await listed(vendor=str(rival.user_id)) == [jug["id"]]
    assert await listed(product=mug["id"]) == [mug["id"]]
    assert await listed(state="approved") == []
    first = (await client.get(APPROVALS, params={"limit": 1}, headers=admin.headers)).json()
    assert await listed(cursor=first["page"]["next_cursor"]) == [mug["id"]]


async def test_what_a_vendor_imports_waits_too(
    services: Services, vendor: Person, db: AsyncConnection
) -> None:
    actor = await actor_of(services, vendor)
    mug = await shown(services, vendor)

    async with services.works(actor) as work:
        _ = await import_batch(work, [record("mug", title="Cup"), record("jug")])

    waits = (await catalog.approvals(db, ApprovalFilter(), PageRequest())).items
    found = await catalog.products(db, [each.product_id for each in waits])
    assert {(each.slug, each.title, each.status) for each in found.values()} == {
        ("mug", "Mug", ProductStatus.PUBLISHED),
        ("jug", "Jug", ProductStatus.DRAFT),
    }
    assert {(each.product_id == mug.id, str(each.kind)) for each in waits} == {
        (True, "change"),
        (False, "new"),
    }


async def test_a_reason_is_given_for_each_rejection(
    client: httpx2.AsyncClient, vendor: Person, admin: Person
) -> None:
    await offered(client, vendor)
    [wish] = await waiting(client, admin)

    answer = await client.post(
        f"{APPROVALS}/{wish['id']}/reject",
        json={"version": 1, "reason": " "},
        headers=admin.headers,
    )

    assert answer.status_code == 422
    assert UUID(wish["id"]) == UUID((await waiting(client, admin))[0]["id"])
