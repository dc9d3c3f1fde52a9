import multiprocessing
import signal
from typing import Any
from uuid import UUID

import anyio
import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import Product
from shopwright.modules.pricing.contracts import Scope
from tests.conftest import START
from tests.flows.merchandising import dying
from tests.support.goods import euros, make_category, make_discount, make_product, variant
from tests.support.people import Person
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
_forks = multiprocessing.get_context("forkserver")
BULK, PRODUCTS = "/api/v1/admin/products/bulk", "/api/v1/products"


async def change(
    client: httpx2.AsyncClient, who: Person, *operations: dict[str, Any], **more: Any
) -> httpx2.Response:
    return await client.post(BULK, json={"operations": operations, **more}, headers=who.headers)


def of(product: Product, **fields: Any) -> dict[str, Any]:
    return {"product_id": str(product.id), **fields}


async def stored(db: AsyncConnection, product: Product) -> Product:
    found = await catalog.product(db, product.id)
    assert found is not None
    return found


async def test_many_products_change_in_one_request(
    client: httpx2.AsyncClient, admin: Person, works: Works, db: AsyncConnection
) -> None:
    kitchen, garden = await make_category(works, "Kitchen"), await make_category(works, "Garden")
    mug = await make_product(works, "mug", category=kitchen, tags=("tea", "Blue"))
    jug = await make_product(works, "jug")

    answer = await change(
        client,
        admin,
        of(
            mug,
            price="12.00",
            brand="Potter",
            add_category_ids=[str(garden.id)],
            remove_category_ids=[str(kitchen.id)],
            add_tags=["gift"],
            remove_tags=["BLUE"],
        ),
        of(jug, status="archived", published_until="2030-01-01T00:00:00Z"),
    )

    assert (answer.status_code, answer.json()["changed"]) == (200, 2), answer.text
    after, archived = await stored(db, mug), await stored(db, jug)
    assert (after.brand, after.tags, after.category_ids) == (
        "Potter",
        ("gift", "tea"),
        (garden.id,),
    )
    assert (archived.status, archived.published_until is not None) == ("archived", True)
    page = (await client.get(f"{PRODUCTS}/{mug.id}")).json()
    assert (page["price"], page["brand_slug"]) == ("12.00", "potter")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"product_id": str(ids.new())}, "product_not_found"),
        ({"version": 7}, "product_changed_meanwhile"),
        ({"add_category_ids": [str(ids.new())]}, "unknown_category"),
        ({"price": "5.00", "compare_at_price": "4.00"}, "invalid_price"),
        ({"variant_id": str(ids.new()), "price": "5.00"}, "variant_not_found"),
    ],
)
@pytest.mark.parametrize("policy", ["reject_all", "skip_failed"])
async def test_what_cannot_be_done_is_told_and_keeps_the_others_out_or_not(
    client: httpx2.AsyncClient,
    admin: Person,
    works: Works,
    db: AsyncConnection,
    policy: str,
    fault: dict[str, Any],
    code: str,
) -> None:
    mug, jug = await make_product(works, "mug"), await make_product(works, "jug")

    answer = await change(
        client, admin, of(mug, brand="Potter"), of(jug, brand="Potter") | fault, policy=policy
    )

    told = answer.json()["results"][1]
    assert answer.status_code == (409 if policy == "reject_all" else 200)
    assert (told["index"], told["effect"], told["code"]) == (1, "failed", code)
    assert (await stored(db, mug)).brand == ("" if policy == "reject_all" else "Potter")
    assert (await stored(db, jug)).brand == ""


async def test_one_of_several_variants_is_priced_by_its_id(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    sizes = (variant("s", "S", prices=euros("5.00")), variant("m", "M", prices=euros("6.00")))
    socks = await make_product(works, "socks", options=("Size",), variants=sizes)

    unclear = await change(client, admin, of(socks, price="7.00"), policy="skip_failed")
    named = await change(
        client, admin, of(socks, price="7.00", variant_id=str(socks.variants[1].id))
    )

    assert unclear.json()["results"][0]["code"] == "name_the_variants"
    assert named.json()["changed"] == 1
    page = (await client.get(f"{PRODUCTS}/{socks.id}")).json()
    assert [each["price"] for each in page["variants"]] == ["5.00", "7.00"]


async def test_all_prices_of_a_product_rise_by_a_percentage_from_what_they_are_without_discounts(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    sizes = (
        variant("s", "S", prices=euros("5.05", "5.50")),
        variant("m", "M", prices=euros("6.00")),
    )
    socks = await make_product(works, "socks", options=("Size",), variants=sizes)
    await make_discount(works, socks.id, Scope.PRODUCT)

    raised = await change(client, admin, of(socks, price_percent=10))

    page = (await client.get(f"{PRODUCTS}/{socks.id}")).json()
    assert raised.json()["changed"] == 1, raised.text
    # 5.555 is rounded to the even cent; a fifth is off both. 5.50 is no price to compare 5.56 with.
    assert [(each["price"], each["compare_at_price"]) for each in page["variants"]] == [
        ("4.45", "5.56"),
        ("5.28", "6.60"),
    ]


async def test_a_percentage_counts_once_however_often_it_is_sent(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    mug = await make_product(works, "mug")
    body, key = {"operations": [of(mug, price_percent=10)]}, {"idempotency-key": "spring-prices"}

    first, second = [
        await client.post(BULK, json=body, headers=admin.headers | key) for _ in range(2)
    ]

    page = (await client.get(f"{PRODUCTS}/{mug.id}")).json()
    assert (first.json(), second.headers["idempotency-replayed"]) == (second.json(), "true")
    assert page["price"] == "11.00"


async def test_a_percentage_makes_nothing_free_that_costs_something(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    pins = await make_product(works, "pins", variants=(variant("pin", prices=euros("0.04")),))
    gift = await make_product(works, "gift", variants=(variant("gift", prices=euros("0.00")),))

    await change(client, admin, of(pins, price_percent=-90), of(gift, price_percent=-90))

    prices = [(await client.get(f"{PRODUCTS}/{each.id}")).json()["price"] for each in (pins, gift)]
    assert prices == ["0.01", "0.00"]


@pytest.mark.parametrize("percent", [-91, 401, 0.5])
async def test_a_percentage_beyond_reason_changes_nothing(
    client: httpx2.AsyncClient, admin: Person, works: Works, percent: float
) -> None:
    mug = await make_product(works, "mug")

    refused = await change(client, admin, of(mug, price_percent=percent))

    page = (await client.get(f"{PRODUCTS}/{mug.id}")).json()
    assert (refused.status_code, page["price"]) == (422, "10.00")


async def test_a_product_is_named_once(
    client: httpx2.AsyncClient, admin: Person, works: Works, db: AsyncConnection
) -> None:
    mug = await make_product(works, "mug")

    answer = await change(
        client, admin, of(mug, brand="A"), of(mug, brand="B"), policy="skip_failed"
    )

    assert [each["code"] for each in answer.json()["results"]] == ["", "named_twice"]
    assert (await stored(db, mug)).brand == "A"


async def test_a_bulk_edit_costs_as_much_for_thirty_products_as_for_five(
    client: httpx2.AsyncClient, admin: Person, services: Services
) -> None:
    made = [await make_product(services.works, f"mug-{number}") for number in range(41)]

    async def cost(products: list[Product], brand: str) -> int:
        operations = [of(each, brand=brand, price="11.00", add_tags=[brand]) for each in products]
        with counted(services.works.engine) as sent:
            answer = await change(client, admin, *operations)
        assert answer.json()["changed"] == len(products)
        return len(sent)

    _ = await cost(made[:1], "warm")
    assert await cost(made[6:], "b") <= await cost(made[1:6], "c") + 2


async def test_who_is_killed_meanwhile_has_changed_nothing(
    database_url: str, works: Works, db: AsyncConnection
) -> None:
    mug, jug = await make_product(works, "mug"), await make_product(works, "jug")

    process = _forks.Process(target=dying.run, args=(database_url, START, [mug.id, jug.id]))
    process.start()
    await anyio.to_thread.run_sync(process.join)

    assert process.exitcode == -signal.SIGKILL
    assert ((await stored(db, mug)).brand, (await stored(db, jug)).brand) == ("", "")


async def test_vendors_and_customers_change_nothing_in_bulk(
    client: httpx2.AsyncClient, vendor: Person, customer: Person, works: Works, db: AsyncConnection
) -> None:
    mug = await make_product(works, "mug")

    answers = [await change(client, who, of(mug, brand="A")) for who in (vendor, customer)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (await stored(db, mug)).brand == ""


async def test_products_stand_beside_each_other_as_cards_in_order(
    client: httpx2.AsyncClient, admin: Person, services: Services
) -> None:
    works = services.works
    mug, jug, cup = [await make_product(works, each) for each in ("mug", "jug", "cup")]
    plan = await make_product(works, "plan", status="draft")
    path = f"{PRODUCTS}/{mug.id}"
    body = {"upsell": [str(cup.id), str(jug.id), str(plan.id)], "accessory": [str(jug.id)]}

    answer = await client.put(f"{path}/related", json=body, headers=admin.headers)
    with counted(services.works.engine) as sent:
        shown = await client.get(path)
    await client.patch(f"{PRODUCTS}/{cup.id}", json={"price": "3.00"}, headers=admin.headers)
    later = await client.get(path)

    beside = shown.json()["related"]
    assert answer.status_code == 200
    assert [each["slug"] for each in beside["upsell"]] == ["cup", "jug"]
    assert [each["slug"] for each in beside["accessory"]] == ["jug"]
    assert len(sent) == 2
    assert later.json()["related"]["upsell"][0]["price"] == "3.00"
    assert later.headers["etag"] != shown.headers["etag"]
    less = await client.put(f"{path}/related", json={"upsell": []}, headers=admin.headers)
    assert list(less.json()["related"]) == ["accessory"]


@pytest.mark.parametrize("wrong", ["itself", "strange", "twice"])
async def test_what_cannot_stand_beside_a_product_is_refused(
    client: httpx2.AsyncClient, admin: Person, works: Works, wrong: str
) -> None:
    mug, jug = await make_product(works, "mug"), await make_product(works, "jug")
    listed: dict[str, list[UUID]] = {
        "itself": [mug.id],
        "strange": [ids.new()],
        "twice": [jug.id, jug.id],
    }
    path = f"{PRODUCTS}/{mug.id}"

    answer = await client.put(
        f"{path}/related", json={"related": list(map(str, listed[wrong]))}, headers=admin.headers
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_product")
    assert (await client.get(path)).json()["related"] == {}


async def test_a_deleted_product_comes_back_as_a_draft(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    mug = await make_product(works, "mug")
    await client.delete(f"{PRODUCTS}/{mug.id}", headers=admin.headers)
    await make_product(works, "mug", variants=(variant("other"),))
    removed = await client.get("/api/v1/admin/products/removed", headers=admin.headers)
    path = f"/api/v1/admin/products/{mug.id}/restore"

    back = await client.post(path, headers=admin.headers)
    again = await client.post(path, headers=admin.headers)

    assert [each["id"] for each in removed.json()["items"]] == [str(mug.id)]
    told = back.json()
    assert (back.status_code, told["status"], told["slug"]) == (200, "draft", "mug-2")
    assert [each["sku"] for each in told["variants"]] == ["mug-1"]
    assert again.status_code == 404
    shown = await client.patch(
        f"{PRODUCTS}/{mug.id}", json={"status": "published"}, headers=admin.headers
    )
    assert (shown.json()["price"], shown.json()["in_stock"]) == ("10.00", True)


async def test_a_product_whose_sku_another_has_now_stays_away(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    mug = await make_product(works, "mug")
    await client.delete(f"{PRODUCTS}/{mug.id}", headers=admin.headers)
    await make_product(works, "cup", variants=(variant("mug-1"),))

    back = await client.post(f"/api/v1/admin/products/{mug.id}/restore", headers=admin.headers)

    assert (back.status_code, back.json()["code"]) == (409, "sku_taken")
    assert (await client.get(f"{PRODUCTS}/{mug.id}", headers=admin.headers)).status_code == 404
