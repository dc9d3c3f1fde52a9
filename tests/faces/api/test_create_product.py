from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.modules.audit.models import AuditEntryRow
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.models import ProductRow
from shopwright.modules.inventory import queries as inventory
from tests.support.goods import make_category, make_product
from tests.support.people import Person

pytestmark = pytest.mark.anyio
PRODUCTS = "/api/v1/products"
MUG: dict[str, Any] = {"title": "Stoneware mug", "price": "14.50"}


async def _count(db: AsyncConnection) -> int:
    return int(await db.scalar(select(func.count()).select_from(ProductRow)) or 0)


async def test_the_simple_form_makes_a_product_with_one_variant(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    await make_category(works, "Kitchen")
    wanted = {
        "name": "Stoneware mug",
        "description": "Holds <b>tea</b>.<script>alert(1)</script>",
        "price": 14.5,
        "compare_at_price": "19.00",
        "stock_quantity": 3,
        "category": "Kitchen",
        "sku": "MUG-1",
        "tags": ["tea", "Tea"],
        "images": ["https://example.com/mug.jpg"],
    }

    answer = await client.post(PRODUCTS, json=wanted, headers=admin.headers)

    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{PRODUCTS}/{made['id']}"
    assert answer.headers["etag"].startswith('"1-')
    assert (made["title"], made["slug"], made["status"]) == (
        "Stoneware mug",
        "stoneware-mug",
        "published",
    )
    assert made["description"] == "Holds <b>tea</b>."
    assert (made["price"], made["compare_at_price"], made["currency"]) == ("14.50", "19.00", "EUR")
    assert [category["slug"] for category in made["categories"]] == ["kitchen"]
    assert (made["tags"], made["in_stock"]) == (["tea"], True)
    [only] = made["variants"]
    assert (only["sku"], only["price"], only["in_stock"]) == ("MUG-1", "14.50", True)
    assert (await client.get(f"{PRODUCTS}/stoneware-mug")).json() == made


async def test_staff_make_a_category_by_naming_it_once(
    client: httpx2.AsyncClient, admin: Person, db: AsyncConnection
) -> None:
    named = [{"title": title, "price": 1, "category": "Tea things"} for title in ("Cup", "Pot")]

    answers = [await client.post(PRODUCTS, json=each, headers=admin.headers) for each in named]

    filed = [each.json()["categories"] for each in answers]
    assert [(each["name"], each["slug"]) for [each] in filed] == [("Tea things", "tea-things")] * 2
    assert len(await catalog.categories(db)) == 1


async def test_who_may_not_make_categories_makes_none_by_naming_it(
    client: httpx2.AsyncClient, vendor: Person, db: AsyncConnection
) -> None:
    wanted = {"title": "Cup", "price": 1, "category": "Tea things"}

    answer = await client.post(PRODUCTS, json=wanted, headers=vendor.headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_category")
    assert await catalog.categories(db) == []
    assert await _count(db) == 0


@pytest.mark.parametrize("name", ["stock_quantity", "inventory_count"])
async def test_what_is_in_stock_has_two_names(
    client: httpx2.AsyncClient, admin: Person, db: AsyncConnection, name: str
) -> None:
    wanted = {"title": "Cup", "price": 1, name: 7}

    made = (await client.post(PRODUCTS, json=wanted, headers=admin.headers)).json()

    level = await inventory.level(db, UUID(made["variants"][0]["id"]))
    assert level is not None
    assert level.on_hand == 7


@pytest.mark.parametrize("prefix", ["seo", "meta"])
async def test_what_search_engines_read_has_two_names(
    client: httpx2.AsyncClient, admin: Person, prefix: str
) -> None:
    wanted = {"title": "Cup", "price": 1, f"{prefix}_title": "Cups", f"{prefix}_description": "All"}

    made = (await client.post(PRODUCTS, json=wanted, headers=admin.headers)).json()
    changed = await client.patch(
        f"{PRODUCTS}/{made['id']}", json={f"{prefix}_title": "Mugs"}, headers=admin.headers
    )

    assert (made["seo_title"], made["seo_description"]) == ("Cups", "All")
    assert (changed.json()["seo_title"], changed.json()["seo_description"]) == ("Mugs", "All")


async def test_the_full_form_makes_options_and_variants(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    wanted = {
        "title": "Linen shirt",
        "options": ["Size", {"name": "Colour"}],
        "price": "39.90",
        "variants": [
            {"sku": "S-W", "option_values": ["S", "White"], "stock_quantity": 2},
            {"sku": "M-W", "option_values": ["M", "White"], "price": "42.00"},
        ],
    }

    answer = await client.post(PRODUCTS, json=wanted, headers=admin.headers)

    made = answer.json()
    assert answer.status_code == 201
    assert made["options"] == [
        {"name": "Size", "values": ["S", "M"]},
        {"name": "Colour", "values": ["White"]},
    ]
    assert [(each["title"], each["price"], each["in_stock"]) for each in made["variants"]] == [
        ("S / White", "39.90", True),
        ("M / White", "42.00", False),
    ]
    assert made["price"] == "39.90"


async def test_a_slug_made_of_the_title_is_numbered_where_it_is_taken(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    slugs = [
        (await client.post(PRODUCTS, json=MUG, headers=admin.headers)).json()["slug"]
        for _ in range(3)
    ]

    assert slugs == ["stoneware-mug", "stoneware-mug-2", "stoneware-mug-3"]


async def test_a_vendor_owns_what_he_makes(client: httpx2.AsyncClient, vendor: Person) -> None:
    answer = await client.post(PRODUCTS, json=MUG, headers=vendor.headers)

    assert answer.status_code == 201
    assert answer.json()["vendor_id"] == str(vendor.user_id)


async def test_guests_and_customers_make_nothing(
    client: httpx2.AsyncClient, customer: Person, db: AsyncConnection
) -> None:
    guest = await client.post(PRODUCTS, json=MUG)
    shopper = await client.post(PRODUCTS, json=MUG, headers=customer.headers)

    assert (guest.status_code, shopper.status_code) == (401, 403)
    assert await _count(db) == 0


@pytest.mark.parametrize(
    "bad",
    [
        {"price": "-1.00"},
        {"price": "1.999"},
        {"price": "1e30"},
        {"price": 10**30},
        {"price": True},
        {"price": None},
        {"compare_at_price": "14.50"},
        {"currency": "QQQ"},
        {"currency": "eur"},
        {"title": ""},
        {"title": "   "},
        {"title": "a\0b"},
        {"title": "x" * 256},
        {"name": "Two names"},
        {"description": "a\u202eb"},
        {"category": "0199a000-0000-7000-8000-000000000000"},
        {"category_id": "0199a000-0000-7000-8000-000000000000"},
        {"category_id": "nonsense"},
        {"stock_quantity": -1},
        {"stock_quantity": 1.5},
        {"stock_quantity": "5"},
        {"stock_quantity": 10**30},
        {"weight_grams": -1},
        {"images": ["javascript:alert(1)"]},
        {"images": ["https://example.com/" + "x" * 2000]},
        {"tags": ["x"] * 101},
        {"sku": ""},
        {"slug": "Not A Slug"},
        {"status": "gone"},
        {"unknown": 1},
        {"variants": []},
        {"variants": [{"sku": "A"}, {"sku": "B"}]},
        {"options": ["Size"], "variants": [{"option_values": []}]},
        {"options": ["Size", "size"], "variants": [{"option_values": ["S", "M"]}]},
        {"variants": [{"sku": "A", "option_values": ["S"]}]},
        {
            "options": ["Size"],
            "variants": [
                {"sku": "A", "option_values": ["S"]},
                {"sku": "A", "option_values": ["M"]},
            ],
        },
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    client: httpx2.AsyncClient, admin: Person, db: AsyncConnection, bad: dict[str, Any]
) -> None:
    answer = await client.post(PRODUCTS, json=MUG | bad, headers=admin.headers)

    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert await _count(db) == 0


async def test_a_price_is_asked_for_unless_it_is_a_draft(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    refused = await client.post(PRODUCTS, json={"title": "Mug"}, headers=admin.headers)
    draft = await client.post(
        PRODUCTS, json={"title": "Mug", "status": "draft"}, headers=admin.headers
    )

    assert (refused.status_code, draft.status_code) == (422, 201)
    assert draft.json()["price"] is None
    assert (await client.get(f"{PRODUCTS}/mug")).status_code == 404
    assert (await client.get(f"{PRODUCTS}/mug", headers=admin.headers)).status_code == 200


@pytest.mark.parametrize(("taken", "code"), [("sku", "sku_taken"), ("slug", "slug_taken")])
async def test_skus_and_slugs_belong_to_one_product(
    client: httpx2.AsyncClient,
    admin: Person,
    works: Works,
    db: AsyncConnection,
    taken: str,
    code: str,
) -> None:
    await make_product(works, "mug")
    wanted = MUG | {"sku": {"sku": "mug-1"}, "slug": {"slug": "mug"}}[taken]

    answer = await client.post(PRODUCTS, json=wanted, headers=admin.headers)

    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert await _count(db) == 1


async def test_what_was_made_stands_in_the_audit_trail(
    client: httpx2.AsyncClient, admin: Person, db: AsyncConnection
) -> None:
    made = (await client.post(PRODUCTS, json=MUG, headers=admin.headers)).json()

    rows = await db.execute(
        select(AuditEntryRow.action, AuditEntryRow.actor).where(
            AuditEntryRow.action == "product.created"
        )
    )
    assert [tuple(row) for row in rows] == [("product.created", f"user:{admin.user_id}")]
    assert made["version"] == 1


async def test_what_is_wrong_with_a_payload_is_said_in_words(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    misspelt = {"title": "Mug", "prise": "4.00", "price": "-1", "images": [{}]}

    refused = await client.post(PRODUCTS, json=misspelt, headers=admin.headers)

    assert refused.status_code == 422
    told = {fault["pointer"]: fault["message"] for fault in refused.json()["errors"]}
    assert told["/prise"] == "There is no field of that name."
    assert told["/price"] == "an amount is not negative"
    assert [said for where, said in told.items() if where.endswith("/url")] == ["This is required."]
    assert (await client.get(PRODUCTS)).json()["items"] == []


async def test_a_body_that_is_not_json_is_said_where_it_breaks(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    headers = admin.headers | {"content-type": "application/json"}

    refused = await client.post(PRODUCTS, content=b'{"title": "Mug', headers=headers)

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (400, "invalid_json")
    assert (
        problem["detail"] == "The body is not JSON: Unterminated string starting at (character 10)."
    )
    assert "errors" not in problem


async def test_one_request_brings_prices_in_several_currencies(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    others = [
        {"currency": "JPY", "price": "1500", "compare_at_price": "1900"},
        {"currency": "USD", "price": "11.00"},
    ]

    made = (
        await client.post(PRODUCTS, json=MUG | {"prices": others}, headers=admin.headers)
    ).json()
    patch = {"prices": [{"currency": "USD", "price": "12.00"}]}
    changed = await client.patch(f"{PRODUCTS}/{made['id']}", json=patch, headers=admin.headers)
    twice = await client.patch(
        f"{PRODUCTS}/{made['id']}", json={"prices": [*others, *others]}, headers=admin.headers
    )

    def prices(product: dict[str, Any]) -> list[tuple[str, str, str | None]]:
        listed = product["variants"][0]["prices"]
        return [(each["currency"], each["price"], each["compare_at_price"]) for each in listed]

    euro = ("EUR", made["price"], None)
    assert prices(made) == [euro, ("JPY", "1500", "1900"), ("USD", "11.00", None)]
    assert prices(changed.json()) == [euro, ("JPY", "1500", "1900"), ("USD", "12.00", None)]
    assert twice.status_code == 422
