"""The editor of a product: its words, its state, its related ones, and what becomes of two who edit at once."""

import httpx2
import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from tests.faces.backoffice.test_products import ESCAPED, LIST, PROBE, stored
from tests.support.desk import Clerk, Fields, at_the_desk, form_of
from tests.support.goods import make_category, make_product
from tests.support.people import Person
from tests.support.roles import person_with

pytestmark = pytest.mark.anyio
NEW = f"{LIST}/new"


async def test_a_product_is_made_with_all_that_its_form_takes(
    clerk: Clerk, services: Services
) -> None:
    kitchen = await make_category(services.works, "Kitchen")

    done = await clerk.send(
        NEW,
        NEW,
        title="Stoneware mug",
        description="Holds 350 ml.",
        price="18.50",
        sku="MUG-1",
        stock_quantity="7",
        weight_grams="380",
        barcode="4006381333931",
        brand="Potter",
        product_type="Mugs",
        tags="tea, gift, tea",
        category_id=str(kitchen.id),
        attribute_name=["Capacity", ""],
        attribute_value=["350 ml", ""],
        slug="stone-mug",
        seo_title="A mug",
        seo_description="For every day.",
        status="published",
        published_from="2020-01-31T12:00",
        most_per_order="4",
    )
    page = await clerk.follow(done)

    made = (await clerk.look(done.headers["location"].replace("/admin", "/api/v1"))).json()
    assert page.status_code == 200
    assert made["description"] == "Holds 350 ml."
    assert made["variants"][0] | {"id": ""} == made["variants"][0] | {
        "id": "",
        "sku": "MUG-1",
        "price": "18.50",
        "weight_grams": 380,
        "barcode": "4006381333931",
        "in_stock": True,
    }
    assert [made[each] for each in ("title", "slug", "brand", "product_type", "status")] == [
        *("Stoneware mug", "stone-mug", "Potter", "Mugs", "published")
    ]
    assert (made["tags"], made["attributes"]) == (["gift", "tea"], {"Capacity": "350 ml"})
    assert [each["name"] for each in made["categories"]] == ["Kitchen"]
    assert (made["seo_title"], made["seo_description"]) == ("A mug", "For every day.")
    assert (made["published_from"], made["most_per_order"]) == ("2020-01-31T12:00:00.000Z", 4)


async def test_what_is_refused_is_shown_again_as_it_was_typed(
    clerk: Clerk, services: Services
) -> None:
    kitchen = await make_category(services.works, "Kitchen")
    given: Fields = {
        "title": PROBE,
        "price": "cheap",
        "attribute_name": ["Colour"],
        "attribute_value": [PROBE],
        "category_id": str(kitchen.id),
    }

    refused = await clerk.send(NEW, NEW, **given)
    again = form_of(refused.text, NEW)

    assert refused.status_code == 422
    assert (again["title"], again["price"], again["category_id"]) == (
        *(PROBE, "cheap", str(kitchen.id)),
    )
    assert again["attribute_value"] == [PROBE, ""]
    assert 'aria-invalid="true"' in refused.text
    assert "<script>alert" not in refused.text
    assert "no product like that" in (await clerk.look(LIST, status="draft")).text


async def test_the_form_of_a_product_changes_what_was_changed_and_nothing_else(
    clerk: Clerk, services: Services
) -> None:
    kitchen = await make_category(services.works, "Kitchen")
    mug = await make_product(
        services.works,
        "mug",
        description="<p>First.</p>\n<p>Second.</p>",
        tags=("gift", "Tea"),
        attributes=(("Colour", "Red"),),
        category=kitchen,
    )
    page = f"{LIST}/{mug.id}"

    unchanged = await clerk.follow(await clerk.send(page, page))
    before = await stored(services, mug)
    done = await clerk.send(page, page, title="Cup", seo_title="A cup")

    after = await stored(services, mug)
    assert "Nothing was changed." in unchanged.text
    assert before == mug
    assert done.status_code == 303
    assert (after.title, after.seo_title) == ("Cup", "A cup")
    assert (after.description, after.tags, after.attributes, after.category_ids) == (
        *(mug.description, mug.tags, mug.attributes, mug.category_ids),
    )


async def test_every_text_is_shown_as_text(clerk: Clerk, services: Services) -> None:
    category = await make_category(services.works, PROBE)
    mug = await make_product(
        services.works,
        "mug",
        title=PROBE,
        brand=PROBE,
        product_type=PROBE,
        seo_title=PROBE,
        seo_description=PROBE,
        tags=(PROBE,),
        attributes=((PROBE, PROBE),),
        category=category,
    )

    pages = [
        (await clerk.look(f"{LIST}/{mug.id}{each}")).text
        for each in ("", "/variants", "/pictures", "/related", "/prices")
    ]

    assert all(ESCAPED in page for page in pages)
    assert not any("<script>alert" in page for page in pages)
    assert form_of(pages[0], f"{LIST}/{mug.id}")["seo_title"] == PROBE


async def test_the_search_result_is_shown_as_it_would_look(
    clerk: Clerk, services: Services
) -> None:
    mug = await make_product(
        services.works, "mug", description=f"<p>{'Warm. ' * 60}</p>", seo_title="A mug"
    )

    page = (await clerk.look(f"{LIST}/{mug.id}")).text

    preview = page.partition("data-preview")[2].partition("</div>")[0]
    assert "<strong>A mug" in preview
    assert "/store/products/mug</cite>" in preview
    assert "Warm. Warm." in preview
    assert "…" in preview
    assert "&lt;p&gt;" not in preview


async def test_of_two_who_edit_at_once_the_second_is_told_and_overwrites_nothing(
    clerk: Clerk, services: Services
) -> None:
    mug = await make_product(services.works, "mug")
    page = f"{LIST}/{mug.id}"
    opened = form_of((await clerk.look(page)).text, page)

    first = await clerk.send(page, page, title="Cup")
    second = await clerk.browser.post(page, data={**opened, "title": "Beaker", "brand": "Potter"})
    typed = form_of(second.text, page)
    again = await clerk.browser.post(page, data=typed)

    after = await stored(services, mug)
    assert (first.status_code, second.status_code, again.status_code) == (303, 412, 412)
    assert (after.title, after.brand) == ("Cup", "")
    assert f'<a href="{page}">Look at it as it is now' in second.text
    assert typed["title"] == "Beaker"


@pytest.mark.parametrize("state", ["published", "archived", "draft"])
async def test_a_button_shows_hides_and_shelves(
    clerk: Clerk, services: Services, state: str
) -> None:
    mug = await make_product(services.works, "mug")
    page = f"{LIST}/{mug.id}"
    other = {"published": "draft", "archived": "draft", "draft": "archived"}[state]

    await clerk.send(page, f"{page}/state", status=other)
    done = await clerk.send(page, f"{page}/state", status=state)

    assert done.status_code == 303
    assert (await stored(services, mug)).status == state


async def test_an_unknown_state_is_refused(clerk: Clerk, services: Services) -> None:
    mug = await make_product(services.works, "mug")
    page = f"{LIST}/{mug.id}"

    refused = await clerk.send(page, f"{page}/state", status="exploded")

    assert refused.status_code == 422
    assert await stored(services, mug) == mug


async def test_products_are_put_beside_one_in_an_order_and_taken_away(
    clerk: Clerk, services: Services
) -> None:
    mug, jug, pot = [await make_product(services.works, each) for each in ("mug", "jug", "pot")]
    page = f"{LIST}/{mug.id}/related"

    async def beside() -> list[str]:
        shown = (await clerk.look(f"/api/v1/products/{mug.id}")).json()["related"]
        return [each["slug"] for each in shown.get("related", [])]

    both = "jug https://shop.test/store/products/pot"
    await clerk.send(page, page, **{"add.related": both})
    added = await beside()
    await clerk.send(page, page, **{f"at.related.{pot.id}": "1", f"at.related.{jug.id}": "2"})
    turned = await beside()
    await clerk.send(page, page, **{f"gone.related.{pot.id}": "on"})
    left = await beside()
    unknown = await clerk.send(page, page, **{"add.related": f"jug {PROBE.replace(' ', '')}"})

    assert (added, turned, left) == (["jug", "pot"], ["pot", "jug"], ["jug"])
    assert unknown.status_code == 422
    assert ESCAPED in unknown.text
    assert await beside() == ["jug"]


@pytest.mark.parametrize("name", ["mug", "00000000-0000-0000-0000-000000000000", "..%2Fcart"])
async def test_a_product_that_is_not_there_has_no_page(clerk: Clerk, name: str) -> None:
    pages = [await clerk.look(f"{LIST}/{name}{each}") for each in ("", "/variants", "/pictures")]

    assert [page.status_code for page in pages] == [404, 404, 404]


async def test_who_may_only_read_sees_the_product_and_changes_nothing(
    app: FastAPI, services: Services, client: httpx2.AsyncClient, admin: Person
) -> None:
    reader = await person_with(client, services, admin, "products:read")
    mug = await make_product(services.works, "mug")
    page = f"{LIST}/{mug.id}"

    async with at_the_desk(app, reader) as looking:
        shown = await looking.look(page)
        token = (await looking.look("/api/v1/auth/csrf")).json()["csrf_token"]
        form = {"csrf_token": token, "version": "1", "title": "Cup", "status": "archived"}
        refused = [
            (await looking.browser.post(f"{page}{each}", data=form)).status_code
            for each in ("", "/state", "/remove", "/variants", "/pictures", "/related")
        ]
        made = await looking.browser.post(NEW, data=form)
        opened = await looking.look(NEW)

    assert shown.status_code == 200
    assert '<button class="main">' not in shown.text
    assert f"{page}/remove" not in shown.text
    assert refused == [403] * 6
    assert (made.status_code, opened.status_code) == (403, 403)
    assert await stored(services, mug) == mug
