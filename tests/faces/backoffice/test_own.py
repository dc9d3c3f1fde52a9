"""A vendor's view: his goods, his stock, his orders, his reviews; nothing of anybody else's."""

from dataclasses import dataclass

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.modules.catalog.contracts import Product
from shopwright.modules.reviews.contracts import Review
from tests.faces.backoffice.test_products import ESCAPED, PROBE, stored
from tests.support.approving import waiting
from tests.support.buying import buy, stock_of
from tests.support.contents import contents
from tests.support.desk import Clerk, form_of
from tests.support.goods import make_product
from tests.support.people import Person, actor_of, make_vendor
from tests.support.pictures import picture
from tests.support.reviewing import make_review

pytestmark = pytest.mark.anyio
GOODS, STOCK, ORDERS = "/admin/own/products", "/admin/own/stock", "/admin/own/orders"


@pytest.fixture
async def tea(services: Services, vendor: Person) -> Product:
    return await make_product(services.works, "tea", actor=await actor_of(services, vendor))


@dataclass(frozen=True, slots=True)
class Rivals:
    """What another vendor has."""

    product: Product
    order_id: str
    review: Review


@pytest.fixture
async def rum(services: Services, customer: Person) -> Rivals:
    rival = await actor_of(services, await make_vendor(services))
    product = await make_product(services.works, "rum", actor=rival)
    placed = await buy(services, (product.variants[0].id, 1))
    review = await make_review(services, customer, product.id, is_shown=True)
    return Rivals(product, str(placed.order.id), review)


async def test_a_new_product_of_a_vendors_is_a_draft_that_staff_is_asked_about(
    seller: Clerk, client: httpx2.AsyncClient, admin: Person
) -> None:
    new = f"{GOODS}/new"

    done = await seller.send(new, new, title=PROBE, price="9.00", status="published")
    page = await seller.follow(done)

    [wish] = await waiting(client, admin)
    shown = (await seller.look(done.headers["location"].replace("/admin/own", "/api/v1"))).json()
    assert (wish["kind"], wish["product_id"], shown["status"]) == ("new", shown["id"], "draft")
    assert ESCAPED in page.text
    assert "<script>alert" not in page.text


async def test_a_vendors_change_waits_and_he_goes_on_from_it(
    seller: Clerk, client: httpx2.AsyncClient, admin: Person, services: Services, tea: Product
) -> None:
    page, table = f"{GOODS}/{tea.id}", f"{GOODS}/{tea.id}/variants"

    first = await seller.follow(await seller.send(page, page, title="Green tea", tags="leaf"))
    await seller.send(page, page, brand="Hills")
    await seller.send(table, table, **{"v.0.price.EUR": "11.00", "v.0.barcode": "4006381333931"})

    again, cells = await seller.look(page), form_of((await seller.look(table)).text, table)
    [wish] = await waiting(client, admin)
    assert "Your change waits for staff" in first.text
    assert await stored(services, tea) == tea
    assert {
        each["field"]: each["after"] for each in wish["changes"] if each["field"] != "variants"
    } == {
        "title": "Green tea",
        "tags": ["leaf"],
        "brand": "Hills",
    }
    assert [each["after"]["price"] for each in wish["prices"]] == ["11.00"]
    form = form_of(again.text, page)
    assert (form["title"], form["tags"], form["brand"]) == ("Green tea", "leaf", "Hills")
    assert (cells["v.0.price.EUR"], cells["v.0.barcode"]) == ("11.00", "4006381333931")
    assert f"/admin/own/approvals/{wish['id']}" in again.text


async def test_saving_what_waits_as_it_is_asks_for_nothing_more(
    seller: Clerk, client: httpx2.AsyncClient, admin: Person, tea: Product
) -> None:
    page, table = f"{GOODS}/{tea.id}", f"{GOODS}/{tea.id}/variants"
    await seller.send(page, page, title="Green tea")
    await seller.send(table, table, **{"v.0.price.EUR": "11.00"})
    [before] = await waiting(client, admin)

    unchanged = await seller.follow(await seller.send(page, page))
    await seller.send(table, table)

    [after] = await waiting(client, admin)
    assert "Nothing was changed." in unchanged.text
    assert (after["changes"], after["prices"]) == (before["changes"], before["prices"])


async def test_a_vendor_keeps_his_stock(seller: Clerk, services: Services, tea: Product) -> None:
    leaf = tea.variants[0].id
    page = f"{STOCK}/{leaf}"

    listed = await seller.look(STOCK)
    await seller.send(page, f"{page}/adjust", change="-2", reason="damaged", note=PROBE)
    shown = await seller.look(page)

    assert f'href="{page}"' in listed.text
    assert await stock_of(services.works, leaf) == (3, 0)
    assert ESCAPED in shown.text
    assert "<script>alert" not in shown.text
    assert f"{page}/policy" not in shown.text


async def test_of_orders_a_vendor_sees_his_lines_and_where_they_go(
    seller: Clerk, services: Services, tea: Product, rum: Rivals
) -> None:
    placed = await buy(
        services, (tea.variants[0].id, 2), (rum.product.variants[0].id, 1), note="Ring the bell"
    )

    listed = await seller.look(ORDERS)
    shown = await seller.look(f"{ORDERS}/{placed.order.id}")

    assert placed.order.number in listed.text
    assert ("Robin Example" in shown.text, "tea-1" in shown.text) == (True, True)
    for secret in (placed.order.email, "Ring the bell", "Rum", "rum-1"):
        assert secret not in listed.text + shown.text, secret


async def test_a_vendor_answers_reviews_of_his_own_goods(
    seller: Clerk, services: Services, customer: Person, tea: Product
) -> None:
    said = await make_review(services, customer, tea.id, 4, is_shown=True)
    page = f"{GOODS}/{tea.id}/reviews"

    done = await seller.send(page, f"{page}/{said.id}", text=f"Thanks. {PROBE}")

    shown = await seller.follow(done)
    assert ("Keeps tea hot" in shown.text, "4 stars" in shown.text) == (True, True)
    assert f"Thanks. {ESCAPED}" in shown.text
    assert "<script>alert" not in shown.text


async def test_a_vendor_hangs_pictures_on_his_own_goods(seller: Clerk, tea: Product) -> None:
    page = f"{GOODS}/{tea.id}/pictures"
    form = form_of((await seller.look(page)).text, f"{page}/upload")

    sent = await seller.browser.post(
        f"{page}/upload", data=form, files={"file": ("a.png", picture(), "image/png")}
    )

    assert sent.status_code == 303, sent.text


async def test_nothing_of_a_rivals_is_there_to_look_at(seller: Clerk, rum: Rivals) -> None:
    product, leaf = f"{GOODS}/{rum.product.id}", rum.product.variants[0].id
    addresses = [f"{product}{each}" for each in ("", "/variants", "/pictures", "/reviews")]
    addresses += [f"{STOCK}/{leaf}", f"{ORDERS}/{rum.order_id}"]

    answers = [await seller.look(each) for each in addresses]
    lists = [(await seller.look(each)).text for each in (GOODS, STOCK, ORDERS, "/admin/media")]

    assert [each.status_code for each in answers] == [404] * 6
    assert not any("Rum" in each.text for each in answers)
    assert not any("Rum" in each or "rum-1" in each for each in lists)


async def test_nothing_of_a_rivals_is_changed_by_any_form(
    seller: Clerk, services: Services, tea: Product, rum: Rivals
) -> None:
    ours, theirs = f"{GOODS}/{tea.id}", f"{GOODS}/{rum.product.id}"
    leaf = rum.product.variants[0].id
    token = form_of((await seller.look(GOODS)).text, "/admin/sign-out")["csrf_token"]
    form = {
        "csrf_token": str(token),
        "version": "1",
        "title": "Mine",
        "status": "archived",
        "change": "-1",
        "counted": "0",
        "reason": "lost",
        "text": "Buy mine",
        "options": "0",
        "v.0.id": str(leaf),
        "v.0.sku": "stolen",
        "v.0.level": "on",
        "currencies": "EUR",
    }
    before = await contents(services.works)

    attempts = [
        *(f"{theirs}{each}" for each in ("", "/state", "/remove", "/variants", "/pictures")),
        f"{theirs}/pictures/upload",
        f"{theirs}/reviews/{rum.review.id}",
        f"{ours}/reviews/{rum.review.id}",
        f"{STOCK}/{leaf}/adjust",
        *(f"/admin/stock/{leaf}/{each}" for each in ("adjust", "count", "policy")),
        f"/admin/products/{rum.product.id}",
        f"/admin/products/{rum.product.id}/related",
        "/admin/products/bulk",
        "/admin/products/new",
    ]
    answers = [await seller.browser.post(each, data=form) for each in attempts]

    statuses = {path: each.status_code for path, each in zip(attempts, answers, strict=True)}
    assert set(statuses.values()) <= {403, 404}, statuses
    assert await contents(services.works) == before


async def test_a_vendor_is_led_to_no_page_of_staffs(seller: Clerk) -> None:
    closed = [
        *("/admin/products", "/admin/products/removed", "/admin/approvals", "/admin/stock"),
        *("/admin/stock/reorder", "/admin/files", "/admin/reviews"),
    ]

    answers = [(await seller.look(each)).status_code for each in closed]

    assert answers == [403] * len(closed)
