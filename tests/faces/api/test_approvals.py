from typing import Any
from uuid import UUID

import anyio
import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import VendorTerms
from shopwright.flows.merchandising.run.import_batch import import_batch
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import ApprovalFilter, Product, ProductStatus
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.pricing import queries as pricing
from tests.support.goods import make_category, make_product, record
from tests.support.mails import mail_to
from tests.support.people import Person, actor_of, make_vendor

pytestmark = pytest.mark.anyio
PRODUCTS, APPROVALS, OWN = "/api/v1/products", "/api/v1/admin/approvals", "/api/v1/vendor/approvals"
MUG = {"title": "Mug", "price": "9.00", "sku": "MUG-1", "stock_quantity": 4}
Answer = dict[str, Any]


async def offered(client: httpx2.AsyncClient, vendor: Person, **more: Any) -> Answer:
    made = await client.post(PRODUCTS, json=MUG | more, headers=vendor.headers)
    assert made.status_code == 201, made.text
    return dict(made.json())


async def shown(services: Services, vendor: Person, **fields: Any) -> Product:
    """A product of the vendor's that everybody sees."""
    actor = await actor_of(services, vendor)
    return await make_product(services.works, "mug", actor=actor, **fields)


async def waiting(client: httpx2.AsyncClient, admin: Person) -> list[Answer]:
    answer = await client.get(APPROVALS, params={"state": "pending"}, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def decide(
    client: httpx2.AsyncClient, admin: Person, wish: Answer, reason: str = ""
) -> httpx2.Response:
    body = {"version": wish["version"]} | ({"reason": reason} if reason else {})
    path = f"{APPROVALS}/{wish['id']}/{'reject' if reason else 'approve'}"
    return await client.post(path, json=body, headers=admin.headers)


async def wanted(
    client: httpx2.AsyncClient, vendor: Person, product_id: object, **patch: Any
) -> httpx2.Response:
    return await client.patch(f"{PRODUCTS}/{product_id}", json=patch, headers=vendor.headers)


async def page(client: httpx2.AsyncClient, product_id: object) -> Answer:
    return dict((await client.get(f"{PRODUCTS}/{product_id}")).json())


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


async def test_a_change_of_what_is_shown_is_a_difference_until_it_is_approved(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    kitchen = await make_category(services.works, "Kitchen")

    answer = await wanted(
        client, vendor, mug.id, title="Cup", price="12.00", category_ids=[str(kitchen.id)]
    )
    before = await page(client, mug.id)
    [wish] = await waiting(client, admin)
    await decide(client, admin, wish)
    after = await page(client, mug.id)

    assert (answer.status_code, answer.json()["title"]) == (202, "Mug")
    assert (before["title"], before["price"]) == ("Mug", "10.00")
    assert {each["field"]: (each["before"], each["after"]) for each in wish["changes"]} == {
        "title": ("Mug", "Cup"),
        "category_ids": ([], [str(kitchen.id)]),
    }
    [price] = wish["prices"]
    assert (price["before"]["price"], price["after"]["price"]) == ("10.00", "12.00")
    assert (after["title"], after["price"]) == ("Cup", "12.00")
    assert [each["slug"] for each in after["categories"]] == ["kitchen"]


async def test_a_second_change_goes_on_from_the_one_that_waits(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)

    await wanted(client, vendor, mug.id, title="Cup", price="12.00")
    [first] = await waiting(client, admin)
    await wanted(client, vendor, mug.id, brand="Potter")
    [second] = await waiting(client, admin)
    stale = await decide(client, admin, first)
    await decide(client, admin, second)

    assert (second["id"], second["version"]) == (first["id"], 2)
    assert (stale.status_code, stale.json()["code"]) == (409, "approval_changed")
    after = await page(client, mug.id)
    assert (after["title"], after["brand"], after["price"]) == ("Cup", "Potter", "12.00")


async def test_a_change_that_is_taken_back_waits_no_more(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    await wanted(client, vendor, mug.id, title="Cup")

    answer = await wanted(client, vendor, mug.id, title="Mug")

    assert answer.status_code == 200
    assert await waiting(client, admin) == []


async def test_new_variants_wait_with_their_prices_and_stock(
    client: httpx2.AsyncClient,
    vendor: Person,
    admin: Person,
    services: Services,
    db: AsyncConnection,
) -> None:
    mug = await shown(services, vendor)
    variants = [
        {"id": str(mug.variants[0].id), "option_values": ["Red"], "price": "10.00"},
        {"sku": "blue", "option_values": ["Blue"], "price": "11.00", "stock_quantity": 7},
    ]

    await wanted(client, vendor, mug.id, options=["Colour"], variants=variants)
    await wanted(client, vendor, mug.id, brand="Potter")
    before = await catalog.skus(db, ["blue"])
    [wish] = await waiting(client, admin)
    approved = await decide(client, admin, wish)

    assert approved.status_code == 200, approved.text
    assert before == {}
    blue = (await catalog.skus(db, ["blue"]))["blue"].variant_id
    level = await inventory.level(db, blue)
    price = (await pricing.prices(db, [blue], "EUR"))[blue]
    assert level is not None
    assert (level.on_hand, price.amount.amount) == (7, "11.00")
    assert (await page(client, mug.id))["brand"] == "Potter"


async def test_stock_goes_through_and_asks_for_nothing(
    client: httpx2.AsyncClient,
    vendor: Person,
    admin: Person,
    services: Services,
    db: AsyncConnection,
) -> None:
    mug = await shown(services, vendor)

    answer = await wanted(client, vendor, mug.id, stock_quantity=2)

    level = await inventory.level(db, mug.variants[0].id)
    assert level is not None
    assert (answer.status_code, level.on_hand) == (200, 2)
    assert await waiting(client, admin) == []


async def test_who_takes_his_product_down_asks_nobody(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    await wanted(client, vendor, mug.id, title="Cup")

    answer = await wanted(client, vendor, mug.id, status="draft")
    up_again = await wanted(client, vendor, mug.id, status="published")

    assert (answer.status_code, answer.json()["status"], answer.json()["title"]) == (
        200,
        "draft",
        "Mug",
    )
    assert (up_again.status_code, up_again.json()["status"]) == (202, "draft")
    assert [each["kind"] for each in await waiting(client, admin)] == ["new"]


async def test_what_staff_changed_meanwhile_is_not_overwritten(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    await wanted(client, vendor, mug.id, title="Cup", brand="Potter")
    await client.patch(f"{PRODUCTS}/{mug.id}", json={"title": "Jug"}, headers=admin.headers)
    [wish] = await waiting(client, admin)

    refused = await decide(client, admin, wish)

    assert (refused.status_code, refused.json()["code"]) == (409, "change_outdated")
    assert refused.json()["fields"] == ["title"]
    now = await page(client, mug.id)
    assert (now["title"], now["brand"]) == ("Jug", "")
    assert [each["id"] for each in await waiting(client, admin)] == [wish["id"]]


async def test_a_price_that_staff_changed_meanwhile_is_not_overwritten(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    await wanted(client, vendor, mug.id, price="12.00")
    await client.patch(f"{PRODUCTS}/{mug.id}", json={"price": "8.00"}, headers=admin.headers)
    [wish] = await waiting(client, admin)

    refused = await decide(client, admin, wish)

    assert (refused.status_code, (await page(client, mug.id))["price"]) == (409, "8.00")


async def test_what_staff_changed_elsewhere_stays(
    client: httpx2.AsyncClient, vendor: Person, admin: Person, services: Services
) -> None:
    mug = await shown(services, vendor)
    await wanted(client, vendor, mug.id, title="Cup")
    await client.patch(f"{PRODUCTS}/{mug.id}", json={"brand": "Potter"}, headers=admin.headers)
    [wish] = await waiting(client, admin)

    approved = await decide(client, admin, wish)

    now = await page(client, mug.id)
    assert (approved.status_code, now["title"], now["brand"]) == (200, "Cup", "Potter")


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


@pytest.mark.parametrize(
    ("terms", "answer", "title", "price"),
    [
        (VendorTerms(holds_products=False), 200, "Cup", "12.00"),
        (VendorTerms(holds_prices=False), 202, "Mug", "12.00"),
        (VendorTerms(), 202, "Mug", "10.00"),
    ],
)
async def test_settings_say_what_waits(
    client: httpx2.AsyncClient,
    vendor: Person,
    services: Services,
    terms: VendorTerms,
    answer: int,
    title: str,
    price: str,
) -> None:
    object.__setattr__(services, "vendor_terms", terms)
    mug = await shown(services, vendor)

    told = await wanted(client, vendor, mug.id, title="Cup", price="12.00")

    now = await page(client, mug.id)
    assert (told.status_code, now["title"], now["price"]) == (answer, title, price)


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
