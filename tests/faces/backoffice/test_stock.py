"""Stock: the report, one variant's levels and movements, what is written down of them."""

import csv
from io import StringIO
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from tests.faces.backoffice.test_products import ESCAPED, PROBE
from tests.support.buying import stock_of
from tests.support.desk import Clerk, at_the_desk
from tests.support.goods import make_product, variant
from tests.support.people import Person
from tests.support.roles import person_with

pytestmark = pytest.mark.anyio
STOCK = "/admin/stock"


async def tea(services: Services, stock: int = 5, title: str = "Tea") -> UUID:
    goods = (variant("tea-1", stock=stock),)
    return (await make_product(services.works, "tea", title=title, variants=goods)).variants[0].id


async def test_the_report_tells_how_well_the_shop_is_stocked(
    clerk: Clerk, services: Services
) -> None:
    await tea(services, stock=0, title=PROBE)
    await make_product(services.works, "mug", variants=(variant("m", stock=900),))

    whole = await clerk.look(STOCK)
    out = await clerk.look(STOCK, health="out")
    none = await clerk.look(STOCK, health="critical")
    nonsense = await clerk.look(STOCK, health="splendid")

    assert ("Mug" in whole.text, ESCAPED in whole.text) == (True, True)
    assert "<script>alert" not in whole.text
    assert "On hand<strong>900</strong>" in whole.text
    assert ("Mug" in out.text, ESCAPED in out.text) == (False, True)
    assert "no variant like that" in none.text
    assert nonsense.status_code == 422


async def test_what_is_to_be_reordered_is_listed_and_nothing_else(
    clerk: Clerk, services: Services
) -> None:
    leaf = f"{STOCK}/{await tea(services, stock=0)}"
    await make_product(services.works, "mug", variants=(variant("m", stock=900),))
    await clerk.send(leaf, f"{leaf}/policy", safety_stock="12")
    [low] = (await clerk.look("/api/v1/admin/stock/report", health="out")).json()["items"]

    page = await clerk.look(f"{STOCK}/reorder")

    assert low["reorder"]["quantity"] > 0
    assert f"<strong>{low['reorder']['quantity']}</strong>" in page.text
    assert "Mug" not in page.text
    assert f'href="{STOCK}/reorder/file"' in page.text


async def test_what_is_to_be_reordered_is_taken_out_as_a_file(
    clerk: Clerk, seller: Clerk, services: Services
) -> None:
    leaf = f"{STOCK}/{await tea(services, stock=0, title='=1+1')}"
    await make_product(services.works, "mug", variants=(variant("m", stock=900),))
    await clerk.send(leaf, f"{leaf}/policy", safety_stock="12")
    [low] = (await clerk.look("/api/v1/admin/stock/report", health="out")).json()["items"]

    file = await clerk.look(f"{STOCK}/reorder/file")
    turned = await seller.look(f"{STOCK}/reorder/file")

    rows = list(csv.reader(StringIO(file.text.removeprefix("\ufeff"))))
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert rows[0] == [
        *("variant_id", "sku", "name", "available"),
        *("reorder_point", "safety_stock", "quantity"),
    ]
    assert [(row[1], row[2][0], row[6]) for row in rows[1:]] == [
        ("tea-1", "'", str(low["reorder"]["quantity"]))
    ]
    assert turned.status_code == 403


async def test_pieces_come_and_go_with_a_reason(clerk: Clerk, services: Services) -> None:
    leaf = await tea(services)
    page = f"{STOCK}/{leaf}"

    came = await clerk.send(page, f"{page}/adjust", change="7", reason="received", note=PROBE)
    went = await clerk.send(page, f"{page}/adjust", change="-2", reason="damaged")
    shown = await clerk.follow(went)

    assert (came.status_code, await stock_of(services.works, leaf)) == (303, (10, 0))
    assert "<h1>Tea</h1>" in shown.text
    assert ESCAPED in shown.text
    assert "<script>alert" not in shown.text
    assert '<td class="number">-2</td><td>damaged</td>' in shown.text


async def test_what_was_counted_is_what_there_is(clerk: Clerk, services: Services) -> None:
    leaf = await tea(services)
    page = f"{STOCK}/{leaf}"

    done = await clerk.send(page, f"{page}/count", counted="3", note="Shelf 4")

    assert (done.status_code, await stock_of(services.works, leaf)) == (303, (3, 0))


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("adjust", {"change": "", "reason": "received"}),
        ("adjust", {"change": "many", "reason": "received"}),
        ("adjust", {"change": "-9", "reason": "lost"}),
        ("adjust", {"change": "1", "reason": "magic"}),
        ("count", {"counted": "-1"}),
        ("policy", {"low": "lots"}),
    ],
)
async def test_what_cannot_be_is_told_and_nothing_moves(
    clerk: Clerk, services: Services, what: str, fields: dict[str, str]
) -> None:
    leaf = await tea(services)
    page = f"{STOCK}/{leaf}"

    refused = await clerk.send(page, f"{page}/{what}", **fields)

    assert refused.status_code in (409, 422)
    assert 'role="alert"' in refused.text
    assert await stock_of(services.works, leaf) == (5, 0)


async def test_a_variant_gets_thresholds_of_its_own_and_gives_them_up(
    clerk: Clerk, services: Services
) -> None:
    page = f"{STOCK}/{await tea(services)}"
    policy = f"{page.replace('/admin', '/api/v1/admin')}/policy"

    await clerk.send(page, f"{page}/policy", critical="1", low="9", lead_days="21")
    given = (await clerk.look(policy)).json()
    await clerk.send(page, f"{page}/policy", low="")
    after = (await clerk.look(policy)).json()

    assert (given["critical"], given["low"], given["lead_days"]) == (1, 9, 21)
    assert (after["critical"], after["low"], after["lead_days"]) == (1, None, 21)


async def test_a_variant_that_is_not_there_has_no_page(clerk: Clerk) -> None:
    pages = [await clerk.look(f"{STOCK}/{each}") for each in ("x", UUID(int=7))]

    assert [page.status_code for page in pages] == [422, 404]


async def test_who_may_only_look_is_offered_no_change_and_gets_none(
    app: FastAPI, services: Services, client: httpx2.AsyncClient, admin: Person
) -> None:
    reader = await person_with(client, services, admin, "stock:read")
    leaf = await tea(services)
    page = f"{STOCK}/{leaf}"

    async with at_the_desk(app, reader) as looking:
        shown = await looking.look(page)
        token = (await looking.look("/api/v1/auth/csrf")).json()["csrf_token"]
        form = {"csrf_token": token, "change": "1", "counted": "1", "reason": "received"}
        refused = [
            (await looking.browser.post(f"{page}/{each}", data=form)).status_code
            for each in ("adjust", "count", "policy")
        ]

    assert shown.status_code == 200
    assert f"{page}/adjust" not in shown.text
    assert "Write it down" not in shown.text
    assert refused == [403, 403, 403]
    assert await stock_of(services.works, leaf) == (5, 0)
