"""The list of products: what it shows, finds, changes for many at once, and brings back."""

import httpx2
import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import RecordStatus
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import Product
from tests.support.desk import Clerk, at_the_desk
from tests.support.goods import euros, make_category, make_product, variant
from tests.support.people import Person, actor_of
from tests.support.roles import person_with

pytestmark = pytest.mark.anyio
LIST = "/admin/products"
BULK, REMOVED = f"{LIST}/bulk", f"{LIST}/removed"
PROBE = "<script>alert(1)</script>'\"&"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


async def stored(services: Services, product: Product) -> Product:
    async with services.works.reading() as db:
        found = await catalog.product(db, product.id)
    assert found is not None
    return found


async def test_products_are_listed_by_their_state_and_found_by_filters(
    clerk: Clerk, services: Services
) -> None:
    kitchen = await make_category(services.works, "Kitchen")
    await make_product(services.works, "mug", category=kitchen, brand="Potter", tags=("tea",))
    await make_product(services.works, "lamp")
    await make_product(services.works, "idea", status=RecordStatus.DRAFT)

    async def names(**query: str) -> list[str]:
        page = await clerk.look(LIST, **query)
        assert page.status_code == 200, page.text
        return [name for name in ("Mug", "Lamp", "Idea") if f">{name}</a>" in page.text]

    assert await names() == ["Mug", "Lamp"]
    assert await names(status="draft") == ["Idea"]
    assert await names(q="mug") == ["Mug"]
    assert await names(category=str(kitchen.id)) == ["Mug"]
    assert await names(brand="Potter") == ["Mug"]
    assert await names(tag="tea", in_stock="true") == ["Mug"]
    assert "no product like that" in (await clerk.look(LIST, q="zeppelin")).text


async def test_a_filter_that_makes_no_sense_is_told(clerk: Clerk) -> None:
    page = await clerk.look(LIST, sort="colour")

    assert page.status_code == 422
    assert 'role="alert"' in page.text


async def test_texts_are_shown_as_texts(clerk: Clerk, services: Services) -> None:
    await make_product(services.works, "mug", title=PROBE, brand=PROBE, tags=(PROBE,))

    page = await clerk.look(LIST, q="script", tag=PROBE, brand=PROBE)

    assert page.text.count(ESCAPED) >= 4
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"action": "archive"}, "status", "archived"),
        ({"action": "draft"}, "status", "draft"),
        ({"action": "add_tags", "words": "tea, gift"}, "tags", ("gift", "old", "tea")),
        ({"action": "remove_tags", "words": "OLD"}, "tags", ()),
        ({"action": "brand", "words": "Potter"}, "brand", "Potter"),
    ],
)
async def test_what_is_ticked_is_changed_and_nothing_else(
    clerk: Clerk, services: Services, fields: dict[str, str], name: str, value: object
) -> None:
    mug, jug, pot = [
        await make_product(services.works, each, tags=("old",)) for each in ("mug", "jug", "pot")
    ]

    done = await clerk.send(LIST, BULK, product_id=[str(mug.id), str(jug.id)], **fields)
    page = await clerk.follow(done)

    assert "2 changed, 0 were so already." in page.text
    assert [getattr(await stored(services, each), name) for each in (mug, jug)] == [value, value]
    assert await stored(services, pot) == pot


async def test_ticked_products_get_into_a_category_and_out_of_it(
    clerk: Clerk, services: Services
) -> None:
    kitchen = await make_category(services.works, "Kitchen")
    mug = await make_product(services.works, "mug")
    chosen = {"product_id": str(mug.id), "category_id": str(kitchen.id)}

    await clerk.send(LIST, BULK, action="add_category", **chosen)
    filed = (await stored(services, mug)).category_ids
    await clerk.send(LIST, BULK, action="remove_category", **chosen)

    assert (filed, (await stored(services, mug)).category_ids) == ((kitchen.id,), ())


async def test_prices_move_by_per_cent(clerk: Clerk, services: Services) -> None:
    mug = await make_product(
        services.works, "mug", variants=(variant("m", prices=euros("10.00", "12.00")),)
    )

    done = await clerk.send(LIST, BULK, product_id=str(mug.id), action="percent", percent="-10")

    page = (await clerk.look(f"/api/v1/products/{mug.id}")).json()
    assert done.status_code == 303
    assert (page["price"], page["compare_at_price"]) == ("9.00", "12.00")


@pytest.mark.parametrize(
    "fields",
    [
        {"action": ""},
        {"action": "explode"},
        {"action": "percent", "percent": ""},
        {"action": "percent", "percent": "half"},
        {"action": "add_tags", "words": " , "},
        {"action": "archive", "product_id": []},
    ],
)
async def test_what_cannot_be_meant_is_told_and_changes_nothing(
    clerk: Clerk, services: Services, fields: dict[str, str | list[str]]
) -> None:
    mug = await make_product(services.works, "mug")

    refused = await clerk.send(LIST, BULK, **({"product_id": str(mug.id)} | fields))

    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert await stored(services, mug) == mug


async def test_what_failed_is_told_beside_what_was_done(clerk: Clerk, services: Services) -> None:
    mug, jug = [await make_product(services.works, each) for each in ("mug", "jug")]
    gone = str(jug.id).replace(str(jug.id)[-4:], "0000")

    done = await clerk.send(LIST, BULK, product_id=[str(mug.id), gone], action="archive")

    page = await clerk.follow(done)
    assert "1 changed, 0 were so already. 1 could not be changed:" in page.text
    assert (await stored(services, mug)).status == "archived"


async def test_after_a_change_one_is_back_where_one_was_and_never_elsewhere(
    clerk: Clerk, services: Services
) -> None:
    mug = await make_product(services.works, "mug")
    given = {"product_id": str(mug.id), "action": "add_tags", "words": "tea"}

    done = await clerk.send(f"{LIST}?q=mug&status=published", BULK, **given)
    turned = await clerk.send(LIST, BULK, back="https://elsewhere.example/", **given)

    assert done.headers["location"] == f"{LIST}?q=mug&status=published"
    assert turned.headers["location"] == LIST


async def test_a_removed_product_comes_back_as_a_draft(clerk: Clerk, services: Services) -> None:
    mug = await make_product(services.works, "mug", title=PROBE)
    page = f"{LIST}/{mug.id}"

    await clerk.send(page, f"{page}/remove")
    gone = await clerk.look(REMOVED)
    done = await clerk.send(REMOVED, f"{REMOVED}/{mug.id}/restore")

    assert ESCAPED in gone.text
    assert done.headers["location"] == page
    assert (await stored(services, mug)).status == "draft"


async def test_who_may_only_read_is_offered_no_change_and_gets_none(
    app: FastAPI, services: Services, client: httpx2.AsyncClient, admin: Person
) -> None:
    reader = await person_with(client, services, admin, "products:read")
    mug = await make_product(services.works, "mug")

    async with at_the_desk(app, reader) as looking:
        page = await looking.look(LIST)
        token = (await looking.look("/api/v1/auth/csrf")).json()["csrf_token"]
        given = {"product_id": str(mug.id), "action": "archive", "csrf_token": token}
        refused = await looking.browser.post(BULK, data=given)

    assert page.status_code == 200
    for offer in (BULK, "With the ticked", "New product", "Import and export"):
        assert offer not in page.text
    assert refused.status_code == 403
    assert await stored(services, mug) == mug


async def test_a_vendor_sees_his_own_alone_and_the_shops_list_is_closed_to_him(
    seller: Clerk, services: Services, vendor: Person
) -> None:
    actor = await actor_of(services, vendor)
    await make_product(services.works, "tea", actor=actor)
    await make_product(services.works, "rum")

    own = await seller.look("/admin/own/products")
    shops = [(await seller.look(each)).status_code for each in (LIST, REMOVED)]

    assert ">Tea</a>" in own.text
    assert ">Rum</a>" not in own.text
    assert "With the ticked" not in own.text
    assert shops == [403, 403]
