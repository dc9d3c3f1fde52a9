from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.work import Works
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import Product
from shopwright.modules.inventory import queries as inventory
from tests.support.goods import euros, make_category, make_product, variant
from tests.support.people import Person, actor_of, make_vendor

pytestmark = pytest.mark.anyio


def _at(product: Product) -> str:
    return f"/api/v1/products/{product.id}"


async def _mug(works: Works, **fields: Any) -> Product:
    mug = variant("mug-1", prices=euros("10.00", "15.00"))
    return await make_product(works, "mug", variants=(mug,), tags=("tea",), **fields)


async def test_a_patch_changes_what_it_names_and_leaves_the_rest(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    mug = await _mug(works, description="Blue")

    answer = await client.patch(_at(mug), json={"title": "Cup"}, headers=admin.headers)

    changed = answer.json()
    assert answer.status_code == 200
    assert (changed["title"], changed["description"], changed["tags"]) == ("Cup", "Blue", ["tea"])
    assert (changed["price"], changed["compare_at_price"], changed["version"]) == (
        "10.00",
        "15.00",
        2,
    )
    assert changed["variants"][0]["id"] == str(mug.variants[0].id)


@pytest.mark.parametrize(
    ("patch", "price", "compare_at"),
    [
        ({"price": "12.00"}, "12.00", "15.00"),
        ({"price": "15.00"}, "15.00", None),
        ({"price": "12.00", "compare_at_price": "13.00"}, "12.00", "13.00"),
        ({"compare_at_price": None}, "10.00", None),
        ({"compare_at_price": "20.00"}, "10.00", "20.00"),
    ],
)
async def test_a_patch_moves_the_price_of_an_only_variant(
    client: httpx2.AsyncClient,
    admin: Person,
    works: Works,
    patch: dict[str, Any],
    price: str,
    compare_at: str | None,
) -> None:
    mug = await _mug(works)

    changed = (await client.patch(_at(mug), json=patch, headers=admin.headers)).json()

    assert (changed["price"], changed["compare_at_price"]) == (price, compare_at)


async def test_a_patch_in_another_currency_adds_a_price(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    mug = await _mug(works)
    patch = {"price": "1200", "currency": "JPY"}

    changed = (await client.patch(_at(mug), json=patch, headers=admin.headers)).json()

    assert [(each["price"], each["currency"]) for each in changed["variants"][0]["prices"]] == [
        ("10.00", "EUR"),
        ("1200", "JPY"),
    ]


async def test_a_patch_of_stock_and_sku_reaches_the_only_variant(
    client: httpx2.AsyncClient, admin: Person, works: Works, db: AsyncConnection
) -> None:
    mug = await _mug(works)
    patch = {"stock_quantity": 0, "sku": "NEW", "backorder": True}

    changed = (await client.patch(_at(mug), json=patch, headers=admin.headers)).json()

    level = await inventory.level(db, mug.variants[0].id)
    assert changed["variants"][0]["sku"] == "NEW"
    assert changed["in_stock"] is True
    assert level is not None
    assert (level.on_hand, level.backorder) == (0, True)


async def test_a_price_for_one_of_several_variants_has_to_name_it(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    socks = await make_product(
        works, "socks", options=("Size",), variants=(variant("a", "S"), variant("b", "M"))
    )

    answer = await client.patch(_at(socks), json={"price": "1.00"}, headers=admin.headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "name_the_variants")


async def test_a_put_makes_the_product_be_what_is_sent(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    kitchen = await make_category(works, "Kitchen")
    mug = await _mug(works, category=kitchen, description="Blue")

    answer = await client.put(
        _at(mug), json={"title": "Cup", "price": "9.00"}, headers=admin.headers
    )

    changed = answer.json()
    assert answer.status_code == 200
    assert (changed["title"], changed["description"], changed["tags"]) == ("Cup", "", [])
    assert (changed["categories"], changed["slug"]) == ([], "mug")
    assert changed["variants"][0]["id"] == str(mug.variants[0].id)


async def test_variants_are_replaced_by_those_that_are_sent(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    small, medium = variant("a", "S"), variant("b", "M")
    socks = await make_product(works, "socks", options=("Size",), variants=(small, medium))
    patch = {
        "variants": [
            {"id": str(socks.variants[1].id), "option_values": ["Medium"], "price": "5.00"},
            {"sku": "c", "option_values": ["L"], "price": "6.00", "stock_quantity": 1},
        ]
    }

    changed = (await client.patch(_at(socks), json=patch, headers=admin.headers)).json()

    assert [(each["sku"], each["option_values"]) for each in changed["variants"]] == [
        ("b", ["Medium"]),
        ("c", ["L"]),
    ]
    assert changed["variants"][0]["id"] == str(socks.variants[1].id)


async def test_a_patch_that_says_nothing_new_changes_nothing(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    mug = await _mug(works)
    before = await client.get(_at(mug), headers=admin.headers)

    patch = {"title": "Mug", "price": "10.00", "tags": ["tea"]}
    answer = await client.patch(_at(mug), json=patch, headers=admin.headers)

    assert answer.headers["etag"] == before.headers["etag"]


async def test_a_stale_edit_is_refused_and_a_fresh_one_is_not(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    mug = await _mug(works)
    seen = (await client.get(_at(mug))).headers["etag"]
    headers = admin.headers | {"if-match": seen}

    first = await client.patch(_at(mug), json={"title": "Cup"}, headers=headers)
    second = await client.patch(_at(mug), json={"title": "Jug"}, headers=headers)
    third = await client.delete(_at(mug), headers=headers)
    strange = await client.put(
        _at(mug), json={"title": "Jug", "price": "1"}, headers=headers | {"if-match": '"x"'}
    )

    assert [each.status_code for each in (first, second, third, strange)] == [200, 412, 412, 412]
    assert second.json()["code"] == "product_changed_meanwhile"
    assert (await client.get(_at(mug))).json()["title"] == "Cup"


async def test_a_former_slug_leads_to_the_new_one(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    mug = await _mug(works)

    await client.patch(_at(mug), json={"slug": "cup"}, headers=admin.headers)
    moved = await client.get("/api/v1/products/mug")

    assert (moved.status_code, moved.headers["location"]) == (301, "/api/v1/products/cup")
    assert (await client.get("/api/v1/products/cup")).json()["id"] == str(mug.id)


@pytest.mark.parametrize(
    "bad",
    [
        {"price": "-1"},
        {"price": "1.001"},
        {"compare_at_price": "5.00"},
        {"title": "\0"},
        {"category": "0199a000-0000-7000-8000-000000000000"},
        {"stock_quantity": -1},
        {"variants": [{"option_values": ["S"]}]},
        {"surprise": True},
    ],
)
async def test_a_bad_patch_changes_nothing(
    client: httpx2.AsyncClient,
    admin: Person,
    works: Works,
    db: AsyncConnection,
    bad: dict[str, Any],
) -> None:
    mug = await _mug(works)

    answer = await client.patch(_at(mug), json={"brand": "B"} | bad, headers=admin.headers)

    assert answer.status_code == 422, answer.text
    assert await catalog.product(db, mug.id) == mug


async def test_a_foreign_product_is_nobodys_business(
    client: httpx2.AsyncClient,
    vendor: Person,
    works: Works,
    services: Services,
    db: AsyncConnection,
) -> None:
    other = await make_vendor(services)
    foreign = await _mug(works, actor=await actor_of(services, other), status="draft")

    patched = await client.patch(_at(foreign), json={"title": "Mine"}, headers=vendor.headers)
    removed = await client.delete(_at(foreign), headers=vendor.headers)
    own = await client.patch(_at(foreign), json={"title": "Ours"}, headers=other.headers)

    assert (patched.status_code, removed.status_code, own.status_code) == (404, 404, 200)
    found = await catalog.product(db, foreign.id)
    assert found is not None
    assert (found.title, found.owner_id) == ("Ours", other.user_id)


async def test_a_removed_product_is_gone_for_everybody_but_its_slug_is_free(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    mug = await _mug(works)

    removed = await client.delete(_at(mug), headers=admin.headers)
    again = await client.delete(_at(mug), headers=admin.headers)
    made = await client.post(
        "/api/v1/products",
        json={"title": "Mug", "slug": "mug", "sku": "mug-1", "price": "1"},
        headers=admin.headers,
    )

    assert (removed.status_code, removed.content, again.status_code) == (204, b"", 404)
    assert (await client.get(_at(mug), headers=admin.headers)).status_code == 404
    assert made.status_code == 201


async def test_customers_and_guests_change_nothing(
    client: httpx2.AsyncClient, customer: Person, works: Works
) -> None:
    mug = await _mug(works)

    answers = [
        await client.patch(_at(mug), json={"title": "X"}),
        await client.patch(_at(mug), json={"title": "X"}, headers=customer.headers),
        await client.delete(_at(mug), headers=customer.headers),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 403]
    assert (await client.get(_at(mug))).json()["title"] == "Mug"
