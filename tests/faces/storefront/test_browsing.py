"""Looking around in the storefront: what is there is shown, escaped, in the reader's language."""

import json
import re
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from shopwright.faces.pages.words import translations
from shopwright.faces.services import Services
from shopwright.faces.storefront.page import SITE
from shopwright.main import create_app
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import CategoryDraft
from tests.support.goods import MERCHANT, make_category, make_product, variant

pytestmark = pytest.mark.anyio
NASTY = "<script>alert(1)</script>'\"&"


async def test_the_front_page_shows_categories_and_what_is_new(
    client: httpx2.AsyncClient, services: Services
) -> None:
    kitchen = await make_category(services.works, "Kitchen")
    await make_product(services.works, "kettle", category=kitchen)

    page = await client.get("/store")

    assert page.status_code == 200
    assert '<a href="/store/categories/kitchen">Kitchen</a>' in page.text
    assert '<a href="/store/products/kettle">' in page.text
    assert "€10.00" in page.text


async def test_what_merchants_and_customers_write_is_shown_as_text(
    client: httpx2.AsyncClient, services: Services
) -> None:
    category = await make_category(services.works, f"Odd {NASTY}")
    await make_product(
        services.works,
        "odd",
        category=category,
        title=f"Mug {NASTY}",
        brand=f"Brand {NASTY}",
        attributes={f"Name {NASTY}": f"Value {NASTY}"},
        seo_title=f"Title {NASTY}",
        seo_description=f"Words {NASTY}",
    )

    pages = [
        await client.get(address)
        for address in (
            "/store",
            "/store/products/odd",
            f"/store/categories/{category.slug}",
            f"/store/search?q={NASTY}",
            f"/store/suggestions?q=Mug {NASTY}",
            f"/store/sign-in?next={NASTY}",
        )
    ]

    assert [page.status_code for page in pages] == [200] * 6
    for page in pages:
        assert "<script>alert" not in page.text
        assert "alert(1)</script>" not in page.text


async def test_a_list_is_narrowed_by_the_addresses_that_it_offers(
    client: httpx2.AsyncClient, services: Services
) -> None:
    kitchen = await make_category(services.works, "Kitchen")
    await make_product(services.works, "kettle", category=kitchen, brand="Kilnhouse")
    await make_product(services.works, "mug", category=kitchen, brand="Potter")
    whole = await client.get("/store/categories/kitchen")
    [narrower] = re.findall(r'<a href="([^"]*brand=Potter)"', whole.text)

    page = await client.get(narrower)

    assert "/store/products/kettle" in whole.text
    assert "/store/products/mug" in page.text
    assert "/store/products/kettle" not in page.text
    assert 'aria-current="true" rel="nofollow">Potter' in page.text
    assert '<meta name="robots" content="noindex, follow">' in page.text


async def test_a_page_of_a_product_tells_search_engines_its_offers(
    client: httpx2.AsyncClient, services: Services
) -> None:
    made = await make_product(
        services.works,
        "mug",
        options=("Colour",),
        variants=(variant("M-1", "Blue"), variant("M-2", "</script>", stock=0)),
    )

    page = await client.get("/store/products/mug")

    told = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    facts, crumbs = (json.loads(each) for each in told)
    assert [each["price"] for each in facts["offers"]] == ["10.00", "10.00"]
    assert [each["availability"][-10:] for each in facts["offers"]] == ["rg/InStock", "OutOfStock"]
    assert crumbs["itemListElement"][-1]["name"] == "Mug"
    assert f'name="variant_id" value="{made.variants[0].id}"' in page.text


async def test_an_old_slug_leads_to_the_new_one(
    client: httpx2.AsyncClient, services: Services
) -> None:
    category = await make_category(services.works, "Kitchen")
    async with services.works(MERCHANT) as work:
        draft = replace(CategoryDraft(name="Kitchen"), slug="cooking")
        await catalog.update_category(work, category_id=category.id, draft=draft)

    answer = await client.get("/store/categories/kitchen")

    assert (answer.status_code, answer.headers["location"]) == (301, "/store/categories/cooking")


@pytest.mark.parametrize("address", ["products/nothing", "categories/nothing", "orders/nothing"])
async def test_what_is_not_there_is_a_page_too(client: httpx2.AsyncClient, address: str) -> None:
    page = await client.get(f"/store/{address}")

    assert page.status_code in (404, 422)
    assert page.headers["content-type"].startswith("text/html")


async def test_scripts_and_styles_come_from_files_alone(
    client: httpx2.AsyncClient, services: Services
) -> None:
    await make_product(services.works, "kettle")

    page = await client.get("/store/products/kettle")

    policy = page.headers["content-security-policy"]
    assert "script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script(?! src=| type=\"application/ld)", page.text) == []
    assert re.findall(r"\son[a-z]+=|style=", page.text) == []


async def test_files_may_be_kept_for_good_and_an_old_address_leads_on(
    client: httpx2.AsyncClient,
) -> None:
    found = [await client.get(SITE.asset(path.name)) for path in sorted(SITE.static.iterdir())]
    old = await client.get("/store/static/000000000000/shop.css")
    outside = await client.get("/store/static/000000000000/..%2Fpage.py")

    assert {answer.status_code for answer in found} == {200}
    assert all("immutable" in answer.headers["cache-control"] for answer in found)
    assert (old.status_code, old.headers["location"]) == (302, SITE.asset("shop.css"))
    assert outside.status_code in (404, 422)


async def test_the_reader_is_answered_in_his_language_or_the_one_he_chose(
    client: httpx2.AsyncClient, services: Services
) -> None:
    await make_product(services.works, "kettle")
    german = {"accept-language": "fr;q=0.4, de-AT;q=0.9, en;q=0.5"}

    by_browser = await client.get("/store/products/kettle", headers=german)
    chosen = await client.post(
        "/store/language",
        data={"language": "de", "next": "/store/cart"},
        headers={"sec-fetch-site": "same-origin"},
    )
    afterwards = await client.get("/store/cart")

    assert '<html lang="de">' in by_browser.text
    assert "10,00\xa0€" in by_browser.text
    assert chosen.headers["location"] == "/store/cart"
    assert "Warenkorb" in afterwards.text


def test_each_word_of_the_pages_is_there_in_german() -> None:
    said = {
        found
        for path in Path(SITE.templates).rglob("*.html")
        for found in re.findall(r"_\('([^']+)'", path.read_text(encoding="utf-8"))
    }

    german = translations(SITE.locales, "de")

    assert len(said) > 100
    assert {each for each in said if german.gettext(each) == each} == {"Name", "Code"}


async def test_a_shop_puts_a_template_of_its_own_before_ours(
    services: Services, tmp_path: Path
) -> None:
    (tmp_path / "home.html").write_text(
        "{% extends 'frame.html' %}{% block content %}Ours{% endblock %}"
    )
    services.settings = services.settings.model_copy(update={"storefront_theme": str(tmp_path)})
    transport = httpx2.ASGITransport(app=create_app(services.settings, services=services))

    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as opened:
        page = await opened.get("/store")

    assert "Ours" in page.text


async def test_the_example_of_a_theme_changes_the_front_page_and_the_colours(
    services: Services,
) -> None:
    theme = Path(__file__).parents[3] / "examples" / "theme"
    services.settings = services.settings.model_copy(update={"storefront_theme": str(theme)})
    transport = httpx2.ASGITransport(app=create_app(services.settings, services=services))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as opened:
        page = await opened.get("/store")
        tokens = SITE.themed(str(theme)).asset("tokens.css")
        colours = await opened.get(tokens)
        ours = await opened.get(SITE.asset("shop.css"))
        before = await opened.get(SITE.asset("tokens.css"))

    assert "tea for quiet afternoons" in page.text
    assert f'href="{tokens}"' in page.text
    assert "#6b2d5c" in colours.text
    assert ours.status_code == 200
    assert (before.status_code, before.headers["location"]) == (302, tokens)


async def test_a_shop_without_a_storefront_has_none(services: Services) -> None:
    without = services.settings.model_copy(update={"storefront": False})
    transport = httpx2.ASGITransport(app=create_app(without, services=services))

    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as opened:
        answer = await opened.get("/store")

    assert answer.status_code == 404
